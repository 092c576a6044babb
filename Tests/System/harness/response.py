"""Reads a response as it grows: head, body with its chunks taken apart, and whether it ended as HTTP says."""
import functools
import json


class GrowingResponse:
    def __init__(self):
        self.status = None
        self.headers = {}
        self.body = bytearray()
        self.is_whole = False
        self._waiting = b""
        self._is_chunked = False
        self._length = None

    def feed(self, data):
        """Takes bytes; returns what they add to the body."""
        self._waiting += data
        if self.status is None and not self._read_head():
            return b""
        added = self._read_chunks() if self._is_chunked else self._read_plain()
        self.body += added
        return added

    def _read_head(self):
        head, found, rest = self._waiting.partition(b"\r\n\r\n")
        if not found:
            return False
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1])
        pairs = (line.partition(":") for line in lines[1:])
        self.headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        self._is_chunked = self.headers.get("transfer-encoding", "").lower() == "chunked"
        if "content-length" in self.headers:
            self._length = int(self.headers["content-length"])
        self._waiting = rest
        return True

    def _read_plain(self):
        added, self._waiting = self._waiting, b""
        if self._length is not None and len(self.body) + len(added) >= self._length:
            self.is_whole = True
        return added

    def _read_chunks(self):
        added = b""
        while True:
            line, found, rest = self._waiting.partition(b"\r\n")
            if not found:
                return added
            size = int(line.split(b";")[0], 16)
            if len(rest) < size + 2:
                return added
            added += rest[:size]
            self._waiting = rest[size + 2:]
            if size == 0:
                self.is_whole = True
                return added


class Event:
    """One event of a stream, with the time its last byte came."""

    def __init__(self, name, id, data, time):
        self.name = name
        self.id = id
        self.data = data
        self.time = time

    @functools.cached_property
    def value(self):
        return json.loads(self.data)

    def __repr__(self):
        return "%s %s" % (self.name, self.data[:200])


class GrowingEvents:
    """Reads an event stream as it grows."""

    def __init__(self):
        self.comments = []
        self._waiting = b""

    def feed(self, data, time):
        *blocks, self._waiting = (self._waiting + data).split(b"\n\n")
        return [event for event in (self._event(block, time) for block in blocks) if event]

    def _event(self, block, time):
        name, id, data = "message", None, []
        for line in block.decode("utf-8").split("\n"):
            if line.startswith(":"):
                self.comments.append(time)
                continue
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "data":
                data.append(value)
            elif field == "event":
                name = value
            elif field == "id":
                id = int(value)
        return Event(name, id, "\n".join(data), time) if data else None
