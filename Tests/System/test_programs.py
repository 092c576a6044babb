"""Programs that speak OpenAI's protocol work here unchanged: what they ask reaches the model as they said it, and what
the model says reaches them byte for byte."""
import json
import re
import time

import pytest

from harness.completions import (
    GO, PATH, answer, ask, ask_in_bytes, chunk, document, events, text_of, usual_client, whole)
from harness.server import Parley
from harness.words import words

CONFIG = """
providers:
  - name: one
    base_url: %s
    api_key: sk-canary-of-one
    models: ["say:shared¦programs", "told:¦listed"]
    max_retries: 0
  - name: two
    base_url: %s
    api_key: sk-canary-of-two
    models: ["say:shared¦programs", "say:alone¦programs"]
    headers:
      X-Of-Two: yes-please
"""
# Everything that a reader must not have a view on: blanks, escapes, repeated and unknown fields, numbers as written.
ODD_CHUNKS = (
    r'{"id":"chatcmpl-7","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,'
    r'"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"obfuscation":"xX"}',
    r'{ "choices" : [ {"delta":{"content":"caf\u00e9 \/ \ud83e\udd8a "},"index":0} ], "x_vendor":{"a":[1.0,1e2,-0]} }',
    r'{"choices":[{"index":0,"delta":{"content":"naïve 世界 👩‍💻"}}],"seq":18446744073709551617,"x":0.1000,"x":2}',
    r'{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null,"service_tier":"default"}',
    r'{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,'
    r'"prompt_tokens_details":{"cached_tokens":8},"cost":0.000010}}',
)


@pytest.fixture(scope="module")
def house(tmp_path_factory, upstream):
    folder = tmp_path_factory.mktemp("programs")
    parley = Parley(folder, config=CONFIG % (upstream.url, upstream.url)).set_up().start()
    yield parley
    parley.kill()


# Models

def test_the_models_are_listed(house):
    listed = list(usual_client(house).models.list())
    assert [model.id for model in listed] == [model["id"] for model in house.call("GET", "/api/models").value["models"]]
    assert [model.id for model in listed] == [
        "say:shared¦programs", "told:¦listed", "two/say:shared¦programs", "say:alone¦programs"]
    assert [model.owned_by for model in listed] == ["one", "one", "two", "two"]
    assert {model.object for model in listed} == {"model"}


@pytest.mark.parametrize("model,name,key", [
    ("say:shared¦programs", "say:shared¦programs", "one"), ("two/say:shared¦programs", "say:shared¦programs", "two"),
    ("say:alone¦programs", "say:alone¦programs", "two"), ("say:unlisted¦programs", "say:unlisted¦programs", "one"),
    ("vendor/say:unlisted", "vendor/say:unlisted", "one")])
def test_a_model_is_found_by_its_id(house, upstream, model, name, key):
    before = len(upstream.requests(name))
    assert text_of(ask(house, model, stream=True))
    request, = upstream.requests(name)[before:]
    assert request["headers"]["authorization"] == "bearer sk-canary-of-" + key
    assert request["headers"].get("x-of-two") == ("yes-please" if key == "two" else None)


def test_without_a_model_the_default_one_answers(house, upstream):
    before = len(upstream.requests("say:shared¦programs"))
    assert house.call("POST", PATH, {"messages": GO, "stream": True}).status == 200
    request, = upstream.requests("say:shared¦programs")[before:]
    assert request["headers"]["authorization"] == "bearer sk-canary-of-one"


# What is asked

def as_written(text):
    """JSON without a view on numbers or on the order and repetition of fields."""
    return json.loads(text, object_pairs_hook=list, parse_float=str, parse_int=str, parse_constant=str)


def test_what_is_asked_reaches_the_model_as_it_was_written(house, upstream):
    model = upstream.tell("asked", document(whole("fine")))
    members = [
        r'"messages" : [ {"role":"user","content":"caf\u00e9 \/ 🦊","x":1.0} ]', '"temperature": 0.70', '"seed":1e2',
        '"x_vendor":{"b":[1.0, -0, 18446744073709551617],"a" : null,"a":true}', '"top_k":\t40', r'"\u0074op_p":1',
        '"metadata":{"store":true,"model":"x"}', '"reasoning_effort":"low"', '"user":"", "n":1']
    body = '{\n "store":false , %s,"mod\\u0065l":"%s" }' % (",\n".join(members), model)
    assert house.call("POST", PATH, body.encode()).status == 200
    sent = upstream.raw(model).decode()
    for member in members:
        assert member in sent or all(part in sent for part in member.split(", ")), member
    expected = [pair for pair in as_written(body) if pair[0] not in ("model", "store")]
    assert [pair for pair in as_written(sent) if pair[0] != "model"] == expected
    assert [value for name, value in as_written(sent) if name == "model"] == [model]


