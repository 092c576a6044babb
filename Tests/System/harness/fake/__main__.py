"""A model server that fails in every way: python -m harness.fake --port N. The model's name chooses what it does."""
import argparse
import asyncio
import json
import time
import urllib.parse

from . import told
from .behaviours import behave
from .wire import Wire

MODELS = ("say:hello", "words:50@20")


class Fake:
    def __init__(self):
        self.records = []

    async def serve(self, reader, writer):
        try:
            await self.answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ", 2)
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        path, _, query = target.partition("?")
        if path.endswith("/chat/completions"):
            await self.complete(reader, writer, headers, body)
        elif path.endswith("/models"):
            data = [{"id": name, "object": "model"} for name in MODELS]
            await Wire(writer).answer(200, {"object": "list", "data": data})
        else:
            await Wire(writer).answer(200, self.control(method, path, dict(urllib.parse.parse_qsl(query)), body))

    async def complete(self, reader, writer, headers, raw):
        body = json.loads(raw)
        record = {
            "number": len(self.records), "model": body["model"], "headers": headers, "body": body,
            "port": writer.get_extra_info("peername")[1], "opened": time.monotonic(), "closed": None,
            "outcome": None, "text": [], "raw": raw.decode("latin-1")}
        self.records.append(record)
        wire = Wire(writer, record)
        work = asyncio.ensure_future(behave(body["model"], wire))
        gone = asyncio.ensure_future(self.departure(reader, record))
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        left_early = gone.done() and not work.done()
        work.cancel()
        result = (await asyncio.gather(work, return_exceptions=True))[0]
        broke = isinstance(result, ConnectionError)
        record["outcome"] = "left" if left_early or broke else "done"
        if isinstance(result, Exception) and not broke:
            record["outcome"] = repr(result)
        if not writer.is_closing():
            await writer.drain()
            writer.close()
        gone.cancel()

    async def departure(self, reader, record):
        """When the other side closed."""
        try:
            while await reader.read(1 << 16):
                pass
        except ConnectionError:
            pass
        record["closed"] = time.monotonic()

    def control(self, method, path, query, body):
        if method == "DELETE":
            self.records.clear()
        if path == "/control/answers":
            told.remember(**json.loads(body))
        if path == "/control/raw":
            return self.records[int(query["number"])]["raw"]
        if path == "/control/text":
            return "".join(self.records[int(query["number"])]["text"])
        if path == "/control/requests":
            wanted = [record for record in self.records if query.get("model") in (None, record["model"])]
            return [{**record, "text": None, "raw": None, "characters": sum(map(len, record["text"]))} for record in wanted]
        active = [record["model"] for record in self.records if record["outcome"] is None]
        return {"active": len(active), "models": active, "count": len(self.records)}


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    server = await asyncio.start_server(Fake().serve, "127.0.0.1", port, limit=1 << 26, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
