"""Stopping: the upstream's socket closes at once, what was shown is kept, and an answer ends once."""
import random
import socket
import threading
import time

import pytest

from harness import figures
from harness.process import free_port
from harness.words import are_the_first

CLOSED_SECONDS = 0.25
times = []


@pytest.fixture(scope="module", autouse=True)
def print_times():
    yield
    if times:
        figures.note("stop: %d times, upstream closed at most %.0f ms after the request, median %.0f ms" % (
            len(times), max(times) * 1000, figures.percentile(times, 0.5) * 1000))


def stop_and_check(house, upstream, model, conversation):
    """Stops, and checks all that holds for every stop of a running answer."""
    upstream.request(model)
    began = time.monotonic()
    answer = house.stop(conversation)
    answered = time.monotonic()
    assert not upstream.is_open(model), "the socket was open when the stop was answered"
    closed = upstream.closing_time(model) - began
    times.append(closed)
    assert closed <= CLOSED_SECONDS
    assert answer.status == 200 and answer.value["upstream_closed"] is True, answer
    assert answer.value["message"]["status"] == "stopped"
    assert 0 <= answer.value["stop_ms"] <= (answered - began) * 1000 + 1
    return answer.value["message"], answered


@pytest.mark.parametrize("model", ["stall:before-headers", "stall:after-headers", "beating:"])
def test_a_stop_before_the_first_token_keeps_an_empty_answer(house, upstream, model):
    model += "¦stop"
    conversation, id = house.begin(model)
    page = house.watch(conversation)
    message, _ = stop_and_check(house, upstream, model, conversation)
    assert message["id"] == id and message["content"] == ""
    assert page.wait_for_final(id)["status"] == "stopped"


def test_a_stop_in_the_middle_keeps_what_anyone_had_seen(house, upstream):
    model = "endless:2¦middle"
    conversation, id = house.begin(model)
    pages = [house.watch(conversation).wait_for_text(id, 100) for _ in range(3)]
    message, answered = stop_and_check(house, upstream, model, conversation)
    kept = message["content"]
    assert are_the_first(kept) and upstream.text(model).startswith(kept)
    for page in pages:
        final = page.wait_for_final(id)
        assert kept.startswith(page.shown_by(id, answered))
        assert final["content"] == kept and final["status"] == "stopped" and page.faults == []
    assert house.message(conversation, id)["content"] == kept
    assert pages[0].states[-1] == "stopping"


def test_the_senders_own_stream_ends_in_order_when_it_is_stopped(house, upstream):
    model = "endless:2¦own"
    conversation = house.conversation(model)
    viewer = house.stream(conversation).wait_for_text(50)
    message, _ = stop_and_check(house, upstream, model, conversation)
    viewer.wait_until_done().wait_for_end()
    assert viewer.is_whole and viewer.text == message["content"] == viewer.message["content"]
    assert viewer.message["status"] == "stopped" and viewer.error is None


def test_a_second_stop_is_harmless(house, upstream):
    model = "endless:5¦twice"
    conversation, id = house.begin(model)
    first, _ = stop_and_check(house, upstream, model, conversation)
    again = house.stop(conversation)
    assert again.status == 200 and again.value["upstream_closed"] is True
    assert again.value["message"]["content"] == first["content"]
    assert again.value["message"]["status"] == "stopped"


