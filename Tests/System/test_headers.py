"""What every answer carries, and that nothing of a request comes back in a page."""
import re

import pytest

from harness import web
from harness.browser import Browser
from harness.raw import HOST, exchange, get
from harness.routes import UNKNOWN

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "connect-src": "'self'", "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'none'", "object-src": "'none'"}
MARK = "\"><x-mark>"


def answers(house, browser):
    """An answer of every status that can be had from outside."""
    def sent(method, path, body=None, **headers):
        return web.request(house.port, method, path, body, headers, source="127.0.60.1")
    file = sent("GET", "/js/app.js")
    own = {"Cookie": browser.cookie, "Sec-Fetch-Site": "same-origin"}
    conversation = house.conversation("say:x")
    yield 200, sent("GET", "/healthz")
    yield 200, sent("GET", "/login")
    yield 200, sent("GET", "/", Cookie=browser.cookie)
    yield 200, sent("GET", "/c/" + conversation, Cookie=browser.cookie)
    yield 200, sent("GET", "/api/conversations/" + conversation, Cookie=browser.cookie)
    yield 200, file
    yield 200, house.call("GET", "/metrics")
    yield 201, sent("POST", "/api/conversations", {"model": "say:x"}, **own)
    yield 202, sent("POST", "/api/conversations/%s/messages" % conversation, {"content": "x"}, **own)
    yield 204, sent("DELETE", "/api/conversations/" + house.conversation("say:x"), **own)
    yield 303, sent("GET", "/")
    yield 304, sent("GET", "/js/app.js", **{"If-None-Match": file.header("etag")})
    yield 400, sent("POST", "/api/session", b"{")
    yield 401, sent("GET", "/api/conversations")
    yield 403, sent("POST", "/api/conversations", {}, Cookie=browser.cookie, Origin="https://evil.example")
    yield 404, sent("GET", "/api/conversations/" + UNKNOWN, Cookie=browser.cookie)
    yield 404, sent("GET", "/js/nothing.js")
    yield 404, sent("GET", "/c/" + UNKNOWN, Cookie=browser.cookie, Accept="text/html")
    yield 405, sent("POST", "/healthz", {})
    yield 413, sent("POST", "/api/session", b"x" * ((2 << 20) + 1))
    yield 414, sent("GET", "/" + "a" * 9000)
    yield 415, sent("POST", "/api/session", b"x", **{"Content-Type": "text/plain"})
    yield 421, sent("GET", "/login", Host="evil.example")


def raw_answers(house):
    yield 400, exchange(house.port, get(b"/", host=b""), 5)
    yield 400, exchange(house.port, b"GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n", 5)
    yield 431, exchange(house.port, get(b"/", b"X-A: " + b"a" * (20 << 10)), 5)


def check(status, answer, headers):
    assert answer.status in (status, 400 if status in (421, 431) else status, 404 if status == 405 else status), answer
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";") if part.strip())
    for name, value in POLICY.items():
        assert policy[name] == value, (status, name)
    assert "unsafe-" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("no-referrer", "same-origin")
    assert headers["permissions-policy"]
    # Browsers heed it in a secure context only, and complain elsewhere: it is left out for a foreign name on plain http.
    assert headers.get("cross-origin-opener-policy") == (None if status == 421 else "same-origin")
    assert "server" not in headers and "x-powered-by" not in headers
    if status not in (204, 303, 304):
        assert re.fullmatch(r"(text/(html|css|javascript|plain)|application/json)(; version=[\d.]+)?; charset=utf-8",
                            headers["content-type"]), headers["content-type"]
    assert "cache-control" in headers


def test_every_answer_protects_itself(house):
    browser = Browser(house).sign_in()
    for status, answer in answers(house, browser):
        headers = dict(answer.headers)
        check(status, answer, headers)
        assert re.fullmatch(r"[\w-]{8,}", headers["x-request-id"])
        is_file = headers.get("content-type", "").startswith(("text/javascript", "text/css")) or status == 304
        assert is_file or "no-store" in headers["cache-control"], status
        if status >= 400 and "json" in headers["content-type"]:
            assert set(answer.value) == {"error"} and set(answer.error) >= {"message", "type", "code"}


def test_what_is_refused_before_any_route_protects_itself_too(house):
    for status, answer in raw_answers(house):
        check(status, answer, answer.headers())


def test_a_head_is_its_get_without_a_body(house):
    for path in (b"/healthz", b"/login", b"/js/app.js"):
        data = exchange(house.port, get(path, b"Connection: close").replace(b"GET", b"HEAD", 1), 5)
        assert data.status in (200, 404, 405) and (data.status != 200 or data.body == b""), data


def test_nothing_of_a_request_comes_back_in_a_page(house):
    browser = Browser(house).sign_in()
    conversation = house.conversation("say:x")
    names = (
        "Accept-Language", "User-Agent", "Referer", "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto",
        "X-Forwarded-Prefix", "X-Original-Url", "X-Rewrite-Url", "X-Real-Ip", "Forwarded", "Via", "From", "Accept-Charset",
        "Accept-Encoding", "Cookie", "Last-Event-Id", "If-None-Match", "Range", "Te", "X-Request-Id", "X-Http-Method-Override",
        "X-Mark")
    pages = ("/login", "/", "/c/" + conversation, "/c/" + UNKNOWN, "/nowhere", "/setup")
    for path in pages:
        plain = browser.call("GET", path, Accept="text/html")
        for name in names:
            value = browser.cookie + "; lang=" + MARK if name == "Cookie" else MARK
            answer = browser.call("GET", path, **{"Accept": "text/html", name: value})
            assert (answer.status, answer.raw) == (plain.status, plain.raw), (path, name)
            assert all("x-mark" not in text for header in answer.headers for text in header), (path, name)


def test_nothing_of_an_address_comes_back_in_a_page(house):
    browser = Browser(house).sign_in()
    spellings = ("%22%3E%3Cx-mark%3E", "%2522%253E%253Cx-mark%253E", "%27-x-mark-%27", "%0d%0aX-Mark:x-mark", "%00x-mark")
    for spelling in spellings:
        for path in ("/%s", "/c/%s", "/js/%s", "/login?next=%s", "/login?error=%s", "/?q=%s", "/setup?%s", "/api/%s"):
            answer = browser.call("GET", path % spelling, Accept="text/html,*/*")
            assert answer.status < 500 and b"<x-mark" not in answer.raw, path
            assert answer.header("x-mark") is None and not (answer.header("location") or "").startswith("//")
            if "login" not in path:
                assert b"x-mark" not in answer.raw, path


@pytest.mark.parametrize("field", ["title", "system_prompt", "model"])
def test_what_people_write_splits_no_header_and_no_page(house, field):
    value = "a\r\nSet-Cookie: x=1\r\n\r\n<script>alert(1)</script>"
    made = house.call("POST", "/api/conversations", {"model": "say:x", field: value})
    assert made.status in (201, 400), made
    if made.status == 201:
        page = Browser(house, None).call("GET", "/c/" + made.value["id"], Accept="text/html", **house.headers())
        assert page.header("set-cookie") is None and b"<script>alert" not in page.raw


def test_ids_are_the_servers_own(house):
    chosen = [house.call("GET", "/api/session").header("x-request-id") for _ in range(3)]
    answer = web.request(house.port, "GET", "/healthz", headers={"X-Request-Id": "chosen-by-me", "Host": HOST[6:-2].decode()})
    assert len(set(chosen)) == 3 and answer.header("x-request-id") != "chosen-by-me"
