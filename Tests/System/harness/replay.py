"""A model server that repeats recorded answers, in one piece or in small ones. The model's name is `RECORDING@MANNER`.

Every piece of a body is a chunk of its own, so that it stays one even where the kernel hands over several at once.
"""
import json
import random
import socket
import threading
import time

MANNERS = ("whole", "bytes", "pieces")
LONGEST_PIECE = 40


class Replay:
    def __init__(self, dialects):
        self.dialects = {dialect.name: dialect for dialect in dialects}
        self.requests = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return "http://127.0.0.1:%d/v1" % self.listener.getsockname()[1]

    def request(self, model):
        """The last request for a model."""
        return [request for request in self.requests if request["body"]["model"] == model][-1]

    def close(self):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line):
        with line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._answer(line)
            except OSError:
                pass  # Who has read enough hangs up.

    def _answer(self, line):
        request = read_request(line)
        if request["body"] is None:
            return line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self.requests.append(request)
        name, _, manner = request["body"]["model"].partition("@")
        dialect = self.dialects[name]
        for piece in cut(wire(dialect, manner), manner, name + " on the line"):
            line.sendall(piece)
        end(line, dialect)


def read_request(line):
    with line.makefile("rb") as file:
        path = file.readline().split()[1].decode()
        headers = dict(header(text) for text in iter(file.readline, b"\r\n"))
        length = int(headers.get("content-length", 0))
        return {"path": path, "headers": headers, "body": json.loads(file.read(length)) if length else None}


def header(text):
    name, _, value = text.decode("latin-1").partition(":")
    return name.lower(), value.strip()


def wire(dialect, manner):
    """The whole answer as HTTP has it."""
    head = [dialect.status_line, *dialect.fields, "Transfer-Encoding: chunked", "Connection: close", "", ""]
    chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in cut(dialect.body, manner, dialect.name)]
    last = b"0\r\n\r\n" if dialect.ending == "closed" else b""
    return "\r\n".join(head).encode() + b"".join(chunks) + last


def cut(data, manner, seed):
    """The same pieces every time."""
    generator = random.Random(seed)
    at = 0
    while at < len(data):
        length = {"whole": len(data), "bytes": 1, "pieces": generator.randint(1, LONGEST_PIECE)}[manner]
        yield data[at:at + length]
        at += length


def end(line, dialect):
    """`closed` in good order, `cut` in the middle, left `open`, or open with a comment that `beats`."""
    while dialect.ending == "beats":
        beat = dialect.beat.encode() + b"\n\n"
        line.sendall(b"%x\r\n%s\r\n" % (len(beat), beat))
        time.sleep(0.1)
    if dialect.ending == "open":
        line.recv(1)
