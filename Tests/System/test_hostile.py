"""Text that would like to be more than text: in every field that people write, and everywhere it is shown again."""
import re

import pytest

from harness.contents import LATE, changed, contents
from harness.raw import HOST, exchange
from harness.routes import UNKNOWN, all_routes
from harness.samples import Place, sample
from harness.team import Team

MARK = "hostile-mark"
TEXTS = {
    "markup": '"><x ' + MARK, "script": "</title></script><script>%s()</script>" % MARK, "escape": "\x1b[31m%s\x1b]0;x\x07" % MARK,
    "lines": MARK + "\r\nX-Injected: yes\r\n\r\n<x>", "turned": "\u202egnp.exe\u2066" + MARK, "nul": MARK + "\0\0",
    "separators": "\u2028%s\u2029\x85" % MARK, "template": "{{%s}} ${HOME} %%(x)s {{{x}}} <%%= 1 %%>" % MARK, "long": MARK * 500}
WRITING = [route for route in all_routes() if route.changes and sample(route).body is not None]
# In a log or on a terminal; JSON escapes the first 32, and has no need to escape others.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")
RAW = re.compile(rb"[\x00-\x1f]")


@pytest.fixture(scope="module")
def eve(house):
    """An admin in a browser."""
    return Team(house).some("eve", role="admin")


@pytest.fixture(scope="module")
def place(eve):
    conversation = eve.begin("say:x")
    said = eve.say(conversation, "a question")["id"]
    return Place(conversation, said, said, UNKNOWN, eve.id)


def pages(eve, place):
    found = [route for route in all_routes() if route.method == "GET" and route.is_page and "**" not in route.pattern]
    for route in found:
        ids = {"section": "people"} if "{section}" in route.pattern else {}
        yield route, eve.call("GET", route.path(place.conversation, **ids), by="cookie", Accept="text/html")


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("route", WRITING, ids=str)
def test_no_field_that_is_written_becomes_anything_but_text(house, eve, place, route, kind):
    if sample(route).is_costly and kind not in ("markup", "lines"):
        return
    full, text = sample(route).full_in(place), TEXTS[kind]
    own = sample(route).own(eve) if sample(route).own else {}
    path = route.path(own.pop("id", place.conversation), **own)
    for name in [name for name, value in full.items() if isinstance(value, str)]:
        answer = eve.call(route.method, path, {**full, name: text}, by="cookie")
        assert answer.status < 500, (name, answer)
        assert answer.header("x-injected") is None and not answer.header("set-cookie"), (name, answer)
        if answer.raw:
            assert answer.header("content-type") == "application/json; charset=utf-8" and answer.value is not None
            assert not RAW.search(answer.raw), (name, answer)
        if answer.status == 202:
            eve.stop(place.conversation)
    eve.stop(place.conversation)


def test_no_page_shows_it_as_anything_but_text(house, eve, place):
    for text in TEXTS.values():
        eve.call("PATCH", "/api/conversations/" + place.conversation, {"title": text, "system_prompt": text})
        eve.send(place.conversation, text, ask=False)
        for route, answer in pages(eve, place):
            page = answer.raw.decode()
            assert answer.status in (200, 303, 400, 404), (route, answer)
            assert "<x" not in page and "<script>" + MARK not in page and "\0" not in page, route
            assert text not in page or text == TEXTS["template"] or "<" not in text, route
    assert MARK in eve.call("GET", "/c/" + place.conversation, Accept="text/html").raw.decode()


@pytest.mark.parametrize("kind", ["markup", "script", "turned", "template"])
def test_headers_and_queries_leave_every_page_as_it_is(house, eve, place, kind):
    """V20: byte for byte the same page, whatever came with the request."""
    text = TEXTS[kind].encode()
    names = (b"Accept-Language", b"User-Agent", b"Referer", b"X-Forwarded-Host", b"X-Forwarded-Proto", b"X-Forwarded-For",
             b"X-Request-Id", b"Origin", b"Accept-Encoding", b"X-Original-URL", b"Forwarded", b"Via", b"DNT")
    for route in [route for route in all_routes() if route.method == "GET" and route.is_page and "**" not in route.pattern]:
        if route.pattern.startswith("/sso"):
            continue
        ids = {"section": "people"} if "{section}" in route.pattern else {}
        path = route.path(place.conversation, **ids).encode()
        known = b"".join(b"%s: %s\r\n" % (name.encode(), value.encode()) for name, value in eve.headers("cookie").items()
                         if name != "Accept")

        def ask(query=b"", *lines):
            head = b"GET %s%s HTTP/1.1\r\n%s%sAccept: text/html\r\n%sConnection: close\r\n\r\n" % (
                path, query, HOST, known, b"".join(lines))
            answer = exchange(house.port, head, 5)
            assert len(answer.statuses) == 1, answer
            return answer.status, answer.body
        plain = ask()
        for name in names:
            assert ask(b"", b"%s: %s\r\n" % (name, text)) == plain, (route, name)
        if route.pattern != "/login":
            assert ask(b"?x=%22%3E%3Cx%20" + MARK.encode()) == plain, route


def test_the_log_stays_a_log(house, eve):
    """V42: after all of this, one line is one entry, and no sign in it is more than a sign."""
    for line in house.log_text().splitlines():
        assert re.match(r"^\d{4}-\d\d-\d\dT", line) and not CONTROL.search(line), line
    listed = house.succeed("user", "list")
    assert not CONTROL.search(listed.replace("\n", "")) and MARK + "\n" not in listed


@pytest.mark.parametrize("name", ["a\r\nb", "x\u2028y", "\x1b[31mred", "nul\0", "\u202eturned", " ", "", "x" * 65, "\u200b"])
def test_nobody_is_called_by_a_name_that_is_more_than_one(house, eve, name):
    before = contents(house, ("audit", *LATE))
    paths = {"POST /api/setup": {"token": "x", "name": name, "password": "correct horse battery"}}
    if any(route.name == "PATCH /api/account" for route in all_routes()):
        paths["PATCH /api/account"] = {"name": name}
    for route, body in paths.items():
        method, path = route.split(" ")
        assert eve.call(method, path, body, by="cookie").status in (400, 403, 409)
    if "\0" not in name:
        added = house.command("user", "add", "--password-stdin", "--", name, stdin="correct horse battery\n")
        assert added.returncode != 0 and not CONTROL.search(added.stderr.replace("\n", ""))
    assert changed(before, contents(house, ("audit", *LATE))) == []
