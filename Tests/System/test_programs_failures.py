"""What programs are told when a model fails, and what happens when they leave: the official client raises the error it
has for each case, and never takes half an answer for a whole one."""
import asyncio
import concurrent.futures
import subprocess
import time

import openai
import pytest

from harness import figures
from harness.completions import (
    GO, PATH, answer, ask, ask_in_bytes, chunk, client, document, events, refusal, text_before, text_of, whole)
from harness.process import connections, free_port
from harness.server import Parley
from harness.viewer import Viewer
from harness.waiting import wait_for
from harness.words import are_the_first, words

KEY = "sk-canary-of-programs"
CONFIG = """
providers:
  - name: one
    base_url: %s
    api_key: %s
    idle_timeout: %ds
    max_retries: 0
  - name: hasty
    base_url: %s
    models: ["stall:before-headers¦hasty", "stall:after-headers¦hasty"]
    first_byte_timeout: 1s
  - name: absent
    base_url: http://127.0.0.1:%d/v1
    models: [absent-model]
"""
BOTH = pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
# Seconds after which a stalled stream is given up.
IDLE = 1
# Just past the time after which a stream begins without its model's status.
LATE = 16


def settings(upstream):
    return CONFIG % (upstream.url, KEY, IDLE, upstream.url, free_port())


@pytest.fixture(scope="module")
def house(tmp_path_factory, upstream):
    parley = Parley(tmp_path_factory.mktemp("failures"), config=settings(upstream)).set_up().start()
    yield parley
    parley.kill()


@pytest.fixture(scope="module")
def narrow(tmp_path_factory, upstream):
    """A server that writes one answer at a time."""
    folder = tmp_path_factory.mktemp("narrow")
    parley = Parley(folder, config=settings(upstream), PARLEY_MAX_GENERATIONS=1).set_up().start()
    yield parley
    parley.kill()


@pytest.fixture(scope="module", autouse=True)
def slow(tmp_path_factory, upstream, house):
    """What takes long begins first and is looked at last."""
    parley = Parley(tmp_path_factory.mktemp("slow"), config=settings(upstream)).set_up().start()
    asked = SlowAsks(house, upstream, Stuck(parley, upstream))
    yield asked
    parley.kill()


# Refusals

REFUSALS = [
    (400, openai.BadRequestError), (404, openai.NotFoundError), (408, openai.APIStatusError), (409, openai.ConflictError),
    (413, openai.APIStatusError), (422, openai.UnprocessableEntityError), (429, openai.RateLimitError),
    (402, openai.APIStatusError), (500, openai.InternalServerError), (503, openai.InternalServerError),
    (529, openai.InternalServerError)]


def raised(house, model, error=openai.APIError, **more):
    """The error that the official client raises for an answer, also where its stream has begun."""
    with pytest.raises(error) as caught:
        answered = ask(house, model, **more)
        list(answered) if more.get("stream") else answered
    return caught.value


@BOTH
@pytest.mark.parametrize("status,error", REFUSALS, ids=[str(row[0]) for row in REFUSALS])
def test_a_refusal_raises_the_clients_own_error_with_the_models_words(house, upstream, status, error, stream):
    body = '{"error" : {"message":"Not \\u0026 so <b>世界</b>.","type":"t","param":"temperature","code":"c","x":[1.0]}}\n'
    model = upstream.tell("refused-%d-%s" % (status, stream), document(body.encode(), status=status))
    caught = raised(house, model, error, stream=stream)
    assert type(caught) is error and caught.status_code == status
    assert caught.message == "Error code: %d - Not & so <b>世界</b>." % status
    assert (caught.code, caught.type, caught.param) == ("c", "t", "temperature") and caught.body["x"] == [1.0]
    assert len(upstream.requests(model)) == 1, "it was tried again"
    assert ask_in_bytes(house, model, stream=stream).raw == body.encode()


