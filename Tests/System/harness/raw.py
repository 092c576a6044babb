"""Requests that no library would send: bytes as they are, and everything that comes back."""
import re
import socket
import time

from .viewer import connect

HOST = b"Host: 127.0.0.1\r\n"
STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})[^\r\n]*\r\n")


class Exchange:
    """What came back: the bytes, after how long the first came, and after how long the connection ended, if it did."""

    def __init__(self):
        self.data = b""
        self.first = None
        self.closed = None

    @property
    def statuses(self):
        return [int(status) for status in STATUS_LINE.findall(self.data)]

    @property
    def status(self):
        return self.statuses[0] if self.statuses else None

    @property
    def body(self):
        return self.data.partition(b"\r\n\r\n")[2]

    def headers(self):
        head = self.data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head)}

    def __repr__(self):
        return "%s, closed after %s: %r" % (self.statuses, self.closed, self.data[:300])


def collect(line, seconds, began=None, until=None):
    """Reads until the other side ends it, the time is over, or a question about what came is answered with yes."""
    began = began or time.monotonic()
    exchange = Exchange()
    while time.monotonic() - began < seconds and not (until and until(exchange)):
        line.settimeout(max(0.01, seconds - (time.monotonic() - began)))
        try:
            data = line.recv(1 << 16)
        except socket.timeout:
            break
        except OSError:
            data = b""
        if not data:
            exchange.closed = time.monotonic() - began
            break
        exchange.first = exchange.first or time.monotonic() - began
        exchange.data += data
    return exchange


def exchange(port, data, seconds=3, until=None):
    """Sends bytes and reads what comes back."""
    line = connect(port)
    try:
        began = time.monotonic()
        try:
            line.sendall(data)
        except OSError:
            pass  # Refused before all of it was sent; what was answered can still be read.
        return collect(line, seconds, began, until)
    finally:
        line.close()


def get(path, *headers, version=b"1.1", host=HOST):
    return b"GET %s HTTP/%s\r\n%s%s\r\n" % (path, version, host, b"".join(line + b"\r\n" for line in headers))


def post(path, body, *headers):
    lines = b"".join(line + b"\r\n" for line in headers)
    return b"POST %s HTTP/1.1\r\n%s%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        path, HOST, lines, len(body), body)
