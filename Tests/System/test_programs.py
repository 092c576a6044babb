"""Programs that speak OpenAI's protocol work here unchanged: what they ask reaches the model as they said it, and what
the model says reaches them byte for byte."""
import asyncio
import json
import re
import subprocess
import time

import httpx
import openai
import pydantic
import pytest

from harness import figures, web
from harness.completions import (
    GO, PATH, answer, ask, ask_in_bytes, chunk, client, document, events, text_of, url, whole)
from harness.server import Parley
from harness.viewer import Viewer
from harness.waiting import wait_for
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
CANARY = "canary-51c3-what-programs-say"
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
    parley = Parley(folder, config=CONFIG % (upstream.url, upstream.url), PARLEY_LOG_LEVEL="trace").set_up().start()
    yield parley
    parley.kill()


# Models

def test_the_models_are_listed(house):
    listed = list(client(house).models.list())
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
    ask(house, model, extra_headers={"X-Canary": CANARY, "User-Agent": CANARY, "OpenAI-Organization": CANARY})
    headers = upstream.request(model)["headers"]
    assert CANARY not in str(headers) and house.token not in str(headers)
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
            r'"message":{"role":"assistant","content":"caf\u00e9 世界","x":1.0},"finish_reason":"stop","finish_reason":"stop"}],'
            '"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"cost":0.000010},"x_vendor":[1e2]}\n\n').encode()
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
    with client(house).chat.completions.with_streaming_response.create(
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


# What is more than text

TOOLS = [{"type": "function", "function": {
    "name": "weather", "description": "It ☔ or not", "strict": True,
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
                   "additionalProperties": False}}}]
TOOL_CHUNKS = tuple(
    '{"id":"chatcmpl-9","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":%s,'
    '"finish_reason":%s}]}' % pair for pair in (
        (r'{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]}', "null"),
        (r'{"tool_calls":[{"index":0,"function":{"arguments":"{\"ci"}}]}', "null"),
        (r'{"tool_calls":[{"index":0,"function":{"arguments":"ty\":\"Zür"}}]}', "null"),
        (r'{"tool_calls":[{"index":0,"function":{"arguments":"ich \\ud83e\\udd8a\"}"}}]}', "null"),
        (r'{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Bern\"}"}}]}', "null"),
        ("{}", '"tool_calls"')))


def test_calls_of_tools_pass_and_their_results_go_back(house, upstream):
    answers = answer(events(*TOOL_CHUNKS, "[DONE]")), document(whole("Rain in both."))
    model = upstream.tell("tools", *answers)
    with client(house).chat.completions.stream(model=model, messages=GO, tools=TOOLS) as stream:
        done = [event for event in stream if event.type == "tool_calls.function.arguments.done"]
        message = stream.get_final_completion().choices[0].message
    assert [event.parsed_arguments for event in done] == [{"city": "Zürich 🦊"}, {"city": "Bern"}]
    assert [call.id for call in message.tool_calls] == ["call_1", "call_2"]
    results = [{"role": "tool", "tool_call_id": call.id, "content": "☔"} for call in message.tool_calls]
    asked = message.to_dict(exclude_unset=False, exclude_none=True)
    calls = [{"id": call["id"], "type": "function", "function": {
        "name": "weather", "arguments": call["function"]["arguments"]}} for call in asked["tool_calls"]]
    messages = [*GO, {"role": "assistant", "content": None, "tool_calls": calls}, *results]
    assert ask(house, model, messages, tools=TOOLS, tool_choice="auto").choices[0].message.content == "Rain in both."
    first, second = (request["body"] for request in upstream.requests(model))
    assert first["tools"] == second["tools"] == TOOLS and second["tool_choice"] == "auto"
    assert second["messages"] == messages