def test_a_refusal_in_another_shape_passes_too(house, upstream):
    body = b'{"detail":[{"loc":["body","messages"],"msg":"field required","type":"missing"}]}'
    caught = raised(house, upstream.tell("detail", document(body, status=422)), openai.UnprocessableEntityError)
    assert caught.body["detail"][0]["msg"] == "field required" and caught.response.content == body


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("told,passed", [("7", "7"), ("0.5", "1"), (None, None)])
def test_a_refusal_says_when_to_come_again(house, upstream, status, told, passed):
    fields = ["Retry-After: " + told] if told else []
    refused = document(refusal("Later.", "requests", "rate_limit_exceeded"), status=status, fields=fields)
    caught = raised(house, upstream.tell("again-%s-%s" % (status, told), refused), stream=True)
    assert caught.status_code == status and caught.response.headers.get("retry-after") == passed


@BOTH
@pytest.mark.parametrize("status", [401, 403, 407, 302, 307])
def test_a_key_that_the_model_refuses_is_not_the_programs(house, upstream, status, stream):
    """A program that heard 401 would ask its person for another token, which is not what is wrong."""
    told = document(refusal("Incorrect API key provided: " + KEY, "invalid_request_error", "invalid_api_key"),
                    status=status, fields=["Location: http://127.0.0.1:9/v1/chat/completions"])
    caught = raised(house, upstream.tell("key-%d-%s" % (status, stream), told), openai.InternalServerError, stream=stream)
    assert caught.status_code == 502 and caught.type == "upstream_error"
    assert KEY not in str(caught.body) and KEY not in str(caught.response.headers)


@BOTH
@pytest.mark.parametrize("status,page", [(500, b"<html><script>alert(1)</script>"), (502, b"Bad Gateway"), (503, b""),
                                         (400, b"[1]"), (404, b'"not here"')], ids=str)
def test_a_refusal_that_is_no_json_is_told_in_the_clients_shape(house, upstream, status, page, stream):
    told = document(page, status=status, kind="text/html")
    caught = raised(house, upstream.tell("page-%d-%s" % (status, stream), told), openai.APIStatusError, stream=stream)
    assert caught.status_code == status and caught.type == "upstream_error" and "<" not in caught.message
    assert caught.response.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("told", [
    document({"error": {"message": "no " + KEY, "x": KEY}}, status=400),
    document(("<p>%s</p>" % KEY).encode(), status=500, kind="text/html"),
    answer(events(chunk({"content": "x"}), {"error": {"message": "no " + KEY, "code": 500}})),
    answer(events(chunk({"content": "x"}), {"error": {"message": "no " + KEY, "code": 500}}), ending="cut"),
    answer("event: error\n" + events({"message": "no " + KEY})),
    document({"error": {"message": "no " + KEY}}),
    document({"error": {"message": "no " + KEY}}, status=401),
], ids=["refusal", "page", "in-stream", "in-stream-cut", "event-named-error", "with-200", "401"])
@BOTH
def test_the_models_key_is_in_no_answer(house, upstream, told, stream, request):
    model = upstream.tell("leak-" + request.node.name, told)
    answered = ask_in_bytes(house, model, stream=stream)
    assert KEY not in answered.raw.decode() and KEY not in str(answered.headers)


def test_the_official_client_tries_again_by_itself(house, upstream):
    model = upstream.tell(
        "flaky", document(refusal("Overloaded."), status=503), document(refusal("Slow down."), status=429,
        fields=["Retry-After: 1"]), answer(events(chunk({"content": "at last"}), chunk({}, "stop"), "[DONE]")))
    other = openai.OpenAI(base_url="http://127.0.0.1:%d/v1" % house.port, api_key=house.token)
    assert text_of(other.chat.completions.create(model=model, messages=GO, stream=True)) == "at last"
    first, second, third = (request["opened"] for request in upstream.requests(model))
    assert second - first > 0.3 and third - second >= 1


@pytest.mark.parametrize("token", ["", "x", "parley_" + "a" * 43, "ä"])
def test_a_bad_token_is_the_programs_own_error(house, token):
    if token.isascii() and token:
        caught = raised_by(client(house, api_key=token), openai.AuthenticationError)
        assert caught.type == "authentication_error" and caught.code == "unauthenticated"
    answered = house.call("POST", PATH, {"messages": GO}, token=token.encode().decode("latin-1") or " ")
    assert answered.status == 401 and set(answered.error) == {"message", "type", "code"}


