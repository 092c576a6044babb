"""How model servers fail, or nearly do."""
import asyncio
import os
import zlib

from ..words import word

REFUSALS = {
    "400": ("invalid_request_error", None, "Invalid value for temperature <b>5</b>."),
    "401": ("invalid_request_error", "invalid_api_key", "Incorrect API key provided: sk-canary-key."),
    "404": ("invalid_request_error", "model_not_found", "The model does not exist."),
    "429": ("requests", "rate_limit_exceeded", "Rate limit reached for requests."),
    "500": ("server_error", None, "The server had an error while processing your request."),
    "503": ("server_error", None, "The engine is currently overloaded, please try again later."),
    "quota": ("insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
    "context": ("invalid_request_error", "context_length_exceeded", "This model's maximum context length is 8 tokens."),
    "filter": ("invalid_request_error", "content_filter", "The response was filtered."),
}
STATUSES = {"quota": 429, "context": 400, "filter": 400}


def refusal(name):
    kind, code, message = REFUSALS[name]
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


async def status(wire, argument):
    """A refusal, in OpenAI's words."""
    await wire.answer(STATUSES.get(argument) or int(argument), refusal(argument))


async def some(wire, argument):
    """So many words."""
    for index in range(int(argument or 0)):
        await wire.text(word(index))
        await asyncio.sleep(0.001)


async def fault(wire, argument):
    """NAME@WORDS: so many words, then the fault."""
    name, _, count = argument.partition("@")
    await wire.head(chunked=name not in ("eof", "eof-finished"))
    await some(wire, count)
    await asyncio.sleep(0.1)
    await AFTER_WORDS[name](wire)


async def cut_in_chunk(wire):
    await wire.raw(b'ff\r\ndata: {"choices":[{"delta":{"content":"lo')


async def reset(wire):
    wire.reset()


async def end_of_file(wire):
    pass


async def finished_end_of_file(wire):
    await wire.finish()


async def finished_without_done(wire):
    await wire.finish()
    await wire.raw(b"0\r\n\r\n")


async def done_without_finish(wire):
    await wire.done()


async def whole_without_both(wire):
    await wire.raw(b"0\r\n\r\n")


async def error_event(wire):
    await wire.send("data: %s\n\n" % '{"error":{"message":"The engine fell over.","type":"server_error","code":null}}')
    await wire.done()


async def broken_json(wire):
    await wire.send("data: {\"choices\":[{\"delta\":{\"content\":\n\n")
    await wire.done()


async def wrong_types(wire):
    await wire.send('data: {"choices":"none"}\n\ndata: [1,2]\n\ndata: 7\n\n')
    await wire.done()


async def after_done(wire):
    await wire.finish()
    await wire.send("data: [DONE]\n\n")
    await wire.send(wire.line({"content": "NEVER SHOWN"}))
    await asyncio.sleep(86_400)


async def one_long_line(wire):
    """100 MiB without a line's end."""
    await wire.send('data: {"choices":[{"delta":{"content":"')
    for _ in range(100):
        await wire.send(b"y" * (1 << 20))
    await wire.done()


async def empty_deltas(wire):
    for _ in range(100):
        await wire.send(wire.line({"content": ""}) * 1000)
    await wire.text("after the empty ones")
    await wire.end()


AFTER_WORDS = {
    "fin": cut_in_chunk, "rst": reset, "eof": end_of_file, "eof-finished": finished_end_of_file,
    "finish-only": finished_without_done, "done-only": done_without_finish, "neither": whole_without_both,
    "error": error_event, "broken-json": broken_json, "wrong-types": wrong_types, "after-done": after_done,
    "long-line": one_long_line, "empty": empty_deltas,
}


async def page(wire, argument):
    await wire.answer(200, b"<!doctype html><title>Login</title><script>alert(1)</script>")


async def json_page(wire, argument):
    await wire.answer(200, {"hello": "world"})


async def untidy(wire, argument):
    """A byte order mark, mixed line ends, comments, no space after the colon, two events in a packet, new fields."""
    await wire.head()
    first, second, third = (wire.line({"content": wire.note(text), "x": [1]}) for text in ("one ", "two ", "three"))
    await wire.send("\ufeff" + first.replace("\n", "\r\n"))
    await wire.send(": a comment\r\nevent: message\r\nid: 7\r\nretry: 5\r\n" + second.replace("data: ", "data:"))
    await wire.send(third + wire.line({}, "stop"))
    await wire.done()


async def compressed(wire, argument):
    await wire.head(more="Content-Encoding: gzip\r\n")
    await wire.send(b"\x1f\x8b\x08\x00")


async def bomb(wire, argument):
    """A gigabyte: of one line, in a megabyte, or of tidy chunks that are hard to compress."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    first, piece = (b"data: ", b"x" * (1 << 20)) if argument == "line" else (
        b"", "".join(wire.line({"content": os.urandom(2000).hex()}) for _ in range(20)).encode())
    await wire.head(more="Content-Encoding: gzip\r\n")
    await wire.send(pack.compress(first))
    for _ in range((1 << 30) // len(piece)):
        if wire.writer.transport.is_closing():
            return
        await wire.send(pack.compress(piece) + pack.flush(zlib.Z_SYNC_FLUSH))


async def elsewhere(wire, argument):
    await wire.answer(302, {}, "Location: http://127.0.0.1:%s/v1/chat/completions\r\n" % argument)


FAULTS = {
    "status": status, "fault": fault, "page": page, "json": json_page, "untidy": untidy, "compressed": compressed, "bomb": bomb,
    "elsewhere": elsewhere,
}
