"""Bodies that are too large, endless, packed or only announced."""
import time

import pytest

from harness.browser import Browser
from harness.raw import HOST, collect, exchange
from harness.routes import all_routes
from harness.samples import sample
from harness.viewer import connect

MIB = 1 << 20
ROUTES = [route for route in all_routes() if sample(route).body is not None or sample(route).form]


@pytest.fixture(scope="module")
def conversation(house):
    return house.conversation("say:x")


@pytest.fixture(scope="module")
def browser(house):
    return Browser(house).sign_in()


def head(house, path, *lines, method=b"POST", kind=b"application/json", cookie=None):
    known = b"Authorization: Bearer " + house.token.encode()
    if cookie:
        known = b"Cookie: %s\r\nSec-Fetch-Site: same-origin" % cookie.encode()
    lines = b"".join(line + b"\r\n" for line in (known, b"Content-Type: " + kind, *lines))
    return b"%s %s HTTP/1.1\r\n%s%s\r\n" % (method, path.encode(), HOST, lines)


def start_of(house, browser, conversation, route, *lines):
    """The head of a request to a route, by an admin in a browser."""
    kind = b"application/x-www-form-urlencoded" if sample(route).form else b"application/json"
    return head(house, route.path(conversation), *lines, method=route.method.encode(), kind=kind, cookie=browser.cookie)


def pour(house, start, piece, seconds=5, most=256 * MIB):
    """Sends a start, then a piece for as long as the server takes it: what came back, and how much went out after that."""
    line = connect(house.port)
    line.sendall(start)
    line.setblocking(False)
    began, answered, sent, after = time.monotonic(), None, 0, 0
    data = b""
    while time.monotonic() - began < seconds and sent < most:
        try:
            sent_now = line.send(piece[sent % len(piece):])
            sent += sent_now
            after += sent_now if answered else 0
        except BlockingIOError:
            time.sleep(0.002)
        except OSError:
            break
        try:
            received = line.recv(1 << 16)
            if not received:
                break
            data += received
            answered = answered or time.monotonic()
        except BlockingIOError:
            pass
        except OSError:
            break
    ended = time.monotonic()
    line.close()
    return data, after, ended - (answered or began), sent


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_body_that_is_too_large_is_refused_by_its_length_alone(house, browser, conversation, route):
    length = b"Content-Length: %d" % (sample(route).most + 1)
    answer = exchange(house.port, start_of(house, browser, conversation, route, length) + b"{" * 1000, 5)
    assert answer.statuses == [413] and (b'"too_large"' in answer.body or route.is_page), answer
    assert answer.closed is not None and answer.closed <= 2