def race(house, conversation, count):
    """Several stops in the same instant: their answers."""
    answers, gate = [], threading.Barrier(count)

    def stop():
        gate.wait()
        answers.append(house.stop(conversation))
    threads = [threading.Thread(target=stop) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


@pytest.mark.parametrize("count", [2, 8])
def test_racing_stops_give_one_end(house, upstream, count):
    model = "endless:5¦race%d" % count
    conversation, id = house.begin(model)
    page = house.watch(conversation).wait_for_text(id, 30)
    answers = race(house, conversation, count)
    assert [answer.status for answer in answers] == [200] * count
    assert len({answer.value["message"]["content"] for answer in answers}) == 1
    assert {answer.value["message"]["status"] for answer in answers} == {"stopped"}
    assert page.wait_for_final(id)["content"] == answers[0].value["message"]["content"]
    assert not upstream.is_open(model)


def test_a_stop_around_the_last_token_gives_one_end(house, upstream, rounds):
    chance = random.Random(11)
    seen = set()
    for number in range(6 * rounds):
        model = "words:20@2¦last%d" % number
        conversation, id = house.begin(model)
        page = house.watch(conversation)
        page.wait_for_text(id, 60)
        time.sleep(chance.uniform(0, 0.03))
        answer = house.stop(conversation)
        answered = time.monotonic()
        final = page.wait_for_final(id)
        seen.add(final["status"])
        assert answer.status == 200 and answer.value["message"]["content"] == final["content"]
        assert answer.value["message"]["status"] == final["status"] == house.message(conversation, id)["status"]
        assert upstream.text(model).startswith(final["content"])
        assert final["content"].startswith(page.shown_by(id, answered)) and page.faults == []
    assert seen <= {"stopped", "complete"}


def test_a_stop_after_the_end_changes_nothing(house):
    conversation, id = house.begin("say:all of it")
    before = house.finished(conversation, id)
    answer = house.stop(conversation)
    assert answer.status == 200 and answer.value["upstream_closed"] is True
    assert answer.value["message"] == before == house.message(conversation, id)


def test_a_stop_where_nothing_was_ever_sent_has_no_message(house):
    answer = house.stop(house.conversation("say:x"))
    assert answer.status == 200 and answer.value["message"] is None and answer.value["upstream_closed"] is True


def test_a_stop_for_an_unknown_id_is_not_found(house):
    answers = [house.stop(id) for id in ("01977777-0000-7000-8000-000000000000", "nonsense", "%00")]
    assert [answer.status for answer in answers] == [404] * 3
    assert len({answer.raw for answer in answers}) == 1


def test_a_stop_works_right_after_the_send(house, upstream, rounds):
    for number in range(4 * rounds):
        model = "endless:1¦right-after-%d" % number
        conversation, id = house.begin(model)
        answer = house.stop(conversation)
        assert answer.status == 200 and answer.value["message"]["status"] == "stopped"
        assert answer.value["message"]["id"] == id
        for request in upstream.requests(model):
            upstream.closing_time(model, 1)


def test_a_stop_works_while_the_connection_is_being_made(make):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", free_port()))
        deaf.listen(0)
        port = deaf.getsockname()[1]
        fillers = [fill(port) for _ in range(4)]
        parley = make(OPENAI_BASE_URL="http://127.0.0.1:%d/v1" % port).set_up().start()
        conversation, id = parley.begin("any")
        page = parley.watch(conversation)
        page.wait_for(lambda page: page.follow().states[-1:] == ["connecting"], 5, "connecting")
        began = time.monotonic()
        answer = parley.stop(conversation)
        assert time.monotonic() - began <= CLOSED_SECONDS
        assert answer.value["message"]["status"] == "stopped" and answer.value["upstream_closed"] is True
        for filler in fillers:
            filler.close()


def fill(port):
    """Takes a place in a queue that nobody serves."""
    line = socket.socket()
    line.setblocking(False)
    line.connect_ex(("127.0.0.1", port))
    return line


def test_deleting_a_running_conversation_stops_it_first(house, upstream):
    model = "endless:5¦delete"
    conversation, id = house.begin(model)
    page = house.watch(conversation).wait_for_text(id, 10)
    began = time.monotonic()
    assert house.call("DELETE", "/api/conversations/" + conversation).status == 204
    assert not upstream.is_open(model) and upstream.closing_time(model) - began <= CLOSED_SECONDS
    page.wait_for(lambda page: any(event.value.get("deleted_at") for event in page.events("conversation")))
    assert house.call("GET", "/api/conversations/" + conversation).status == 404
