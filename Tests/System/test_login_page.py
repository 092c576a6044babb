"""The login page works without JavaScript, and leads nowhere but here."""
import re
import urllib.parse

import pytest

from harness import web
from harness.server import PASSWORD

AWAY = (
    "//evil.example", "///evil.example", "https://evil.example", "http:evil.example", "\\\\evil.example",
    "/\\evil.example", "/\t/evil.example", "/%0d%0aSet-Cookie:x=1", "\r\n//evil.example", "javascript:alert(1)",
    "data:text/html,x", "evil.example", "@evil.example", " //evil.example", "/ /evil", "\x00//evil", "")


def form(port, source="127.0.20.1", headers=None, **fields):
    return web.request(
        port, "POST", "/login", urllib.parse.urlencode(fields).encode(),
        {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html",
         "Origin": "http://127.0.0.1:%d" % port, **(headers or {})}, source=source)


def test_without_a_session_pages_lead_to_the_login_and_back(house):
    conversation = house.conversation("say:x")
    answer = web.request(house.port, "GET", "/c/" + conversation, headers={"Accept": "text/html"})
    assert answer.status == 303
    place = urllib.parse.urlsplit(answer.header("location"))
    assert place.path == "/login" and not place.netloc
    page = web.request(house.port, "GET", answer.header("location"))
    assert page.status == 200 and page.header("content-type") == "text/html; charset=utf-8"
    next_place = re.search(rb'name="next" value="([^"]*)"', page.raw).group(1).decode()
    assert next_place == "/c/" + conversation and b"<form" in page.raw
    signed_in = form(house.port, name="ada", password=PASSWORD, next=next_place)
    assert signed_in.status == 303 and signed_in.header("location") == next_place
    cookie = signed_in.header("set-cookie").split(";")[0]
    chat = web.request(house.port, "GET", next_place, headers={"Cookie": cookie, "Accept": "text/html"})
    assert chat.status == 200 and "text/html" in chat.header("content-type")


def test_the_login_leads_to_no_other_place(house):
    for place in AWAY:
        page = web.request(house.port, "GET", "/login?" + urllib.parse.urlencode({"next": place}))
        assert page.header("location") is None
        shown = re.search(rb'name="next" value="([^"]*)"', page.raw).group(1).decode()
        assert shown.startswith("/") and not shown.startswith(("//", "/\\")) and "evil.example" not in \
            urllib.parse.urlsplit(shown).netloc, (place, shown)


@pytest.mark.parametrize("place", AWAY[::4])
def test_signing_in_leads_to_no_other_place(house, place):
    answer = form(house.port, name="ada", password=PASSWORD, next=place)
    assert answer.status == 303
    target = answer.header("location")
    there = urllib.parse.urlsplit(urllib.parse.urljoin("http://here/login", target.replace("\\", "/")))
    assert there.netloc == "here" and there.scheme == "http", (place, target)
    assert len([name for name, _ in answer.headers if name == "set-cookie"]) == 1


def test_a_wrong_password_shows_the_page_again_with_the_same_words(house):
    known = form(house.port, name="ada", password="wrong password", next="/c/x", source="127.0.20.2")
    assert known.status == 401 and b'role="alert"' in known.raw and b"wrong password" not in known.raw
    unknown = form(house.port, name="bob", password="wrong password", next="/c/x", source="127.0.20.2")
    assert unknown.raw.replace(b'"bob"', b'"ada"') == known.raw


def test_the_page_says_so_when_too_many_guesses_came(house):
    for _ in range(10):
        house.sign_in(password="wrong password", source="127.0.20.4")
    paused = form(house.port, name="ada", password=PASSWORD, source="127.0.20.4")
    assert paused.status == 429 and paused.header("retry-after") and paused.header("set-cookie") is None
    assert b'role="alert"' in paused.raw and PASSWORD.encode() not in paused.raw


def test_what_is_typed_is_shown_as_text(house):
    answer = form(house.port, name='"><script>alert(1)</script>', password="wrong password", next='/"><x>')
    assert b"<script>alert" not in answer.raw and b"<x>" not in answer.raw


def test_a_login_form_of_another_site_is_refused(house):
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                    {"Sec-Fetch-Site": "same-site"}):
        answer = form(house.port, name="ada", password=PASSWORD, headers=headers)
        assert answer.status == 403 and answer.header("set-cookie") is None, headers


def test_the_login_takes_only_forms_and_the_api_only_json(house):
    fields = b"name=ada&password=x"
    for kind, path in (("application/json", "/login"), ("multipart/form-data; boundary=x", "/login"),
                       ("text/plain", "/login"), ("application/x-www-form-urlencoded", "/api/session"),
                       ("text/plain", "/api/session"), ("multipart/form-data; boundary=x", "/api/session")):
        answer = web.request(house.port, "POST", path, fields, {"Content-Type": kind}, source="127.0.20.3")
        assert answer.status == 415, (kind, path)
