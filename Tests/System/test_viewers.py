"""Viewers come, go, stall and come back: the answer does not mind, and each sees all of it, nothing twice."""
import random
import socket
import threading
import time

import pytest

from harness.page import plain
from harness.waiting import wait_for
from harness.words import words


@pytest.mark.parametrize("way", ["leave", "reset"])
def test_an_answer_goes_on_when_its_only_viewer_leaves(house, upstream, way):
    model = "words:200@5¦" + way
    conversation = house.conversation(model)
    viewer = house.stream(conversation).wait_for_text(40)
    getattr(viewer, way)()
    id = viewer.response.headers["x-parley-message-id"]
    message = house.finished(conversation, id)
    assert message["status"] == "complete" and message["content"] == words(200) == upstream.text(model)
    assert upstream.request(model)["outcome"] == "done"


def test_a_page_that_leaves_disturbs_nobody(house):
    conversation, id = house.begin("words:150@5¦disturb")
    staying = house.watch(conversation)
    leaving = [house.watch(conversation) for _ in range(6)]
    for index, page in enumerate(leaving):
        page.wait_for_text(id, 20)
        page.reset() if index % 2 else page.leave()
    assert staying.wait_for_final(id)["content"] == words(150)
    assert staying.faults == []


def test_a_leaving_viewers_connection_is_closed_within_a_second(house):
    conversation, _ = house.begin("stall:after-headers¦files")
    pages = [house.watch(conversation) for _ in range(10)]
    for page in pages:
        page.wait_for(lambda page: page.events("snapshot"))
    before = house.child.open_files()
    for index, page in enumerate(pages):
        page.reset() if index % 2 else page.leave()
    wait_for(lambda: house.child.open_files() <= before - 10, 1, what="the connections to close")
    house.stop(conversation)


def test_a_page_that_only_shut_its_own_half_is_not_left_hanging(house):
    conversation = house.conversation("words:50@5¦half")
    viewer = house.stream(conversation)
    viewer.wait_for_text(10)
    viewer.line.shutdown(socket.SHUT_WR)
    viewer.wait_for(lambda viewer: viewer.ended or viewer.is_done, 5, "an answer or a close")


@pytest.mark.parametrize("render", ["text", "blocks"])
def test_who_joins_at_any_time_sees_all_of_it_and_nothing_twice(house, rounds, render):
    chance = random.Random(5)
    conversation, id = house.begin("words:400@4¦join-" + render)
    pages = []
    for _ in range(8 * rounds):
        pages.append(house.watch(conversation, render=render))
        time.sleep(chance.uniform(0, 2 / (8 * rounds)))
    stored = house.finished(conversation, id)
    assert stored["content"] == words(400)
    rendered = house.message(conversation, id, "blocks")["blocks"]
    for page in pages:
        final = page.wait_for_final(id)
        assert page.faults == [] and final["content"] == words(400) and final["status"] == "complete"
        assert render == "text" or final["blocks"] == rendered
        page.leave()


def test_who_comes_back_with_a_revision_gets_the_rest_and_nothing_twice(house):
    conversation, id = house.begin("words:400@4¦back")
    page = house.watch(conversation).wait_for_text(id, 50)
    for _ in range(8):
        page.leave()
        page.follow()
        again = house.watch(conversation, after=page.revision)
        again.wait_for(lambda page: id in page.follow().messages, 5, "the running message")
        assert not again.events("snapshot")
        assert len(again.text(id)) >= len(page.text(id))
        again.wait_for_text(id, len(again.text(id)) + 20)
        page = again
    assert page.wait_for_final(id)["content"] == words(400)
    assert page.faults == []


def test_blocks_are_the_text_so_far(house):
    conversation, id = house.begin("words:150@5¦blocks")
    page = house.watch(conversation, render="blocks")
    whole, moments = words(150), []
    before = 0
    while not page.final(id):
        page.wait_for(lambda page: len(page.events()) > before or page.final(id), 10)
        before = len(page.events())
        message = page.follow().messages[id]
        shown = "".join(map(plain, message["blocks"]))
        assert whole.startswith(shown.rstrip()), shown[-60:]
    moments = [event.time for event in page.events("blocks")]
    gaps = [late - early for early, late in zip(moments, moments[1:])]
    assert len(gaps) >= 5 and sorted(gaps)[len(gaps) // 2] >= 0.04
    assert page.faults == [] and page.events("delta") == []


def test_known_revisions_bring_what_is_newer_and_unknown_ones_a_snapshot(house):
    conversation, id = house.begin("say:one")
    house.finished(conversation, id)
    revision = house.call("GET", "/api/conversations/" + conversation).value["revision"]
    second = house.send(conversation, "again").value["assistant_message"]["id"]
    house.finished(conversation, second)
    known = house.watch(conversation, after=revision)
    known.wait_for_final(second)
    assert not known.events("snapshot") and id not in known.messages and known.faults == []
    for unknown in (10 ** 9, 10 ** 18):
        page = house.watch(conversation, after=unknown)
        page.wait_for(lambda page: page.events(), 5)
        assert page.events()[0].name == "snapshot"


def test_a_browser_may_have_eight_streams_at_once(house):
    cookie = house.sign_in().header("set-cookie").split(";")[0]
    headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
    running = [house.begin("words:100@5¦eight-%d" % index) for index in range(8)]
    pages = [house.watch(conversation, headers) for conversation, _ in running]
    for page, (_, id) in zip(pages, running):
        assert page.wait_for_final(id)["content"] == words(100) and page.faults == []
    assert all(page.status == 200 and not page.ended for page in pages)


def test_a_slow_reader_catches_up(house):
    model = "flood:200000@1000000¦slow"
    conversation, id = house.begin(model)
    page = house.watch(conversation, receive_bytes=4096, reads=False)
    page.line.settimeout(10)
    while house.message(conversation, id)["status"] == "streaming":
        page._arrived.append((time.monotonic(), page.line.recv(500)))
        time.sleep(0.05)
    threading.Thread(target=page._record, daemon=True).start()
    assert page.wait_for_final(id)["content"] == house.message(conversation, id)["content"]
    assert page.faults == []


@pytest.mark.parametrize("model", ["stall:before-headers", "endless:1000"])
def test_a_stream_begins_at_once_and_shows_life_within_fifteen_seconds(house, model):
    conversation, _ = house.begin(model + "¦alive")
    own = house.conversation(model + "¦alive2")
    viewers = [house.watch(conversation), house.watch(conversation, render="blocks"), house.stream(own)]
    for viewer in viewers:
        viewer.wait_for(lambda viewer: viewer.status is not None, 2, "the first byte")
        assert viewer._arrived[0][0] - viewer.began <= 0.5
        headers = viewer.response.headers
        assert headers["cache-control"] == "no-store, no-transform" and headers["x-accel-buffering"] == "no"
        assert headers["content-type"].startswith("text/event-stream") and "content-length" not in headers
    if model.startswith("stall"):
        for viewer in viewers:
            viewer.wait_for(lambda viewer: len(viewer.comments) >= 3, 31, "two signs of life")
            moments = [viewer.began, *viewer.comments]
            assert max(late - early for early, late in zip(moments, moments[1:])) <= 15
    house.stop(conversation)
    house.stop(own)