def raised_by(other, error):
    with pytest.raises(error) as caught:
        other.chat.completions.create(model="say:x", messages=GO)
    with pytest.raises(error):
        other.models.list()
    return caught.value


@BOTH
@pytest.mark.parametrize("model,status,code", [
    ("absent-model", 502, "unreachable"), ("stall:before-headers¦hasty", 504, "timeout")])
def test_a_model_that_cannot_be_reached(house, model, status, code, stream):
    caught = raised(house, model, openai.InternalServerError, stream=stream)
    assert caught.status_code == status and caught.code == code and caught.type == "upstream_error"


# Answers that break off

BROKEN = [
    # model, words before, code
    ("fault:fin@10", 10, "truncated"), ("fault:fin@0", 0, "truncated"), ("fault:rst@10", 10, "truncated"),
    ("fault:eof@10", 10, "truncated"), ("fault:neither@10", 10, "truncated"), ("stall:12", 12, "stalled"),
    ("stall:after-headers¦hasty", 0, "stalled"), ("fault:long-line@3", 3, "protocol"),
]


@pytest.mark.parametrize("model,count,code", BROKEN, ids=[row[0] for row in BROKEN])
def test_a_stream_that_breaks_off_raises_after_its_text(house, model, count, code):
    model += "" if "hasty" in model else "¦programs"
    text, error = text_before(openai.APIError, ask(house, model, stream=True))
    assert text == words(count) and type(error) is openai.APIError
    assert error.body["code"] == code and error.body["type"] == "upstream_error" and error.message == error.body["message"]
    answered = ask_in_bytes(house, model, stream=True)
    assert b"[DONE]" not in answered.raw and answered.raw.count(b'"error"') == 1


def test_an_error_in_a_stream_is_told_in_the_models_words(house, upstream):
    text, error = text_before(openai.APIError, ask(house, "fault:error@10¦programs", stream=True))
    assert text == words(10) and error.message == "The engine fell over."
    assert error.body == {"message": "The engine fell over.", "type": "server_error", "code": None}
    told = '{"error":{"message":"caf\\u00e9 \\/","code":502.0,"x":[1.0]}}'
    stream = events(chunk({"content": "a"}), told)
    assert ask_in_bytes(house, upstream.tell("error-bytes", answer(stream)), stream=True).raw.decode() == stream


@pytest.mark.parametrize("told", [
    events({"error": {"message": "It fell.", "code": 500}}), "event: error\n" + events({"message": "It fell."})],
    ids=["error", "event-named-error"])
def test_an_error_in_a_stream_is_its_end(house, upstream, told, request):
    """Some models leave the connection open after it, and not every program hangs up by itself."""
    model = upstream.tell(request.node.name, answer(events(chunk({"content": "x"})) + told, ending="open"))
    viewer = Viewer(house.port, "POST", PATH, house.headers(), {"model": model, "messages": GO, "stream": True})
    viewer.wait_for(lambda viewer: viewer.is_whole, IDLE / 2, "the stream's end")
    assert bytes(viewer.response.body).count(b"It fell.") == 1
    upstream.closing_time(model, 1)


def test_of_several_answers_each_is_to_be_whole(house, upstream):
    second = {**chunk({}), "choices": [{"index": 1, "delta": {"content": "ha"}, "finish_reason": None}]}
    told = answer(events(chunk({"content": "a"}), chunk({}, "stop"), second), ending="cut")
    stream = ask(house, upstream.tell("several-cut", told), stream=True, n=2)
    assert text_before(openai.APIError, stream)[1].body["code"] == "truncated"


HALF = b'{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assis'


@pytest.mark.parametrize("ending", ["cut", "open", "closed"])
def test_a_document_that_breaks_off_raises(house, upstream, ending):
    """Half a document in good order would raise an error in the program's JSON, of which its client knows nothing."""
    raised(house, upstream.tell("half-" + ending, document(HALF, ending=ending)))


@BOTH
@pytest.mark.parametrize("told,codes", [
    (document(b"<!doctype html><title>Login</title>", kind="text/html"), ["protocol"]),
    (document(b"\x1f\x8b\x08\x00", fields=["Content-Encoding: gzip"]), ["protocol", "truncated"]),
    (document(b""), ["protocol", "truncated"])], ids=["page", "broken-gzip", "nothing"])
