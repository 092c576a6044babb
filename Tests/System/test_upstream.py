"""Model servers that are cut, stall, say nothing or say nonsense: each answer ends in time, with the right code, in
plain words, and with the text that had come."""
import re
import time

import pytest

from harness import figures
from harness.process import free_port
from harness.server import Parley
from harness.words import are_the_first, words

CONFIG = """
providers:
  - name: fake
    base_url: %s
    api_key: sk-canary-key
    connect_timeout: 1s
    first_byte_timeout: 3s
    idle_timeout: 2s
    total_timeout: 6s
    max_retries: 0
  - name: patient
    base_url: %s
    models: ["fault:empty@1¦patient"]
  - name: absent
    base_url: http://127.0.0.1:%d/v1
    models: [absent-model]
  - name: unknown
    base_url: http://no-such-host.invalid/v1
    models: [unknown-model]
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory, upstream):
    config = CONFIG % (upstream.url, upstream.url, free_port())
    parley = Parley(tmp_path_factory.mktemp("faults"), upstream, config=config).set_up().start()
    yield parley
    parley.kill()


def ask(house, model, seconds=20):
    """The answer's end as its sender sees it, and how long it took. It must be the stored one."""
    conversation = house.conversation(model)
    viewer = house.stream(conversation).wait_until_done(seconds)
    took = viewer.all[-1].time - viewer.began
    viewer.wait_for_end()
    assert viewer.is_whole and viewer.status == 200
    assert timeless(house.message(conversation, viewer.message["id"])) == timeless(viewer.message)
    assert viewer.text == viewer.message["content"]
    if viewer.message["status"] == "error":
        assert viewer.error == viewer.message["error"]
        check_words(viewer.error)
    return viewer.message, took


def timeless(message):
    """That times agree is a test of its own."""
    return {key: value for key, value in message.items() if key != "created_at"}


def check_words(error):
    """Plain words: a sentence, no names of code, no key."""
    assert re.fullmatch(r"[A-Z][^\n]{10,300}\.", error["message"]), error["message"]
    assert not re.search(r"CURLE|Swift|Optional|nil|Error\(|0x|sk-canary", str(error)), error


FAILURES = [
    # model, codes, words kept, from and to seconds
    ("fault:fin@10", ["truncated"], 10, 0, 2),
    ("fault:fin@0", ["truncated"], 0, 0, 2),
    ("fault:rst@10", ["truncated"], 10, 0, 2),
    ("fault:eof@10", ["truncated"], 10, 0, 2),
    ("fault:neither@10", ["truncated"], 10, 0, 2),
    ("fault:error@10", ["server"], 10, 0, 2),
    ("fault:broken-json@10", ["protocol"], 10, 0, 2),
    ("fault:long-line@3", ["protocol"], 3, 0, 10),
    ("stall:before-headers", ["timeout", "stalled"], 0, 2.5, 4),
    ("stall:after-headers", ["timeout", "stalled"], 0, 2.5, 4),
    ("beating:", ["timeout", "stalled"], 0, 2.5, 4),
    ("stall:12", ["stalled"], 12, 1.5, 3),
    ("endless:50", ["timeout"], None, 5.5, 7.5),
    ("drip:1000", ["timeout", "stalled"], 0, 2.5, 7.5),
    ("drip:4", ["timeout"], None, 5.5, 7.5),
    ("page:", ["protocol"], 0, 0, 2),
    ("json:", ["protocol"], 0, 0, 2),
    ("compressed:", ["protocol", "truncated"], 0, 0, 2),
    ("status:400", ["bad_request"], 0, 0, 2),
    ("status:401", ["auth"], 0, 0, 2),
    ("status:404", ["not_found"], 0, 0, 2),
    ("status:429", ["rate_limit"], 0, 0, 2),
    ("status:quota", ["quota"], 0, 0, 2),
    ("status:500", ["server"], 0, 0, 2),
    ("status:503", ["overloaded"], 0, 0, 2),
    ("status:context", ["context_length"], 0, 0, 2),
    ("status:filter", ["content_filter"], 0, 0, 2),
    ("absent-model", ["unreachable"], 0, 0, 2),
    ("unknown-model", ["unreachable"], 0, 0, 3),
]


@pytest.mark.parametrize("model,codes,kept,earliest,latest", FAILURES, ids=[row[0] for row in FAILURES])
def test_a_failure_has_its_code_in_time_and_keeps_the_text(house, model, codes, kept, earliest, latest):
    message, took = ask(house, model)
    assert message["status"] == "error" and message["error"]["code"] in codes, message
    assert message["content"] == words(kept) if kept is not None else are_the_first(message["content"])
    assert kept is not None or message["content"]
    assert earliest <= took <= latest, "%.2f s" % took


@pytest.mark.parametrize("model", ["fault:fin@5¦c", "fault:error@5¦c", "fault:long-line@5¦c", "stall:5¦c"])
def test_after_a_failure_the_upstreams_socket_is_closed(house, upstream, model):
    ask(house, model)
    assert not upstream.is_open(model)


