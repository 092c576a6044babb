"""A completion with `store: true` is a conversation like any other: it is listed, goes on without its program, and can
be gone on with."""
import asyncio
import concurrent.futures

import openai
import pytest

from harness.completions import (
    GO, answer, ask, ask_in_bytes, chunk, client, document, events, refusal, text_before, text_of, usual_client)
from harness.server import Parley
from harness.waiting import wait_for
from harness.words import are_the_first, words

CONFIG = """
providers:
  - name: one
    base_url: %s
    api_key: sk-canary-of-one
    models: ["say:listed¦stored"]
    max_retries: 0
"""
MESSAGES = [
    {"role": "system", "content": "Be brief."}, {"role": "developer", "content": "Be kind."},
    {"role": "user", "content": "Hello 🦊"}, {"role": "assistant", "content": "Hello."},
    {"role": "user", "content": [{"type": "text", "text": "And "}, {"type": "text", "text": "now?"}]}]
TEXTS = ["Hello 🦊", "Hello.", "And now?"]


@pytest.fixture(scope="module")
def house(tmp_path_factory, upstream):
    parley = Parley(tmp_path_factory.mktemp("stored"), config=CONFIG % upstream.url).set_up().start()
    yield parley
    parley.kill()


def said(text):
    """A model that says this."""
    return answer(events(chunk({"content": text}), chunk({}, "stop"), {
        **chunk({}), "choices": [], "usage": {"prompt_tokens": 8, "completion_tokens": 3, "total_tokens": 11}}, "[DONE]"))


def store(house, model, messages=GO, other=None, **more):
    """The raw answer of the official client, and the conversation's id."""
    completions = (other or usual_client(house)).chat.completions.with_raw_response
    answered = completions.create(model=model, messages=messages, store=True, **more)
    return answered.parse(), answered.headers["x-parley-conversation-id"]


def listed(house, token=None):
    conversations = house.call("GET", "/api/conversations?limit=200", token=token).value["conversations"]
    return {conversation["id"]: conversation for conversation in conversations}


def newest(house, count):
    """The conversations that came since there were so many."""
    found = wait_for(lambda: len(listed(house)) > count and listed(house), 5, what="the conversation")
    return next(iter(found.values()))


def ended(house, conversation):
    """Its messages, once nothing is written there any more."""
    wait_for(lambda: house.history(conversation)[-1]["status"] != "streaming", 10, what="the answer's end")
    return house.history(conversation)


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_what_is_stored_is_a_conversation(house, upstream, stream):
    model = upstream.tell("kept-%s" % stream, said("Fine 世界."))
    options = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
    answered, id = store(house, model, MESSAGES, temperature=0.5, max_tokens=64, stop=["#"], **options)
    usage = list_of(answered, "Fine 世界.") if stream else check_whole(answered, model)
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (8, 3, 11)
    conversation = listed(house)[id]
    assert conversation["system_prompt"] == "Be brief.\n\nBe kind." and conversation["model"] == model
    assert conversation["params"] == {"temperature": 0.5, "max_tokens": 64, "stop": ["#"]}
    assert conversation["owner"]["name"] == "ada" and conversation["title"]
    messages = ended(house, id)
    assert [message["content"] for message in messages] == TEXTS + ["Fine 世界."]
    assert [message["role"] for message in messages] == ["user", "assistant", "user", "assistant"]
    assert {message["status"] for message in messages} == {"complete"}
    assert [message["author"] and message["author"]["name"] for message in messages] == ["ada", None, "ada", None]
    assert [message["parent_id"] for message in messages] == [None, *(message["id"] for message in messages[:-1])]
    sent = upstream.request(model)["body"]
    assert [message["content"] for message in sent["messages"]] == ["Be brief.\n\nBe kind."] + TEXTS
    assert sent["temperature"] == 0.5 and sent["max_tokens"] == 64 and sent["stop"] == ["#"] and "store" not in sent