def test_fields_that_nobody_here_knows_are_passed_on(house, upstream):
    model = upstream.tell("unknown", document(whole("fine")))
    extra = {"top_k": 40, "min_p": 0.05, "guided_json": {"type": "object"}, "chat_template_kwargs": {"thinking": False},
             "provider": {"order": ["a", "b"]}, "stream_options": None, "x": [None, True, {"y": "世界"}]}
    fields = {
        "temperature": 0.3, "max_completion_tokens": 77, "frequency_penalty": -0.5, "logit_bias": {"50256": -100},
        "stop": ["\n\n", "🦊"], "seed": 7, "user": "u", "parallel_tool_calls": False, "service_tier": "flex"}
    messages = [
        {"role": "developer", "content": "Be brief."}, {"role": "user", "content": "", "name": "ada"},
        {"role": "assistant", "content": None, "refusal": "no", "reasoning_content": "hm"},
        {"role": "user", "content": "go", "cache_control": {"type": "ephemeral"}}]
    ask(house, model, messages, **fields, extra_body=extra)
    assert upstream.request(model)["body"] == {"model": model, "messages": messages, **fields, **extra}


def test_nothing_is_added_to_what_is_asked(house, upstream):
    for label, fields in (("plain-stream", {"stream": True}), ("plain", {})):
        model = upstream.tell(label, answer(events(chunk({}, "stop"), "[DONE]")) if fields else document(whole("x")))
        answered = ask(house, model, **fields)
        assert not fields or list(answered)
        assert upstream.request(model)["body"] == {"model": model, "messages": GO, **fields}


def test_only_what_is_the_models_business_reaches_it(house, upstream):
    model = upstream.tell("headers", document(whole("fine")))
    ask(house, model, extra_headers={"X-Canary": "canary", "User-Agent": "canary", "OpenAI-Organization": "canary"})
    headers = upstream.request(model)["headers"]
    assert "canary" not in str({**headers, "authorization": ""}) and house.token not in str(headers)
    assert not [name for name in headers if name.startswith("x-stainless") or name == "cookie"]


def test_pictures_and_other_parts_are_passed_on(house, upstream):
    model = upstream.tell("parts", document(whole("A fox.")))
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 250_000
    messages = [{"role": "user", "content": [
        {"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": picture, "detail": "low"}},
        {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
        {"type": "file", "file": {"file_id": "file-1"}}, {"type": "of-tomorrow", "x": {}}]}]
    assert ask(house, model, messages).choices[0].message.content == "A fox."
    assert upstream.request(model)["body"]["messages"] == messages


# What is answered

def test_chunks_pass_byte_for_byte(house, upstream):
    stream = events(*ODD_CHUNKS, "[DONE]")
    model = upstream.tell("bytes", answer(": a comment\n\n", stream))
    answered = ask_in_bytes(house, model, stream=True)
    assert answered.status == 200 and answered.raw.decode() == stream
    model = upstream.tell("bytes-read", answer(stream))
    chunks = list(ask(house, model, stream=True, stream_options={"include_usage": True}))
    assert text_of(chunks) == "café / 🦊 naïve 世界 👩‍💻"
    assert chunks[1].x_vendor == {"a": [1.0, 100.0, 0]} and chunks[2].seq == 18446744073709551617
    assert chunks[-1].usage.total_tokens == 13 and chunks[-1].usage.cost == 0.00001


def test_chunks_pass_byte_for_byte_however_they_are_cut(house, upstream):
    stream = events(*ODD_CHUNKS, "[DONE]").encode()
    model = upstream.tell("cut-anywhere", answer(*(stream[at:at + 1] for at in range(len(stream)))))
    assert ask_in_bytes(house, model, stream=True).raw == stream


