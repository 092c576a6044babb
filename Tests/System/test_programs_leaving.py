"""Programs that leave, that never read or wait long, and a server that ends: the model's connection and the place are
given back at once, and nobody takes half an answer for a whole one."""
import asyncio
import concurrent.futures
import subprocess
import time

import openai
import pytest

from harness import figures
from harness.completions import (
    GO, PATH, ask, ask_in_bytes, client, document, raised, text_before, whole)
from harness.server import Parley
from harness.slow_asks import KEY, LATE, slow_asks
from harness.viewer import Viewer
from harness.waiting import wait_for
from harness.words import are_the_first

CONFIG = """
providers:
  - name: one
    base_url: %s
    api_key: sk-canary-of-one
    max_retries: 0
"""


@pytest.fixture(scope="module")
def narrow(tmp_path_factory, upstream):
    """A server that writes one answer at a time."""
    folder = tmp_path_factory.mktemp("narrow")
    parley = Parley(folder, config=CONFIG % upstream.url, PARLEY_MAX_GENERATIONS=1).set_up().start()
    yield parley
    parley.kill()


@pytest.fixture(scope="module", autouse=True)
def slow(upstream):
    """What takes long begins before the others and is looked at last."""
    return slow_asks(upstream)


# Leaving

async def cancelled(house, model, upstream, **more):
    """A program whose task is cancelled while it waits."""
    async with client(house, openai.AsyncOpenAI) as other:
        task = asyncio.ensure_future(other.chat.completions.create(model=model, messages=GO, **more))
        while not upstream.requests(model):
            await asyncio.sleep(0.01)
        check_that_it_is_full(house)
        began = time.monotonic()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return began


def leave_before_the_status(house, upstream, model="stall:before-headers¦leave"):
    return asyncio.run(cancelled(house, model, upstream, stream=True)), model


def leave_a_document(house, upstream):
    model = "stall:before-headers¦leave-a-document"
    return asyncio.run(cancelled(house, model, upstream)), model


def leave_half_a_document(house, upstream):
    model = upstream.tell("leave-half", document(b'{"id":"chatcmpl-1","choi', ending="open"))
    return asyncio.run(cancelled(house, model, upstream)), model


def leave_before_the_first_token(house, upstream):
    model = "stall:after-headers¦leave"
    return asyncio.run(cancelled(house, model, upstream, stream=True)), model


def leave_among_comments(house, upstream):
    return close_after(house, "beating:¦leave", 0)


def leave_in_the_middle(house, upstream):
    return close_after(house, "endless:5¦leave", 3)


def leave_a_pause(house, upstream):
    return close_after(house, "stall:5¦leave", 5)


def close_after(house, model, pieces):
    stream = ask(house, model, stream=True)
    for _ in range(pieces):
        next(stream)
    check_that_it_is_full(house)
    began = time.monotonic()
    stream.close()
    return began, model


def lose_patience(house, upstream):
    model = "stall:before-headers¦patience"
    with pytest.raises(openai.APITimeoutError):
        client(house, timeout=0.5).chat.completions.create(model=model, messages=GO)
    return time.monotonic(), model


def be_killed(house, upstream):
    model = "endless:5¦killed"
    told = subprocess.Popen(
        ["curl", "-sN", "--max-time", "10", "--noproxy", "*", "-H", "Authorization: Bearer " + house.token, "--json",
         '{"model":"%s","messages":[{"role":"user","content":"go"}],"stream":true}' % model,
         "http://127.0.0.1:%d%s" % (house.port, PATH)], stdout=subprocess.PIPE)
    assert told.stdout.readline().startswith(b"data: {")
    began = time.monotonic()
    told.kill()
    told.communicate()
    return began, model


def reset(house, upstream):
    model = "endless:5¦reset"
    viewer = Viewer(house.port, "POST", PATH, house.headers(), {"model": model, "messages": GO, "stream": True})
    viewer.wait_for(lambda viewer: viewer.events())
    began = time.monotonic()
    viewer.reset()
    return began, model


def check_that_it_is_full(house):
    refused = ask_in_bytes(house, "say:too-many")
    assert refused.status == 503 and refused.error["code"] == "overloaded" and refused.header("retry-after")


@pytest.mark.parametrize("leave", [
    leave_before_the_status, leave_a_document, leave_half_a_document, leave_before_the_first_token, leave_among_comments,
    leave_in_the_middle, leave_a_pause, lose_patience, be_killed, reset], ids=lambda leave: leave.__name__)