def list_of(stream, text):
    """What each chunk must have; the usage at the end."""
    chunks = list(stream)
    assert text_of(chunks) == text and {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({(chunk.id, chunk.created, chunk.model) for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant" and chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].choices == []
    return chunks[-1].usage


def check_whole(completion, model):
    choice, = completion.choices
    assert completion.object == "chat.completion" and completion.id.startswith("chatcmpl-") and completion.model == model
    assert (choice.message.role, choice.message.content, choice.finish_reason) == ("assistant", "Fine 世界.", "stop")
    return completion.usage


def test_without_being_asked_a_stored_stream_tells_no_usage(house, upstream):
    stream, _ = store(house, upstream.tell("no-usage", said("x")), stream=True)
    chunks = list(stream)
    assert all(chunk.usage is None and len(chunk.choices) == 1 for chunk in chunks) and text_of(chunks) == "x"


def test_thoughts_are_told_apart(house, upstream):
    told = answer(events(chunk({"reasoning_content": "Hm. "}), chunk({"content": "Yes."}), chunk({}, "length"), "[DONE]"))
    stream, id = store(house, upstream.tell("thoughts", told), stream=True)
    chunks = list(stream)
    assert text_of(chunks) == "Yes." and chunks[-1].choices[0].finish_reason == "length"
    assert "".join(getattr(chunk.choices[0].delta, "reasoning_content", None) or "" for chunk in chunks) == "Hm. "
    assert ended(house, id)[-1]["reasoning"] == "Hm. "
    answered, _ = store(house, upstream.tell("thoughts-whole", told))
    assert answered.choices[0].message.reasoning_content == "Hm. " and answered.choices[0].finish_reason == "length"


@pytest.mark.parametrize("stream", [True, False])
def test_a_conversation_belongs_to_the_tokens_person(make, upstream, stream):
    parley = make(config=CONFIG % upstream.url).set_up().start()
    token = parley.add_person("grace", "member")
    _, id = store(parley, "say:hers¦%s" % stream, other=client(parley, api_key=token), stream=stream)
    assert id in listed(parley, token) and id not in listed(parley)
    assert listed(parley, token)[id]["owner"]["name"] == "grace"


def test_a_conversation_can_be_gone_on_with(house, upstream):
    model = upstream.tell("gone-on", said("One."), said("Two."))
    _, id = store(house, model, MESSAGES)
    sent = house.send(id, "And then?")
    assert sent.status == 202 and house.finished(id, sent.value["assistant_message"]["id"])["content"] == "Two."
    asked = upstream.requests(model)[1]["body"]["messages"]
    assert [message["content"] for message in asked] == ["Be brief.\n\nBe kind.", *TEXTS, "One.", "And then?"]


def test_a_program_that_leaves_does_not_end_it(house, upstream):
    stream, id = store(house, "words:150@5¦left", stream=True)
    next(stream)
    stream.close()
    assert ended(house, id)[-1]["status"] == "complete" and ended(house, id)[-1]["content"] == words(150)


@pytest.mark.parametrize("stream", [True, False])
def test_a_program_that_leaves_before_anything_came_does_not_end_it(house, upstream, stream):
    before = len(listed(house))
    model = upstream.tell("left-early-%s" % stream, {**said("Still there."), "delay": 1})

    async def leave():
        async with client(house, openai.AsyncOpenAI) as other:
            task = asyncio.ensure_future(
                other.chat.completions.create(model=model, messages=GO, store=True, stream=stream))
            while not upstream.requests(model):
                await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    asyncio.run(leave())
    last = ended(house, newest(house, before)["id"])[-1]
    assert last["status"] == "complete" and last["content"] == "Still there."


def test_a_stop_on_the_page_ends_the_programs_stream(house):
    stream, id = store(house, "endless:5¦stopped", stream=True)
    next(stream)
    kept = house.stop(id).value["message"]["content"]
    text = text_of(stream)
    assert are_the_first(kept) and text == kept


def test_a_document_that_is_stopped_on_the_page_says_what_there_was(house, upstream):
    before = len(listed(house))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        asked = pool.submit(store, house, "words:400@10¦stopped-whole")
        id = newest(house, before)["id"]
        wait_for(lambda: house.history(id)[-1]["content"], 5, what="some text")
        kept = house.stop(id).value["message"]["content"]
        answered, told = asked.result(10)
    assert told == id and answered.choices[0].message.content == kept != ""


# What fails

@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
@pytest.mark.parametrize("status,error", [
    (400, openai.BadRequestError), (404, openai.NotFoundError), (429, openai.RateLimitError),
    (503, openai.InternalServerError), (500, openai.InternalServerError), (401, openai.InternalServerError)])
def test_a_refusal_is_told_and_kept(house, upstream, status, error, stream):
    before = len(listed(house))
    told = document(refusal("The model's own words.", "of-the-model"), status=status)
    with pytest.raises(error) as caught:
        store(house, upstream.tell("refused-kept-%d-%s" % (status, stream), told), stream=stream)
    assert type(caught.value) is error and "The model's own words." in caught.value.message
    assert caught.value.status_code != 401
    assert ended(house, newest(house, before)["id"])[-1]["status"] == "error"


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_a_refusal_names_the_conversation_that_was_kept(house, stream):
    before = len(listed(house))
    answered = ask_in_bytes(house, "status:503¦named", store=True, stream=stream)
    assert answered.status == 503
    assert answered.header("x-parley-conversation-id") == newest(house, before)["id"]


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_a_refusal_says_when_to_come_again(house, upstream, stream):
    told = document(refusal("Later.", "requests", "rate_limit_exceeded"), status=429, fields=["Retry-After: 7"])
    answered = ask_in_bytes(house, upstream.tell("kept-again-%s" % stream, told), store=True, stream=stream)
    assert answered.status == 429 and answered.header("retry-after") == "7"


@pytest.mark.parametrize("fault,code", [("fin", "truncated"), ("error", "server")])
def test_a_stored_stream_that_breaks_off_raises_after_its_text(house, fault, code):
    stream, id = store(house, "fault:%s@10¦stored" % fault, stream=True)
    text, error = text_before(openai.APIError, stream)
    assert text == words(10) == ended(house, id)[-1]["content"] and error.body["code"] == code


def test_a_stored_document_that_breaks_off_raises_and_is_kept(house):
    before = len(listed(house))
    with pytest.raises(openai.InternalServerError) as caught:
        store(house, "fault:fin@10¦stored-whole")
    assert caught.value.code == "truncated"
    assert ended(house, newest(house, before)["id"])[-1]["content"] == words(10)


PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
TOOL = {"type": "function", "function": {"name": "weather", "parameters": {}}}
NOT_KEPT = {
    "tools": {"tools": [TOOL]}, "tool_choice": {"tool_choice": "auto"}, "several": {"n": 2},
    "probabilities": {"logprobs": True},
    "shape": {"response_format": {"type": "json_object"}}, "unknown": {"extra_body": {"x_vendor": 1}},
    "sound": {"modalities": ["text", "audio"]}, "bias": {"logit_bias": {"1": 2}},
    "picture": {"messages": [{"role": "user", "content": [PICTURE]}]},
    "result": {"messages": [*GO, {"role": "tool", "tool_call_id": "x", "content": "y"}]},
    "call": {"messages": [{"role": "assistant", "content": None, "tool_calls": []}, *GO]},
    "no-question": {"messages": [*GO, {"role": "assistant", "content": "Well,"}]},
    "only-system": {"messages": [{"role": "system", "content": "x"}]},
    "empty": {"messages": [{"role": "user", "content": ""}]}, "blank": {"messages": [{"role": "user", "content": " \n"}]},
    "odd-role": {"messages": [{"role": "ghost", "content": "x"}]}, "number": {"messages": [{"role": "user", "content": 7}]},
    "text": {"extra_body": {"temperature": "warm"}}, "range": {"extra_body": {"temperature": 1e308}},
    "null-stop": {"extra_body": {"stop": [1, 2]}}, "not-a-flag": {"extra_body": {"store": "yes"}}}


@pytest.mark.parametrize("name", NOT_KEPT)
def test_what_cannot_be_kept_is_refused_before_anything_is_asked(house, upstream, name):
    before, model = listed(house), "say:never¦%s" % name
    with pytest.raises(openai.BadRequestError) as caught:
        ask(house, **{"model": model, "store": True, **NOT_KEPT[name]})
    assert caught.value.type == "invalid_request_error" and len(caught.value.message) > 30
    assert listed(house) == before and upstream.requests(model) == []


@pytest.mark.parametrize("more", [
    {"n": 1}, {"metadata": {"a": "b"}}, {"user": "u"}, {"stream_options": None}, {"temperature": None},
    {"max_completion_tokens": 5}, {"seed": 7, "top_p": 0.5, "presence_penalty": 1, "frequency_penalty": -1}], ids=str)
def test_what_means_nothing_to_the_answer_is_no_obstacle(house, more):
    answered, _ = store(house, "say:fine¦obstacle", extra_body=more)
    assert answered.choices[0].message.content == "fine"


def test_too_long_a_message_is_refused(house):
    before = listed(house)
    for messages in ([{"role": "user", "content": "x" * ((1 << 20) + 1)}],
                     [{"role": "user", "content": "é" * ((1 << 19) + 1)}, *GO],
                     [{"role": "system", "content": "x" * ((1 << 20) + 1)}, *GO]):
        with pytest.raises(openai.APIStatusError) as caught:
            ask(house, "say:never¦long", messages, store=True)
        assert caught.value.status_code == 413
    assert listed(house) == before


def test_a_long_history_is_kept_in_order(house, upstream):
    messages = [{"role": "user" if number % 2 == 0 else "assistant", "content": "message %d" % number}
                for number in range(401)]
    answered, id = store(house, upstream.tell("history", said("At last.")), messages)
    assert [message["content"] for message in house.history(id)] == [
        message["content"] for message in messages] + ["At last."]


def test_messages_of_one_side_in_a_row_are_kept_as_they_are(house, upstream):
    messages = [{"role": "assistant", "content": "I begin."}, {"role": "user", "content": "a"},
                {"role": "user", "content": ""}, {"role": "assistant", "content": ""}, {"role": "user", "content": "b"}]
    model = upstream.tell("in-a-row", said("x"))
    _, id = store(house, model, messages)
    assert [(message["role"], message["content"]) for message in house.history(id)][:-1] == [
        (message["role"], message["content"]) for message in messages]


def test_thirty_at_once_are_thirty_conversations(house):
    before = len(listed(house))

    async def run():
        async with client(house, openai.AsyncOpenAI) as other:
            return await asyncio.gather(*(other.chat.completions.create(
                model="words:50¦at-once%d" % number, messages=[{"role": "user", "content": "number %d" % number}],
                store=True, stream=False) for number in range(30)))
    answers = asyncio.run(run())
    assert {answered.choices[0].message.content for answered in answers} == {words(50)}
    assert len(listed(house)) == before + 30


def test_a_server_that_ends_calls_no_stored_answer_whole(make, upstream):
    parley = make(config=CONFIG % upstream.url).set_up().start()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        stream, id = store(parley, "endless:5¦term-kept", stream=True)
        next(stream)
        waiting = pool.submit(ask_in_bytes, parley, "endless:5¦term-kept-whole", store=True)
        upstream.request("endless:5¦term-kept-whole")
        assert parley.end() == 0
        text, error = text_before(openai.APIError, stream)
        assert are_the_first(text)
        assert waiting.result(5).status == 503
    parley.start()
    assert parley.history(id)[-1]["status"] == "interrupted"