@pytest.mark.parametrize("kind", ["line", "chunks"])
def test_a_compressed_gigabyte_is_not_unpacked_to_its_end(house, kind):
    before = house.child.rss()
    message, took = ask(house, "bomb:" + kind)
    # A debug build may not come to its limit before the time is over.
    assert message["status"] == "error" and message["error"]["code"] in ("protocol", "timeout")
    assert len(message["content"]) <= 4 << 20
    growth = house.child.rss() - before
    figures.note("a gigabyte in gzip as %s: over after %.1f s, %d MiB more memory" % (kind, took, growth >> 20))
    assert growth <= 64 << 20 and took < 15


@pytest.mark.parametrize("model,text", [
    ("fault:eof-finished@10", words(10)), ("fault:finish-only@10", words(10)), ("fault:done-only@10", words(10)),
    ("untidy:", "one two three"), ("fault:empty@1¦patient", words(1) + "after the empty ones"),
    ("split:a🦊b 👩‍💻 世界 é", "a🦊b 👩‍💻 世界 é"), ("say:Grüße 🦊", "Grüße 🦊"),
])
def test_an_untidy_but_whole_answer_is_complete(house, model, text):
    message, _ = ask(house, model)
    assert message["status"] == "complete" and message["content"] == text and message["error"] is None


def test_nothing_that_comes_after_done_is_shown(house, upstream):
    model = "fault:after-done@5"
    message, took = ask(house, model)
    assert message["status"] == "complete" and message["content"] == words(5)
    assert took < 2 and not upstream.is_open(model)


def test_characters_that_fall_apart_are_never_shown_broken(house):
    conversation, id = house.begin("split:" + "🦊👩‍💻世" * 20 + "¦apart")
    page = house.watch(conversation)
    assert page.wait_for_final(id)["content"] == "🦊👩‍💻世" * 20
    assert not any("\ufffd" in event.data for event in page.events())


@pytest.mark.parametrize("model", [
    "flood:0@200000000¦1", "flood:0@200000000¦2", "flood:0@200000000¦3", "fault:long-line@0¦4"])
def test_a_flood_is_cut_off_and_costs_little_memory(house, upstream, model):
    ask(house, "flood:0@3000000")
    conversation, id = house.begin(model)
    peak, base = 0, house.child.rss()
    while house.message(conversation, id)["status"] == "streaming":
        peak = max(peak, house.child.rss() - base)
    message = house.message(conversation, id)
    figures.note("upstream %s: %.1f MiB more memory, %d characters kept" % (model, peak / 2**20, len(message["content"])))
    assert message["status"] == "error" and message["error"]["code"] == "protocol"
    assert len(message["content"].encode()) <= 4 << 20
    assert upstream.text(model).startswith(message["content"]), "a part in the middle is missing"
    assert not upstream.is_open(model)
    assert peak <= 24 << 20


def test_the_providers_own_words_are_told_as_text_and_without_the_key(house):
    message, _ = ask(house, "status:400¦words")
    assert message["error"]["provider_message"] == "Invalid value for temperature <b>5</b>."
    message, _ = ask(house, "status:401¦words")
    assert "sk-canary" not in str(message)
    message, _ = ask(house, "page:¦words")
    assert "<script" not in message["error"]["message"]


def test_a_redirect_is_not_followed(house, upstream):
    model = "elsewhere:%d¦redirect" % upstream.port
    message, _ = ask(house, model)
    assert message["error"]["code"] == "protocol"
    assert len(upstream.requests(model)) == 1


def test_the_request_is_one_that_any_provider_understands(house, upstream):
    model = "say:fine¦request"
    ask(house, model)
    sent = upstream.request(model)
    assert sent["headers"]["authorization"] == "bearer sk-canary-key"
    assert sent["headers"]["content-type"].startswith("application/json")
    assert sent["headers"].get("accept-encoding", "identity") == "identity" and "expect" not in sent["headers"]
    assert sent["body"]["stream"] is True and sent["body"]["model"] == model
    assert sent["body"]["messages"][-1] == {"role": "user", "content": "go"}


def test_no_setting_is_expanded_in_what_people_write(house, upstream):
    text = "${OPENAI_API_KEY} {{env}} %(x)s $HOME `id`"
    conversation = house.conversation("say:fine¦expand", system_prompt=text)
    house.stream(conversation, text).wait_until_done()
    sent = upstream.request("say:fine¦expand")["body"]["messages"]
    assert [message["content"] for message in sent] == [text, text]
    assert house.history(conversation)[0]["content"] == text


def test_after_a_cut_the_next_answer_works(house):
    conversation = house.conversation("fault:rst@5")
    house.stream(conversation).wait_until_done()
    began = time.monotonic()
    viewer = house.stream(house.conversation("say:fine")).wait_until_done()
    assert viewer.text == "fine" and time.monotonic() - began < 2
