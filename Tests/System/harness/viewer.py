"""Someone who reads a stream. A thread only records what came and when; all understanding is done by who asks."""
import json
import socket
import struct
import threading
import time

from .response import GrowingEvents, GrowingResponse
from .waiting import wait_for


def head(method, path, headers):
    lines = ["%s %s HTTP/1.1" % (method, path), "Host: 127.0.0.1"]
    lines += ["%s: %s" % pair for pair in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def connect(port, receive_bytes=None, seconds=10):
    """A connection, with a small receive buffer where one is asked for."""
    line = socket.socket()
    if receive_bytes:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    line.settimeout(seconds)
    line.connect(("127.0.0.1", port))
    return line


class Viewer:
    def __init__(self, port, method, path, headers, body=None, receive_bytes=None, reads=True):
        headers = dict(headers)
        data = b"" if body is None else json.dumps(body).encode()
        if body is not None:
            headers.update({"Content-Type": "application/json", "Content-Length": len(data)})
        self.line = connect(port, receive_bytes)
        self.began = time.monotonic()
        self.line.sendall(head(method, path, headers) + data)
        self.line.settimeout(None)
        self.ended = None
        self.response = GrowingResponse()
        self.all = []
        self._events = GrowingEvents()
        self._arrived = []
        self._understood = 0
        if reads:
            threading.Thread(target=self._record, daemon=True).start()

    def _record(self):
        while True:
            try:
                data = self.line.recv(1 << 16)
            except OSError:
                data = b""
            if not data:
                self.ended = time.monotonic()
                return
            self._arrived.append((time.monotonic(), data))

    # Understanding

    def understand(self):
        """Everything that has come so far."""
        while self._understood < len(self._arrived):
            moment, data = self._arrived[self._understood]
            self._understood += 1
            self.all += self._events.feed(self.response.feed(data), moment)
        return self

    def events(self, name=None):
        self.understand()
        return [event for event in self.all if name is None or event.name == name]

    @property
    def comments(self):
        return self.understand()._events.comments

    @property
    def status(self):
        return self.understand().response.status

    @property
    def is_whole(self):
        """Whether the response ended as HTTP says it should."""
        return self.understand().response.is_whole

    def wait_for(self, question, seconds=10, what=None):
        return wait_for(lambda: question(self), seconds, what=what)

    def wait_for_end(self, seconds=20):
        self.wait_for(lambda viewer: viewer.ended or viewer.is_whole, seconds, "the stream's end")
        return self.understand()

    # Leaving

    def leave(self):
        """Closes the connection in an orderly way."""
        self._shut()

    def reset(self):
        """Closes the connection with an RST."""
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._shut(socket.SHUT_RD)

    def _shut(self, how=socket.SHUT_RDWR):
        try:
            self.line.shutdown(how)
        except OSError:
            pass
        self.line.close()


class Answering(Viewer):
    """The sender's own stream: pieces of content, then the message, then [DONE]."""

    def __init__(self, *args, **more):
        self.text = ""
        self.pieces = []
        self.error = None
        self.message = None
        self.is_done = False
        self._read = 0
        super().__init__(*args, **more)

    def understand(self):
        super().understand()
        for event in self.all[self._read:]:
            self._take(event)
        self._read = len(self.all)
        return self

    def _take(self, event):
        assert not self.is_done, "something came after [DONE]"
        if event.data == "[DONE]":
            self.is_done = True
            return
        piece = event.value.get("content", "")
        self.text += piece
        self.pieces.append((event.time, piece))
        self.error = event.value.get("error", self.error)
        self.message = event.value.get("done", {}).get("message", self.message)

    def shown_by(self, moment):
        """The text that had been shown at a moment."""
        return "".join(piece for time, piece in self.understand().pieces if time <= moment)

    def wait_for_text(self, characters, seconds=20):
        self.wait_for(lambda viewer: len(viewer.understand().text) >= characters, seconds, "%d characters" % characters)
        return self

    def wait_until_done(self, seconds=30):
        self.wait_for(lambda viewer: viewer.understand().is_done, seconds, "[DONE]")
        return self
