"""Connections that say nothing, or very little: closed in time, while others are served. All wait at the same time."""
import pytest

from harness import figures
from harness.crowd import Prober
from harness.raw import HOST, exchange, get
from harness.slow import Slow

SILENT = 100
HEAD_LIMIT, BODY_LIMIT, IDLE_LIMIT = 10, 30, 75
SLACK = 3
POST = b"POST /api/session HTTP/1.1\r\n%sContent-Type: application/json\r\n" % HOST


@pytest.fixture(scope="module")
def waited(house):
    prober = Prober(house, pause=0.1)
    started = {
        "silent": [Slow(house.port, b"") for _ in range(SILENT)],
        "request line": [Slow(house.port, b"", b"G", 0.5)],
        "header": [Slow(house.port, b"GET / HTTP/1.1\r\n%sX-Slow: " % HOST, b"a", 0.5) for _ in range(20)],
        "headers": [Slow(house.port, b"GET / HTTP/1.1\r\n" + HOST, b"A: b\r\n", 1)],
        "next header": [Slow(house.port, get(b"/healthz") + b"GET / HTTP/1.1\r\n", b"a", 0.5)],
        "no body": [Slow(house.port, POST + b"Content-Length: 100\r\n\r\n")],
        "body": [Slow(house.port, POST + b"Content-Length: 100\r\n\r\n", b"{", 1) for _ in range(20)],
        "chunked body": [Slow(house.port, POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n{\r\n", 1)],
        "size of a chunk": [Slow(house.port, POST + b"Transfer-Encoding: chunked\r\n\r\n", b"0", 1)],
        "signed in": [Slow(house.port, b"POST /api/conversations HTTP/1.1\r\n%sAuthorization: Bearer %s\r\n"
                           b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n" % (
                               HOST, house.token.encode()), b"{", 1)]}
    seconds = {name: [one.wait() for one in slow] for name, slow in started.items()}
    yield {"seconds": seconds, "late": prober.end(), "statuses": prober.statuses, "started": started}


def check(waited, names, limit):
    for name in names:
        seconds = waited["seconds"][name]
        assert all(seconds), "%s: %d of %d were not closed" % (name, seconds.count(None), len(seconds))
        figures.note("%s: closed after %.1f to %.1f s" % (name, min(seconds), max(seconds)))
        assert max(seconds) <= limit + SLACK, name


def test_who_says_nothing_or_drips_a_head_is_closed_after_ten_seconds(waited):
    check(waited, ("silent", "request line", "header", "headers", "next header"), HEAD_LIMIT)


def test_who_drips_a_body_is_closed_after_thirty_seconds(waited):
    check(waited, ("no body", "body", "chunked body", "size of a chunk", "signed in"), BODY_LIMIT)
    assert min(waited["seconds"]["body"]) > 20


def test_others_are_served_meanwhile(waited):
    figures.note("beside slow connections: p50 %.0f ms, p99 %.0f ms" % tuple(
        figures.percentile(waited["late"], share) * 1000 for share in (0.5, 0.99)))
    assert waited["statuses"] == {200}
    assert figures.percentile(waited["late"], 0.5) <= 0.1


def test_a_request_in_pieces_within_the_time_is_answered(house):
    line = Slow(house.port, b"GET /healthz HT", b"TP/1.1\r\n%sConnection: close\r\n\r\n" % HOST, 0.2)
    assert line.wait() < 5 and line.data.startswith(b"HTTP/1.1 200")


def test_an_idle_connection_serves_the_next_request(house):
    answers = exchange(house.port, get(b"/healthz") + get(b"/healthz", b"Connection: close"))
    assert answers.statuses == [200, 200] and answers.closed is not None
