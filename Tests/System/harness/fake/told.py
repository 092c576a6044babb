"""`told:` says what a test has given beforehand, byte for byte: one answer for each request, the last again and again."""
import asyncio

FOR_EVER = 86_400
_answers = {}


def remember(model, answers):
    _answers[model] = answers


async def told(wire, argument):
    waiting = _answers[wire.record["model"]]
    answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
    await asyncio.sleep(answer["delay"])
    await wire.raw(head(answer).encode("latin-1"))
    for piece in answer["pieces"]:
        await wire.send(piece.encode("latin-1"))
    await ENDINGS[answer["ending"]](wire)


def head(answer):
    lines = ["HTTP/1.1 %d X" % answer["status"], "Content-Type: " + answer["kind"], *answer["fields"]]
    return "\r\n".join([*lines, "Transfer-Encoding: chunked", "Connection: close", "", ""])


async def closed(wire):
    await wire.raw(b"0\r\n\r\n")


async def cut(wire):
    await wire.raw(b"ff\r\n")


async def stays_open(wire):
    await asyncio.sleep(FOR_EVER)


ENDINGS = {"closed": closed, "cut": cut, "open": stays_open}
