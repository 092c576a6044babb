"""Requests whose framing is ambiguous or hostile: one refusal at most, and nothing of them is taken for a second request."""
import pytest

from harness.raw import HOST, exchange, get

INNER = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"


def request(*lines, body=b"", method=b"POST", path=b"/api/session", host=HOST):
    head = b"".join(line + b"\r\n" for line in lines)
    return b"%s %s HTTP/1.1\r\n%sContent-Type: application/json\r\n%s\r\n%s" % (method, path, host, head, body)


AMBIGUOUS = {
    "length and chunked": request(b"Content-Length: 4", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + INNER),
    "chunked and length": request(b"Transfer-Encoding: chunked", b"Content-Length: 4", body=b"0\r\n\r\n" + INNER),
    "two lengths": request(b"Content-Length: 0", b"Content-Length: 44", body=INNER),
    "two equal lengths, one line": request(b"Content-Length: 0, 44", body=INNER),
    "an unknown coding": request(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n" + INNER),
    "chunked, then another": request(b"Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n" + INNER),
    "a space before the colon": request(b"Content-Length : 44", body=INNER),
    "a tab before the colon": request(b"Transfer-Encoding\t: chunked", body=b"0\r\n\r\n" + INNER),
    "a folded header": request(b"X-A: b", b" Transfer-Encoding: chunked", b"Content-Length: 0", body=INNER),
    "a signed length": request(b"Content-Length: +2", body=b"{}" + INNER),
    "a negative length": request(b"Content-Length: -1", body=INNER),
    "a length in hex": request(b"Content-Length: 0x2", body=b"{}" + INNER),
    "an overflowing length": request(b"Content-Length: 18446744073709551618", body=b"{}" + INNER),
    "an overflowing chunk": request(b"Transfer-Encoding: chunked", body=b"ffffffffffffffff1\r\n{}\r\n0\r\n\r\n" + INNER),
    "a negative chunk": request(b"Transfer-Encoding: chunked", body=b"-1\r\n{}\r\n0\r\n\r\n" + INNER),
    "bare line feeds": b"POST /api/session HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 0\n\n" + INNER,
    "a bare line feed in a header": request(b"X-A: b\nTransfer-Encoding: chunked", b"Content-Length: 0", body=INNER),
    "a bare return in a header": request(b"X-A: b\rContent-Length: 44", body=INNER),
    "a zero byte in a value": request(b"X-A: b\0c", b"Content-Length: 0", body=INNER),
    "a zero byte in a name": request(b"X\0A: b", b"Content-Length: 0", body=INNER),
    "a zero byte in the path": get(b"/healthz\0") + INNER,
    "an empty name": request(b": b", b"Content-Length: 0", body=INNER),
    "a space in front of a name": request(b" X-A: b", b"Content-Length: 0", body=INNER),
    "two hosts": get(b"/healthz", b"Host: evil.example") + INNER,
    "two equal hosts": get(b"/healthz", HOST.strip()) + INNER,
    "no host": get(b"/healthz", host=b"") + INNER,
    "an empty host": get(b"/healthz", host=b"Host:\r\n") + INNER,
    "no path": b"GET HTTP/1.1\r\n" + HOST + b"\r\n" + INNER,
    "an unknown version": b"GET /healthz HTTP/3.7\r\n" + HOST + b"\r\n" + INNER,
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200,
    "noise": bytes(range(128, 256)) * 4,
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_could_be_read_in_two_ways_is_refused_and_the_connection_closed(house, name):
    answer = exchange(house.port, AMBIGUOUS[name], 5)
    assert answer.closed is not None, "left open: %s" % answer
    assert len(answer.statuses) <= 1 and answer.status in (400, 501, 505, None), answer
    if answer.status == 400:
        assert b'"error":{' in answer.body and answer.headers()["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", [
    b"evil.example", b"evil.example:8484", b"127.0.0.1.evil.example", b"localhost.evil.example", b"127.0.0.1@evil.example",
    b"evil.example#127.0.0.1", b"xn--lcalhost-5jb", b"127.1.evil", b"[::1].evil.example", b"localhost:x.evil"])
def test_a_foreign_name_is_misdirected(house, host):
    for path in (b"/healthz", b"/login", b"/api/conversations", b"/js/app.js", b"/nowhere"):
        answer = exchange(house.port, get(path, b"Connection: close", host=b"Host: %s\r\n" % host), 5)
        assert answer.statuses in ([421], [400]), answer


def test_a_whole_address_that_names_a_foreign_host_is_misdirected(house):
    for target in (b"http://evil.example/healthz", b"https://evil.example/", b"http://evil.example:80/api/conversations"):
        for host in (HOST, b"Host: evil.example\r\n"):
            answer = exchange(house.port, get(target, b"Connection: close", host=host), 5)
            assert answer.statuses in ([421], [400]), answer


@pytest.mark.parametrize("host", [b"127.0.0.1", b"localhost", b"LOCALHOST:80", b"[::1]:8484", b"10.1.2.3"])
def test_the_servers_own_names_are_answered_to(house, host):
    answer = exchange(house.port, get(b"/healthz", b"Connection: close", host=b"Host: %s\r\n" % host), 5)
    assert answer.statuses == [200]


def test_names_that_are_set_are_answered_to(make):
    parley = make(PARLEY_PUBLIC_URL="http://chat.example:8080", PARLEY_ALLOWED_HOSTS="inner.example,other.example").set_up().start()
    for host, status in ((b"chat.example:8080", 200), (b"CHAT.example", 200), (b"inner.example", 200), (b"third.example", 421)):
        answer = exchange(parley.port, get(b"/healthz", b"Connection: close", host=b"Host: %s\r\n" % host), 5)
        assert answer.statuses == [status], host


BOMBS = {
    "one header of 81 KiB": (get(b"/healthz", b"X-A: " + b"a" * (81 << 10)), (400, 431)),
    "81 KiB of headers": (get(b"/healthz", *(b"X-%d: %s" % (index, b"a" * 1000) for index in range(81))), (400, 431)),
    "1,001 headers": (get(b"/healthz", *(b"X-%d: a" % index for index in range(1001))), (400, 431)),
    "a path of 9,000 characters": (get(b"/" + b"a" * 8999), (414,)),
    "a query of 9,000 characters": (get(b"/api/search?q=" + b"a" * 8999), (414,)),
    "a path of 200 KiB": (get(b"/" + b"a" * (200 << 10)), (400, 414, 431)),
    "a method of 100 KiB": (b"G" * (100 << 10) + get(b"/"), (400, 405, 431, 501))}


@pytest.mark.parametrize("name", BOMBS)
def test_a_head_that_is_too_large_is_refused(house, name):
    data, allowed = BOMBS[name]
    base = house.child.rss()
    answer = exchange(house.port, data, 5, until=lambda answer: b"}}" in answer.data)
    assert answer.status in allowed, answer
    assert house.child.rss() - base <= 8 << 20
    assert house.call("GET", "/api/session").status == 200


def test_the_longest_path_that_is_allowed_is_answered(house):
    assert exchange(house.port, get(b"/" + b"a" * 4000, b"Connection: close"), 5).statuses == [404]


def test_old_http_is_answered_whole_and_closed(house):
    for path in (b"/healthz", b"/login", b"/js/app.js"):
        answer = exchange(house.port, get(path, version=b"1.0"), 5)
        assert answer.statuses == [200] and answer.closed is not None and answer.closed < 2, answer
        assert "transfer-encoding" not in answer.headers()
        assert len(answer.body) == int(answer.headers()["content-length"])


@pytest.mark.parametrize("word", [b"close", b"Close", b"CLOSE", b"close, x", b"keep-alive, close"])
def test_who_asks_for_a_close_gets_it(house, word):
    answer = exchange(house.port, get(b"/healthz", b"Connection: " + word), 5)
    assert answer.statuses == [200] and answer.closed is not None and answer.closed < 2


def test_what_comes_after_a_close_is_not_answered(house):
    answer = exchange(house.port, get(b"/healthz", b"Connection: close") + INNER, 5)
    assert answer.statuses == [200] and answer.closed is not None and answer.closed < 2


def test_a_thousand_requests_at_once_are_answered_in_order(house):
    def path(index):
        return b"/healthz" if index % 3 else b"/nowhere"
    data = b"".join(get(path(index)) for index in range(999)) + get(path(999), b"Connection: close")
    answer = exchange(house.port, data, 60)
    assert answer.statuses == [200 if index % 3 else 404 for index in range(1000)] and answer.closed


def test_requests_whose_answers_nobody_reads_cost_little(house):
    base = house.child.rss()
    data = get(b"/login") * 20_000
    exchange(house.port, data, 0.01)
    assert house.child.rss() - base <= 16 << 20
    assert house.call("GET", "/api/session").status == 200
