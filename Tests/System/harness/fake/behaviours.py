"""One function for each kind of model name: `kind:argument¦label`; the label only makes a name its own."""
import asyncio
import time

from ..words import block, word, words
from .faults import FAULTS
from .told import told

FOR_EVER = 86_400


async def behave(model, wire):
    name = model.split("¦")[0]
    kind, _, argument = name.partition(":")
    await KINDS.get(kind, hello)(wire, argument)


async def hello(wire, argument):
    await say(wire, "hello")


async def say(wire, argument):
    """The argument, in pieces of three characters."""
    await wire.head()
    for start in range(0, len(argument), 3):
        await wire.text(argument[start:start + 3])
    await wire.end()


async def some_words(wire, argument):
    """COUNT@MILLISECONDS: words, with a pause after each."""
    count, _, pause = argument.partition("@")
    await wire.head()
    for index in range(int(count)):
        await wire.text(word(index))
        if pause:
            await asyncio.sleep(float(pause) / 1000)
    await wire.end()


async def endless(wire, argument):
    """A word every so many milliseconds, for ever."""
    await some_words(wire, "1000000000@" + argument)


async def clock(wire, argument):
    """COUNT@MILLISECONDS: pieces that say when they were sent."""
    count, _, pause = argument.partition("@")
    await wire.head()
    for _ in range(int(count)):
        await wire.text("%.6f\n" % time.monotonic())
        await asyncio.sleep(float(pause) / 1000)
    await wire.end()


async def flood(wire, argument):
    """RATE@TOTAL: text at so many bytes a second, or as fast as it is taken where the rate is 0."""
    rate, total = map(int, argument.split("@"))
    size = 4096
    await wire.head()
    began = time.monotonic()
    for index in range(total // size):
        await wire.text(block(index, size))
        ahead = index * size / rate - (time.monotonic() - began) if rate else 0
        if ahead > 0:
            await asyncio.sleep(ahead)
    await wire.end()


async def stall(wire, argument):
    """before-headers, after-headers, or after so many words."""
    if argument != "before-headers":
        await wire.head()
    if argument.isdigit():
        for index in range(int(argument)):
            await wire.text(word(index))
    await asyncio.sleep(FOR_EVER)


async def beating(wire, argument):
    """Comments, but never a token."""
    await wire.head()
    while True:
        await wire.send(": still here\n\n")
        await asyncio.sleep(0.2)


async def drip(wire, argument):
    """MILLISECONDS: the stream of a few words, one byte at a time."""
    await wire.head()
    for index in range(1000):
        for byte in wire.line({"content": word(index)}).encode():
            await wire.send(bytes([byte]))
            await asyncio.sleep(float(argument) / 1000)
        wire.note(word(index))


async def split(wire, argument):
    """The argument with each byte in a packet of its own, so that characters fall apart."""
    await wire.head()
    for byte in wire.line({"content": wire.note(argument)}).encode():
        await wire.send(bytes([byte]))
        await asyncio.sleep(0.001)
    await wire.end()


KINDS = {
    "say": say, "words": some_words, "endless": endless, "clock": clock, "flood": flood, "stall": stall,
    "beating": beating, "drip": drip, "split": split, "told": told, **FAULTS,
}