def test_what_is_no_answer_at_all_is_not_an_empty_one(house, upstream, told, codes, stream, request):
    caught = raised(house, upstream.tell(request.node.name, told), stream=stream)
    assert caught.body["type"] == "upstream_error" and caught.body["code"] in codes


def test_after_a_failure_the_models_connection_is_closed(house, upstream):
    for model in ("fault:fin@5¦closed", "fault:error@5¦closed", "fault:long-line@5¦closed", "stall:5¦closed"):
        ask_in_bytes(house, model, stream=True)
        assert not upstream.is_open(model), model


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
    model = upstream.tell("leave-half", document(HALF, ending="open"))
    return asyncio.run(cancelled(house, model, upstream)), model


def leave_before_the_first_token(house, upstream):
    return close_after(house, "stall:after-headers¦leave", 0)


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
        ["curl", "-sN", "--noproxy", "*", "-H", "Authorization: Bearer " + house.token, "--json",
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
    parley = make(config=settings(upstream)).set_up().start()
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
    parley = make(config=settings(upstream)).set_up().start()
    token = parley.add_person("grace", "member")
    model = "endless:5¦disabled-%s" % stored
    stream = client(parley, api_key=token).chat.completions.create(model=model, messages=GO, stream=True, store=stored)
    next(stream)
    parley.succeed("user", "disable", "grace")
    text_before(openai.APIError, stream)
    if not stored:
        upstream.closing_time(model, 2)


# What takes long

class Stuck:
    """A program that never reads while its model pours, and what it costs."""

    def __init__(self, parley, upstream):
        self.parley, self.upstream, self.model = parley, upstream, "flood:0@4000000000¦stuck"
        ask_in_bytes(parley, "flood:0@2000000¦warm", stream=True)
        self.base = parley.child.rss()
        body = {"model": self.model, "messages": GO, "stream": True}
        self.line = Viewer(parley.port, "POST", PATH, parley.headers(), body, receive_bytes=4096, reads=False)
        self.began, self.peak, self.held = time.monotonic(), 0, None

    def wait(self):
        port = self.line.line.getsockname()[1]

        def is_let_go():
            self.peak = max(self.peak, self.parley.child.rss() - self.base)
            return port not in {row["peer"] for row in connections(self.parley.port) if row["state"] == "01"}
        wait_for(is_let_go, 60, 0.1, "the connection that is stuck to be closed")
        self.held = time.monotonic() - self.began
        return self


class SlowAsks:
    def __init__(self, house, upstream, stuck):
        self.house, self.upstream, self.stuck = house, upstream, stuck
        self.pool = concurrent.futures.ThreadPoolExecutor(8)
        text = events(chunk({"content": "at last"}), chunk({}, "stop"), "[DONE]")
        self.streamed = self.begin("late", answer(text, delay=LATE), self.read)
        self.whole = self.begin("late-whole", document(whole("at last"), delay=LATE), self.ask)
        refused = refusal("Not today.", "requests", "rate_limit_exceeded")
        self.refused = self.begin("late-refused", document(refused, status=429, delay=LATE), self.fail)
        self.key = self.begin("late-key", document(refusal(KEY, code="invalid_api_key"), status=401, delay=LATE), self.fail)
        self.cut = self.begin("late-cut", answer(events(chunk({"content": "x"})), delay=LATE, ending="cut"), self.fail)
        self.document = self.begin("late-document", document(whole("at last"), delay=LATE), self.read)
        self.let_go = self.pool.submit(stuck.wait)
        body = {"model": "stall:before-headers¦beats", "messages": GO, "stream": True}
        self.beats = Viewer(house.port, "POST", PATH, house.headers(), body)

    def begin(self, label, told, work):
        return self.pool.submit(work, self.upstream.tell(label, told))

    def read(self, model):
        began = time.monotonic()
        stream = ask(self.house, model, stream=True)
        return text_of(stream), stream.response, time.monotonic() - began

    def ask(self, model):
        began = time.monotonic()
        return ask(self.house, model), time.monotonic() - began

    def fail(self, model):
        return text_before(openai.APIError, ask(self.house, model, stream=True))


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