def test_a_document_passes_byte_for_byte(house, upstream):
    text = ('{\n "id":"chatcmpl-1","object" : "chat.completion","created":1700000000,"model":"m","choices":[{"index":0,'
            r'"message":{"role":"assistant","content":"caf\u00e9 世界","x":1.0},"finish_reason":"stop"}],'
            '"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"cost":0.000010},'
            '"x_vendor":[1e2],"x_vendor":[1e2]}\n\n').encode()
    model = upstream.tell("document", document(text))
    answered = ask_in_bytes(house, model)
    assert answered.raw == text and answered.header("content-type").startswith("application/json")
    read = ask(house, model)
    assert read.choices[0].message.content == "café 世界" and read.usage.total_tokens == 5 and read.x_vendor == [100.0]


def test_an_untidy_stream_is_tidied_for_simple_readers(house):
    answered = ask_in_bytes(house, "untidy:¦programs", stream=True)
    blocks = answered.raw.decode().split("\n\n")
    assert blocks.pop() == "" and b"\r" not in answered.raw and "comment" not in str(blocks)
    assert [line for line in "\n".join(blocks).split("\n") if not re.match("data: |event: message$", line)] == []
    assert text_of(ask(house, "untidy:¦programs", stream=True)) == "one two three"


@pytest.mark.parametrize("model,text", [
    ("split:a🦊b 👩‍💻 世界 é¦programs", "a🦊b 👩‍💻 世界 é"), ("words:2000¦programs", words(2000)),
    ("fault:finish-only@10¦programs", words(10)), ("fault:eof-finished@10¦programs", words(10))])
def test_a_whole_stream_ends_with_done(house, model, text):
    answered = ask_in_bytes(house, model, stream=True)
    assert answered.raw.endswith(b"\n\ndata: [DONE]\n\n") and answered.raw.count(b"[DONE]") == 1
    assert text_of(ask(house, model, stream=True)) == text


def test_nothing_comes_after_done(house, upstream):
    model = "fault:after-done@5¦programs"
    answered = ask_in_bytes(house, model, stream=True)
    assert answered.raw.endswith(b"data: [DONE]\n\n") and b"NEVER SHOWN" not in answered.raw
    assert not upstream.is_open(model)


def test_a_piece_is_passed_on_before_the_next_has_come(house, upstream):
    model = upstream.tell("first", answer(events(chunk({"content": "first"})), ending="open"))
    began = time.monotonic()
    stream = ask(house, model, stream=True)
    assert next(stream).choices[0].delta.content == "first" and time.monotonic() - began < 1
    assert upstream.request(model)["outcome"] is None
    stream.close()


def test_a_streams_headers_keep_proxies_from_holding_it_back(house):
    with usual_client(house).chat.completions.with_streaming_response.create(
            model="say:fine¦headers", messages=GO, stream=True) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store, no-transform"
        assert response.headers["x-accel-buffering"] == "no" and response.headers["x-request-id"]


def test_the_models_headers_stay_behind(house, upstream):
    fields = ["Set-Cookie: a=b", "X-Vendor: canary", "Access-Control-Allow-Origin: *", "Server: canary", "Retry-After: 9"]
    for label, told, stream in (
            ("own-headers", document(whole("x"), fields=fields), False),
            ("own-headers-stream", answer(events(chunk({}, "stop"), "[DONE]"), fields=fields), True)):
        answered = ask_in_bytes(house, upstream.tell(label, told), stream=stream)
        names = [name for name, _ in answered.headers]
        assert answered.status == 200 and "canary" not in str(answered.headers)
        assert not {"set-cookie", "x-vendor", "access-control-allow-origin", "retry-after"} & set(names)


@pytest.mark.parametrize("asked", [True, False])
def test_usage_comes_where_it_is_asked_for(house, upstream, asked):
    usage = {"prompt_tokens": 812, "completion_tokens": 96, "total_tokens": 908}
    last = [chunk({}, "stop"), {**chunk({}), "choices": [], "usage": usage}] if asked else [chunk({}, "stop")]
    model = upstream.tell("usage%d" % asked, answer(events(chunk({"content": "x"}), *last, "[DONE]")))
    more = {"stream_options": {"include_usage": True}} if asked else {}
    chunks = list(ask(house, model, stream=True, **more))
    assert upstream.request(model)["body"].get("stream_options") == more.get("stream_options")
    assert [chunk.usage.total_tokens for chunk in chunks if chunk.usage] == ([908] if asked else [])