def test_calls_of_tools_pass_byte_for_byte(house, upstream):
    stream = events(*TOOL_CHUNKS, "[DONE]")
    assert ask_in_bytes(house, upstream.tell("tools-bytes", answer(stream)), stream=True).raw.decode() == stream
    calls = [{"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Zürich"}'}}]
    model = upstream.tell("tools-whole", document(whole(None, "tool_calls", tool_calls=calls)))
    choice = ask(house, model, tools=TOOLS).choices[0]
    assert choice.finish_reason == "tool_calls" and choice.message.content is None
    assert choice.message.tool_calls[0].function.arguments == '{"city":"Zürich"}'


def test_probabilities_are_passed_on(house, upstream):
    pick = {"token": " fox", "logprob": -0.31725305, "bytes": [32, 102, 111, 120], "top_logprobs": [
        {"token": " fox", "logprob": -0.31725305, "bytes": [32, 102, 111, 120]}, {"token": "?", "logprob": -9999.0, "bytes": None}]}
    told = chunk({"content": " fox"})
    told["choices"][0]["logprobs"] = {"content": [pick], "refusal": None}
    model = upstream.tell("logprobs", answer(events(told, chunk({}, "stop"), "[DONE]")))
    first, _ = ask(house, model, stream=True, logprobs=True, top_logprobs=2)
    assert first.choices[0].logprobs.to_dict() == {"content": [pick], "refusal": None}
    body = upstream.request(model)["body"]
    assert body["logprobs"] is True and body["top_logprobs"] == 2
    told = whole(" fox")
    told["choices"][0]["logprobs"] = {"content": [pick], "refusal": None}
    model = upstream.tell("logprobs-whole", document(told))
    assert ask(house, model, logprobs=True).choices[0].logprobs.content[0].logprob == -0.31725305


class Fox(pydantic.BaseModel):
    name: str
    tails: int


def test_an_answer_in_a_shape_of_the_programs_own(house, upstream):
    model = upstream.tell("shape", document(whole('{"name":"Reineke","tails":1}')))
    read = client(house).chat.completions.parse(model=model, messages=GO, response_format=Fox)
    assert read.choices[0].message.parsed == Fox(name="Reineke", tails=1)
    asked = upstream.request(model)["body"]["response_format"]
    assert asked["type"] == "json_schema" and asked["json_schema"]["strict"] is True
    assert asked["json_schema"]["schema"]["required"] == ["name", "tails"]


def test_several_answers_at_once(house, upstream):
    pieces = [{**chunk({}), "choices": [{"index": index, "delta": {"content": text}, "finish_reason": None}]}
              for index, text in ((0, "a"), (1, "x"), (1, "y"), (0, "b"))]
    ends = [{**chunk({}), "choices": [{"index": index, "delta": {}, "finish_reason": "stop"}]} for index in (0, 1)]
    model = upstream.tell("several", answer(events(*pieces, *ends, "[DONE]")))
    texts = ["", ""]
    for piece in ask(house, model, stream=True, n=2):
        texts[piece.choices[0].index] += piece.choices[0].delta.content or ""
    assert texts == ["ab", "xy"] and upstream.request(model)["body"]["n"] == 2


def test_an_end_of_the_first_of_several_answers_is_not_the_end_of_the_others(house, upstream):
    second = {**chunk({}), "choices": [{"index": 1, "delta": {"content": "later"}, "finish_reason": None}]}
    stream = events(chunk({"content": "a"}), chunk({}, "stop"), second, "[DONE]")
    model = upstream.tell("several-ends", answer(stream))
    assert ask_in_bytes(house, model, stream=True, n=2).raw.decode() == stream


# Who asks

def test_the_client_that_waits_for_many_things_at_once(house):
    async def run():
        async with client(house, openai.AsyncOpenAI) as other:
            stream = await other.chat.completions.create(model="words:100¦async", messages=GO, stream=True)
            text = "".join([piece.choices[0].delta.content or "" async for piece in stream if piece.choices])
            return text, [model.id async for model in other.models.list()]
    text, listed = asyncio.run(run())
    assert text == words(100) and "two/say:shared¦programs" in listed


def test_fifty_streams_at_once_are_all_exact(house):
    async def read(other, number):
        stream = await other.chat.completions.create(model="words:100@5¦crowd%d" % number, messages=GO, stream=True)
        return "".join([piece.choices[0].delta.content or "" async for piece in stream if piece.choices])

    async def run():
        async with client(house, openai.AsyncOpenAI) as other:
            return await asyncio.gather(*(read(other, number) for number in range(50)))
    began = time.monotonic()
    texts = asyncio.run(run())
    figures.note("50 streams of 100 words, one each 5 ms, by the official client: %.1f s" % (time.monotonic() - began))
    assert texts == [words(100)] * 50


def test_a_plain_client_reads_lines_on_one_connection(house, upstream):
    with httpx.Client(base_url=url(house), headers=house.headers(), trust_env=False) as plain:
        ports = set()
        for number in range(10):
            body = {"model": "words:20¦plain", "messages": GO, "stream": True}
            with plain.stream("POST", "/chat/completions", json=body) as response:
                assert response.status_code == 200
                ports.add(response.extensions["network_stream"].get_extra_info("client_addr"))
                lines = [line for line in response.iter_lines() if line]
            assert lines[-1] == "data: [DONE]" and all(line.startswith("data: {") for line in lines[:-1])
            assert plain.get("/models").json()["object"] == "list"
        assert len(ports) == 1, "a connection was not used again"


def curl(house, body, *more, path=PATH):
    arguments = ["curl", "--silent", "--show-error", "--no-buffer", "--noproxy", "*", "--data-binary", "@-",
                 "--header", "Authorization: Bearer " + house.token, "--header", "Content-Type: application/json", *more,
                 "http://127.0.0.1:%d%s" % (house.port, path)]
    return subprocess.run(arguments, input=json.dumps(body).encode(), capture_output=True, timeout=20, check=True).stdout


def test_curl_reads_streams_and_documents(house, upstream):
    stream = events(*ODD_CHUNKS, "[DONE]")
    model = upstream.tell("curl", answer(stream), document(whole("whole")))
    assert curl(house, {"model": model, "messages": GO, "stream": True}).decode() == stream
    assert json.loads(curl(house, {"model": model, "messages": GO}))["choices"][0]["message"]["content"] == "whole"
    told = curl(house, {"model": model, "messages": GO}, "--http1.0", "--include")
    assert told.startswith(b"HTTP/1.") and b'"whole"' in told


def test_curl_asks_before_it_sends_much(house, upstream):
    model = upstream.tell("curl-large", document(whole("much")))
    text = "long paste " * 300_000
    told = curl(house, {"model": model, "messages": [{"role": "user", "content": text}]}, "--include")
    assert b"HTTP/1.1 100 " in told and b'"much"' in told
    assert upstream.request(model)["body"]["messages"][0]["content"] == text


# What is kept of it

def test_answers_are_counted(make, upstream):
    parley = make(config=CONFIG % (upstream.url, upstream.url)).set_up().start()
    usage = {**chunk({}), "choices": [], "usage": {"prompt_tokens": 30, "completion_tokens": 20, "total_tokens": 50}}
    list(ask(parley, upstream.tell("counted", answer(events(chunk({}, "stop"), usage, "[DONE]"))), stream=True))
    ask(parley, upstream.tell("counted-whole", document(whole("x"))))
    for model in ("status:429¦counted", "fault:fin@3¦counted"):
        with pytest.raises(openai.APIError):
            list(ask(parley, model, stream=True))

    def figure(name, more):
        return parley.figure('%s{provider="one"%s}' % (name, more))
    wait_for(lambda: figure("parley_answers_total", ',status="error"') == 2, 5, what="the failures to be counted")
    assert figure("parley_answers_total", ',status="complete"') == 2
    assert figure("parley_errors_total", ',code="rate_limit"') == figure("parley_errors_total", ',code="truncated"') == 1
    assert figure("parley_prompt_tokens_total", "") == 33 and figure("parley_completion_tokens_total", "") == 22
    assert figure("parley_first_token_seconds_count", "") >= 2


def test_an_answer_on_its_way_is_among_the_running_ones(make, upstream):
    parley = make(config=CONFIG % (upstream.url, upstream.url)).set_up().start()
    stream = ask(parley, "endless:5¦running-now", stream=True)
    next(stream)
    assert parley.figure("parley_generations") == 1 and parley.figure("parley_listeners") == 1
    stream.close()
    wait_for(lambda: parley.figure("parley_generations") == 0, 2, what="the answer to be over")


def test_an_answer_whose_program_has_left_is_counted_as_stopped(make, upstream):
    parley = make(config=CONFIG % (upstream.url, upstream.url)).set_up().start()
    stream = ask(parley, "endless:5¦left", stream=True)
    next(stream)
    stream.close()

    def counted():
        return [line for line in parley.call("GET", "/metrics").raw.decode().splitlines()
                if line.startswith("parley_answers_total")]
    wait_for(counted, 2, what="the answer to be counted")
    assert counted() == ['parley_answers_total{provider="one",status="stopped"} 1']


def test_the_log_has_a_line_for_each_answer_and_no_word_of_it(house, upstream):
    said = [{"role": "system", "content": CANARY}, {"role": "user", "content": [
        {"type": "text", "text": CANARY}, {"type": "image_url", "image_url": {"url": "https://x.invalid/" + CANARY}}]}]
    told = chunk({"content": CANARY, "reasoning_content": CANARY}, x=CANARY)
    more = {"user": CANARY, "metadata": {"a": CANARY}, "tools": [{"type": "function", "function": {"name": CANARY}}]}
    model = upstream.tell("logged", answer(events(told, chunk({}, "stop"), "[DONE]")), document(whole(CANARY)))
    failing = upstream.tell("logged-failing", document({"error": {"message": CANARY}}, status=400))
    broken = upstream.tell("logged-broken", answer(events(told, {"error": {"message": CANARY}})))
    before = house.log_text().count(" completion ")
    list(ask(house, model, said, stream=True, **more))
    ask(house, model, said, **more)
    for name in (failing, broken):
        with pytest.raises(openai.APIError):
            list(ask(house, name, said, stream=True, **more))
    web.request(house.port, "POST", PATH, b'{"messages":["%s"' % CANARY.encode(), house.headers())
    lines = wait_for(lambda: [
        line for line in house.log_text().splitlines() if " completion " in line][before + 3:], 5, what="four lines")
    assert len(lines) == 1 and CANARY not in house.log_text()


def test_a_stream_is_seen_by_nobody_else(house, upstream):
    """An answer that is passed on is no conversation."""
    before = house.call("GET", "/api/conversations").value["conversations"]
    page = Viewer(house.port, "GET", "/api/events", house.headers())
    page.wait_for(lambda page: page.comments, 5)
    for store in ({}, {"store": False}, {"store": None}):
        list(ask(house, upstream.tell("unseen", answer(events(chunk({}, "stop"), "[DONE]"))), stream=True, extra_body=store))
    assert house.call("GET", "/api/conversations").value["conversations"] == before and page.events() == []
    page.leave()
