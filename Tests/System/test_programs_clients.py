"""Who asks for completions, and for what more than text: the official client with tools, shapes and crowds, plain HTTP,
curl; and what of it is counted and logged."""
import asyncio
import json
import subprocess
import time

import httpx
import openai
import pydantic
import pytest

from harness import figures, web
from harness.completions import (
    GO, PATH, answer, ask, ask_in_bytes, chunk, client, document, events, url, usual_client, whole)
from harness.server import Parley
from harness.viewer import Viewer
from harness.waiting import wait_for
from harness.words import words

CONFIG = """
providers:
  - name: one
    base_url: %s
    api_key: sk-canary-of-one
    models: ["say:listed¦clients"]
    max_retries: 0
"""
CANARY = "canary-51c3-what-programs-say"


@pytest.fixture(scope="module")
def house(tmp_path_factory, upstream):
    folder = tmp_path_factory.mktemp("clients")
    parley = Parley(folder, config=CONFIG % upstream.url, PARLEY_LOG_LEVEL="trace").set_up().start()
    yield parley
    parley.kill()


# What is more than text

TOOLS = [{"type": "function", "function": {
    "name": "weather", "description": "It ☔ or not", "strict": True,
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
                   "additionalProperties": False}}}]
TOOL_CHUNKS = tuple(
    '{"id":"chatcmpl-9","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":%s,'
    '"finish_reason":%s}]}' % pair for pair in (
        ('{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function",'
         '"function":{"name":"weather","arguments":""}}]}', "null"),
        (r'{"tool_calls":[{"index":0,"function":{"arguments":"{\"ci"}}]}', "null"),
        (r'{"tool_calls":[{"index":0,"function":{"arguments":"ty\":\"Zür"}}]}', "null"),
        (r'{"tool_calls":[{"index":0,"function":{"arguments":"ich \\ud83e\\udd8a\"}"}}]}', "null"),
        ('{"tool_calls":[{"index":1,"id":"call_2","type":"function",'
         r'"function":{"name":"weather","arguments":"{\"city\":\"Bern\"}"}}]}', "null"),
        ("{}", '"tool_calls"')))


def test_calls_of_tools_pass_and_their_results_go_back(house, upstream):
    answers = answer(events(*TOOL_CHUNKS, "[DONE]")), document(whole("Rain in both."))
    model = upstream.tell("tools", *answers)
    with usual_client(house).chat.completions.stream(model=model, messages=GO, tools=TOOLS) as stream:
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
        {"token": " fox", "logprob": -0.31725305, "bytes": [32, 102, 111, 120]},
        {"token": "?", "logprob": -9999.0, "bytes": None}]}
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
    read = usual_client(house).chat.completions.parse(model=model, messages=GO, response_format=Fox)
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
    assert text == words(100) and listed == ["say:listed¦clients"]


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
    stream = events(chunk({"content": "naïve 世界"}), chunk({}, "stop"), "[DONE]")
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
    parley = make(config=CONFIG % upstream.url).set_up().start()
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
    parley = make(config=CONFIG % upstream.url).set_up().start()
    stream = ask(parley, "endless:5¦running-now", stream=True)
    next(stream)
    assert parley.figure("parley_generations") == 1 and parley.figure("parley_listeners") == 1
    stream.close()
    wait_for(lambda: parley.figure("parley_generations") == 0, 2, what="the answer to be over")


def test_an_answer_whose_program_has_left_is_counted_as_stopped(make, upstream):
    parley = make(config=CONFIG % upstream.url).set_up().start()
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
