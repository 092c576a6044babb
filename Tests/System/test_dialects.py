"""What each provider sends, and what becomes of it: the same in one piece, byte by byte, and cut at random places.

Each file in `dialects` is one answer: what is to be stored, as JSON, then the head and the body as they come over the
line, then how the connection ends (harness/dialect.py, harness/replay.py). What a file does not name is to be empty.
"""
import json

import pytest

from harness.dialect import all_of_them
from harness.replay import MANNERS, Replay
from harness.server import Parley

DIALECTS = all_of_them()
CHATS = [dialect for dialect in DIALECTS if "api" not in dialect.expected]
TEXTS = [dialect for dialect in DIALECTS if "api" in dialect.expected]
PROVIDERS = (
    "anthropic antling azure cloudach cloudbase deepseek gemini groq litellm llamacpp lmstudio mistral moonshot ollama "
    "openai openrouter perplexity polargrid selamgpt together vllm xai").split()
CONFIG = """
providers:
  - name: replay
    base_url: %s
    api_key: sk-canary-key
    models: [none]
    connect_timeout: 5s
    first_byte_timeout: 3s
    idle_timeout: 3s
    total_timeout: 30s
    max_retries: 0
"""
# That times agree, and that ids differ, are tests of their own.
OWN = ("id", "conversation_id", "parent_id", "model", "timing", "created_at", "context", "seconds")


@pytest.fixture(scope="module")
def replay():
    server = Replay(DIALECTS)
    yield server
    server.close()


def open_house(folder, replay, more=""):
    return Parley(folder, config=CONFIG % replay.url + more).set_up().start()


@pytest.fixture(scope="module")
def house(tmp_path_factory, replay):
    parley = open_house(tmp_path_factory.mktemp("dialects"), replay)
    yield parley
    parley.kill()


@pytest.fixture(scope="module")
def text_house(tmp_path_factory, replay):
    """Its provider knows only the older completions, of a text."""
    parley = open_house(tmp_path_factory.mktemp("texts"), replay, "    api: completions\n")
    yield parley
    parley.kill()


def ask(house, dialect):
    """The stored answers, by the manner in which they came."""
    viewers = {manner: house.stream(house.conversation("%s@%s" % (dialect.name, manner))) for manner in MANNERS}
    return {manner: end_of(house, viewer) for manner, viewer in viewers.items()}


def end_of(house, viewer):
    """The stored answer, which is what its sender was shown."""
    viewer.wait_until_done(20)
    message = house.message(viewer.message["conversation_id"], viewer.message["id"])
    assert viewer.text == message["content"] and thoughts(viewer) == message["reasoning"]
    message["seconds"] = viewer.all[-1].time - viewer.began
    return message


def thoughts(viewer):
    return "".join(event.value.get("reasoning", "") for event in viewer.all if event.data != "[DONE]")


def check(message, expected):
    error, usage = message["error"] or {}, message["usage"] or {}
    assert message["content"] == expected.get("content", "")
    assert message["reasoning"] == expected.get("reasoning", "")
    assert message["status"] == ("error" if "error" in expected else "complete"), error
    code, words = error.get("code"), error.get("provider_message")
    assert code in one_or_more(expected.get("error")), error
    assert words == expected.get("provider_message", words)
    assert message["finish_reason"] == expected.get("finish_reason")
    assert [usage.get("prompt_tokens"), usage.get("completion_tokens")] == expected.get("usage", [None, None])
    assert message["seconds"] < expected.get("within_seconds", 20)


def one_or_more(codes):
    return codes if isinstance(codes, list) else [codes]


def shared(message):
    return {key: value for key, value in message.items() if key not in OWN}


def check_each_manner(house, dialect):
    messages = ask(house, dialect)
    check(messages["whole"], dialect.expected)
    assert shared(messages["bytes"]) == shared(messages["whole"])
    assert shared(messages["pieces"]) == shared(messages["whole"])
    check(messages["bytes"], dialect.expected)
    check(messages["pieces"], dialect.expected)


def test_every_provider_is_here():
    assert {dialect.name.split("-")[0] for dialect in DIALECTS} >= set(PROVIDERS)


@pytest.mark.parametrize("dialect", CHATS, ids=repr)
def test_an_answer_is_the_same_however_its_bytes_come(house, dialect):
    check_each_manner(house, dialect)


@pytest.mark.parametrize("dialect", TEXTS, ids=repr)
def test_a_completion_of_a_text_is_asked_for_and_read(text_house, replay, dialect):
    check_each_manner(text_house, dialect)
    sent = replay.request(dialect.name + "@whole")
    assert sent["path"] == "/v1/completions"
    assert "go" in sent["body"]["prompt"] and "messages" not in sent["body"]


@pytest.mark.parametrize("dialect", [one for one in CHATS if "reasoning" in one.expected], ids=repr)
def test_thoughts_are_not_sent_back(house, replay, dialect):
    model = dialect.name + "@whole"
    conversation = house.conversation(model)
    for _ in range(2):
        house.stream(conversation).wait_until_done(20)
    sent = replay.request(model)["body"]["messages"]
    assert [message["content"] for message in sent if message["role"] == "user"] == ["go", "go"]
    assert all(set(message) == {"role", "content"} for message in sent)
    answers = [message["content"] for message in sent if message["role"] == "assistant" and message["content"]]
    assert answers == [dialect.expected["content"]] if "content" in dialect.expected else not answers
    assert dialect.expected["reasoning"].strip() not in json.dumps(sent, ensure_ascii=False)


def test_no_server_is_told_of_the_conversation(house, replay):
    """With this header llama.cpp would go on writing after a stop."""
    house.stream(house.conversation("llamacpp@whole")).wait_until_done(20)
    assert not any("x-conversation-id" in request["headers"] for request in replay.requests)
