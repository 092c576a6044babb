"""What a model server says, piece by piece."""
import json
import socket
import struct


class Wire:
    def __init__(self, writer, record=None):
        self.writer = writer
        self.record = record
        self.is_chunked = True
        self.fixed = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1700000000}

    async def answer(self, status, value, more=""):
        """A whole answer in one piece, JSON or text."""
        is_text = isinstance(value, bytes)
        data = value if is_text else json.dumps(value).encode()
        kind = "text/html" if is_text else "application/json"
        head = "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n%sConnection: close\r\n\r\n"
        await self.raw((head % (status, kind, len(data), more)).encode() + data)

    async def head(self, chunked=True, kind="text/event-stream", more=""):
        self.is_chunked = chunked
        framing = "Transfer-Encoding: chunked\r\n" if chunked else ""
        await self.raw(("HTTP/1.1 200 OK\r\nContent-Type: %s\r\n%s%sConnection: close\r\n\r\n" % (
            kind, framing, more)).encode())

    async def raw(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def send(self, data):
        """Bytes of the body, framed as the head has said."""
        data = data.encode() if isinstance(data, str) else data
        await self.raw(b"%x\r\n%s\r\n" % (len(data), data) if self.is_chunked else data)

    def line(self, delta, finish=None):
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return "data: %s\n\n" % json.dumps({**self.fixed, "choices": [choice]}, ensure_ascii=False)

    def note(self, text):
        """The text as it is about to be sent, for whoever checks."""
        self.record["text"].append(text)
        return text

    async def text(self, text):
        await self.send(self.line({"content": self.note(text)}))

    async def finish(self, reason="stop"):
        await self.send(self.line({}, reason))

    async def done(self):
        await self.send("data: [DONE]\n\n")
        if self.is_chunked:
            await self.raw(b"0\r\n\r\n")

    async def end(self):
        """As a well-behaved server ends."""
        await self.finish()
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        await self.send("data: %s\n\n" % json.dumps({**self.fixed, "choices": [], "usage": usage}))
        await self.done()

    def reset(self):
        """Ends the connection with an RST."""
        line = self.writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