def test_who_leaves_ends_the_answer_and_gives_back_its_place(narrow, upstream, leave):
    began, model = leave(narrow, upstream)
    assert upstream.closing_time(model) - began <= 1
    free = upstream.tell("free-" + leave.__name__, document(whole("free")))
    wait_for(lambda: ask_in_bytes(narrow, free).status == 200, began + 1 - time.monotonic(), what="the place")


def test_a_full_server_is_told_as_such(narrow):
    stream = ask(narrow, "endless:5¦full", stream=True)
    next(stream)
    for more in ({}, {"stream": True}, {"store": True}, {"store": True, "stream": True}):
        caught = raised(narrow, "say:too-many", openai.InternalServerError, **more)
        assert caught.status_code == 503 and caught.code == "overloaded" and caught.response.headers["retry-after"] == "5"
    stream.close()


# The server's own end, and an end of who may come in

def test_a_server_that_ends_tells_every_program(make, upstream):
    parley = make(config=CONFIG % upstream.url).set_up().start()
    waiting = ["stall:before-headers¦term", "stall:before-headers¦term-stream"]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        streams = [ask(parley, "endless:5¦term%d" % number, stream=True) for number in range(3)]
        streams.append(ask(parley, "endless:5¦term-stored", stream=True, store=True))
        read = [pool.submit(text_before, openai.APIError, stream) for stream in streams]
        waits = [pool.submit(raised, parley, model, stream="stream" in model) for model in waiting]
        waits.append(pool.submit(raised, parley, "stall:before-headers¦term-kept", store=True))
        for model in [*waiting, "stall:before-headers¦term-kept", "endless:5¦term0"]:
            upstream.request(model)
        began = time.monotonic()
        code = parley.end(20)
        took = time.monotonic() - began
        figures.note("SIGTERM with 4 programs' streams and 3 that wait: exit %d after %.1f s" % (code, took))
        for future in read:
            text, _ = future.result(5)
            assert text and are_the_first(text)
        errors = [future.result(5) for future in waits]
    assert code == 0 and took <= 3
    assert [getattr(error, "status_code", None) for error in errors] == [503] * 3, errors
    for model in [*waiting, "endless:5¦term0", "endless:5¦term2"]:
        assert not upstream.is_open(model)


@pytest.mark.parametrize("stored", [False, True])
def test_who_may_not_come_in_any_more_has_no_whole_answer(make, upstream, stored):
    parley = make(config=CONFIG % upstream.url).set_up().start()
    token = parley.add_person("grace", "member")
    model = "endless:5¦disabled-%s" % stored
    stream = client(parley, api_key=token).chat.completions.create(model=model, messages=GO, stream=True, store=stored)
    next(stream)
    parley.succeed("user", "disable", "grace")
    text_before(openai.APIError, stream)
    if not stored:
        upstream.closing_time(model, 2)


# What takes long

def test_a_slow_model_is_waited_for(slow):
    text, response, took = slow.streamed.result(30)
    assert text == "at last" and response.status_code == 200 and took >= LATE
    read, took = slow.whole.result(30)
    assert read.choices[0].message.content == "at last" and took >= LATE


def test_a_slow_model_that_fails_raises_in_the_stream(slow):
    text, error = slow.refused.result(30)
    assert text == "" and type(error) is openai.APIError and "Not today." in error.message
    assert error.body["code"] == "rate_limit"
    text, error = slow.key.result(30)
    assert error.body["code"] == "auth" and KEY not in str(error.body)
    text, error = slow.cut.result(30)
    assert text == "x" and error.body["code"] == "truncated"


def test_a_slow_model_that_answers_in_one_piece_is_read(slow):
    """The program asked for events, and has been promised some."""
    text, response, _ = slow.document.result(30)
    assert text == "at last"


def test_a_stream_without_words_shows_life(slow):
    beats = slow.beats
    beats.wait_for(lambda viewer: len(viewer.comments) >= 2, 30)
    first, second = (moment - beats.began for moment in beats.comments[:2])
    assert beats.status == 200 and 14 <= first <= 16 and 9 <= second - first <= 11
    assert slow.upstream.is_open("stall:before-headers¦beats")
    began = time.monotonic()
    beats.leave()
    assert slow.upstream.closing_time("stall:before-headers¦beats") - began <= 1


def test_a_program_that_never_reads_costs_little_and_is_let_go(slow):
    stuck = slow.let_go.result(60)
    figures.note("a program that never reads: let go after %.0f s, %.1f MiB more memory" % (
        stuck.held, stuck.peak / 2**20))
    assert 29 <= stuck.held <= 35 and stuck.peak <= 4 << 20
    assert stuck.upstream.closing_time(stuck.model) - stuck.began <= stuck.held + 1