def test_a_message_of_a_mebibyte_is_taken_and_one_byte_more_is_not(house):
    conversation = house.conversation("say:x")
    answer = house.send(conversation, "é" * (MIB // 2) + "x")
    assert answer.status == 413 and answer.error["code"] == "too_large" and house.history(conversation) == []
    answer = house.send(conversation, "é" * (MIB // 2))
    assert answer.status == 202 and len(answer.value["user_message"]["content"]) == MIB // 2


@pytest.mark.parametrize("path", ["/api/session", "/api/conversations", "/api/conversations/{id}/messages", "/login"])
def test_after_a_refusal_nothing_more_is_read(house, conversation, path):
    path = path.replace("{id}", conversation)
    base = house.child.rss()
    kind = b"application/x-www-form-urlencoded" if path == "/login" else b"application/json"
    start = head(house, path, b"Content-Length: %d" % (10 << 30), kind=kind)
    data, after, seconds, _ = pour(house, start, b"x" * (64 << 10))
    assert data.startswith(b"HTTP/1.1 413") and b"too_large" in data or path == "/login" and b" 413 " in data[:20]
    # What the kernel of either end holds is sent, but read by nobody: 64 KiB and the buffers between.
    assert seconds <= 1.5 and after <= 4 * MIB, (seconds, after)
    assert house.child.rss() - base <= 8 * MIB


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_an_endless_body_in_chunks_is_refused_and_closed(house, browser, conversation, route):
    base, limit = house.child.rss(), sample(route).most
    piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    start = start_of(house, browser, conversation, route, b"Transfer-Encoding: chunked")
    data, after, seconds, sent = pour(house, start, piece, 30)
    assert data.startswith(b"HTTP/1.1 413") and seconds <= 1.5, (data[:200], seconds)
    assert sent <= limit + 8 * MIB
    assert house.child.rss() - base <= 4 * limit + 8 * MIB


def test_many_tiny_chunks_are_no_way_around(house):
    """On the route with the smallest limit: a debug build takes a second for 64 Ki chunks, and half a minute for 2 Mi."""
    base = house.child.rss()
    start = head(house, "/login", b"Transfer-Encoding: chunked", kind=b"application/x-www-form-urlencoded")
    data, _, seconds, _ = pour(house, start, b"1\r\n \r\n" * 4000, 20)
    assert data.startswith(b"HTTP/1.1 413") and seconds <= 1.5
    assert house.child.rss() - base <= 32 * MIB


@pytest.mark.parametrize("coding", [b"gzip", b"br", b"deflate", b"zstd", b"identity, gzip", b"GZIP"])
def test_a_packed_body_is_not_unpacked(house, browser, conversation, coding):
    for route in ROUTES:
        lines = (b"Content-Encoding: " + coding, b"Content-Length: 4", b"Connection: close")
        start = start_of(house, browser, conversation, route, *lines)
        assert exchange(house.port, start + b"\x1f\x8b\x08\0", 5).statuses == [415], route


@pytest.mark.parametrize("kind", [b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x",
                                  b"", b"application/jsonx", b"text/json", b"application/json-patch"])
def test_only_json_is_json(house, browser, conversation, kind):
    for route in ROUTES:
        if sample(route).form:
            continue
        start = head(house, route.path(conversation), b"Content-Length: 2", b"Connection: close",
                     method=route.method.encode(), kind=kind, cookie=browser.cookie)
        assert exchange(house.port, start + b"{}", 5).statuses == [415], route


def test_who_waits_for_permission_gets_it_at_once(house):
    line = connect(house.port)
    began = time.monotonic()
    body = b'{"model":"say:x"}'
    line.sendall(head(house, "/api/conversations", b"Expect: 100-continue", b"Content-Length: %d" % len(body)))
    answer = collect(line, 3, began, until=lambda answer: b"\r\n\r\n" in answer.data)
    assert answer.status == 100 and answer.first <= 0.3, answer
    line.sendall(body)
    assert collect(line, 3, until=lambda answer: answer.status).status == 201
    line.close()


def test_who_waits_to_send_too_much_is_refused_at_once(house):
    line = connect(house.port)
    began = time.monotonic()
    line.sendall(head(house, "/api/conversations", b"Expect: 100-continue", b"Content-Length: %d" % (64 * MIB)))
    answer = collect(line, 3, began)
    assert answer.statuses == [413] and answer.first <= 0.5 and answer.closed is not None, answer
    line.close()


@pytest.mark.parametrize("body", [b"zz\r\n{}\r\n0\r\n\r\n", b"2\r\n{}xx0\r\n\r\n"], ids=["size", "end"])
def test_a_body_in_broken_chunks_is_refused_in_order(house, body):
    answer = exchange(house.port, head(house, "/api/conversations", b"Transfer-Encoding: chunked") + body, 5)
    assert answer.statuses == [400] and answer.closed is not None, answer


def test_an_unknown_expectation_does_no_harm(house):
    start = head(house, "/api/conversations", b"Expect: the-unexpected", b"Content-Length: 2", b"Connection: close")
    assert exchange(house.port, start + b"{}", 5).status in (201, 417)
