"""What programs are told when a model fails: the official client raises the error it has for each case, and never takes
half an answer for a whole one."""
import openai
import pytest

from harness.completions import (
    GO, PATH, answer, ask, ask_in_bytes, chunk, client, document, events, raised, refusal, text_before, text_of, url)
from harness.process import free_port
from harness.server import Parley
from harness.slow_asks import slow_asks
from harness.viewer import Viewer
from harness.words import words

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


@pytest.fixture(scope="module")
def house(tmp_path_factory, upstream):
    config = CONFIG % (upstream.url, KEY, IDLE, upstream.url, free_port())
    parley = Parley(tmp_path_factory.mktemp("failures"), config=config).set_up().start()
    yield parley
    parley.kill()


@pytest.fixture(scope="module", autouse=True)
def slow(upstream):
    """What test_programs_leaving.py looks at; it takes half a minute, which need not be waited for."""
    return slow_asks(upstream)


# Refusals

REFUSALS = [
    (400, openai.BadRequestError), (404, openai.NotFoundError), (408, openai.APIStatusError), (409, openai.ConflictError),
    (413, openai.APIStatusError), (422, openai.UnprocessableEntityError), (429, openai.RateLimitError),
    (402, openai.APIStatusError), (500, openai.InternalServerError), (503, openai.InternalServerError),
    (529, openai.InternalServerError)]


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
    other = openai.OpenAI(base_url=url(house), api_key=house.token)
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
    ("absent-model", 502, "unreachable"), ("stall:before-headers¦hasty", 504, "timeout"),
    ("stall:after-headers¦hasty", 504, "stalled")])
def test_a_model_that_says_nothing_is_told_by_a_status(house, model, status, code, stream):
    caught = raised(house, model, openai.InternalServerError, stream=stream)
    assert caught.status_code == status and caught.code == code and caught.type == "upstream_error"


# Answers that break off

BROKEN = [
    # model, words before, code
    ("fault:fin@10", 10, "truncated"), ("fault:fin@0", 0, "truncated"), ("fault:rst@10", 10, "truncated"),
    ("fault:eof@10", 10, "truncated"), ("fault:neither@10", 10, "truncated"), ("stall:12", 12, "stalled"),
    ("fault:long-line@3", 3, "protocol"),
]


@pytest.mark.parametrize("model,count,code", BROKEN, ids=[row[0] for row in BROKEN])
def test_a_stream_that_breaks_off_raises_after_its_text(house, model, count, code):
    model += "¦programs"
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
