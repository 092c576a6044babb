"""SIGTERM under load: everything is stored, everyone is told, and the process is gone in time."""
import signal
import threading
import time

import pytest

from harness import figures, web
from harness.server import Parley
from harness.waiting import wait_for
from harness.words import are_the_first

STREAMS, CONVERSATIONS, STALLED = 200, 40, 20


def crowd(parley):
    """Running answers, 200 streams on them, one answer whose model never says a word, readers that never read."""
    running = [parley.begin("endless:100¦%d" % index) for index in range(CONVERSATIONS)]
    pages = [parley.watch(running[index % CONVERSATIONS][0]) for index in range(STREAMS - 20)]
    own = [parley.stream(parley.conversation("endless:100¦own%d" % index)) for index in range(20)]
    flooded, _ = parley.begin("flood:2000000@3900000¦term")
    stalled = [parley.watch(flooded, receive_bytes=4096, reads=False) for _ in range(STALLED)]
    hung = parley.begin("stall:before-headers¦hung")
    hung_page = parley.watch(hung[0])
    for index, page in enumerate(pages):
        page.wait_for_text(running[index % CONVERSATIONS][1], 10, 60)
    for viewer in own:
        viewer.wait_for_text(10, 60)
    hung_page.wait_for(lambda page: page.events("snapshot"), 10)
    wait_for(lambda: parley.send_queue() > 10_000 * STALLED, 10, what="readers that are stalled")
    return running, pages, own, hung, hung_page, stalled


@pytest.fixture(scope="module")
def ended(tmp_path_factory, upstream):
    parley = Parley(tmp_path_factory.mktemp("term"), upstream).set_up().start()
    running, pages, own, hung, hung_page, stalled = crowd(parley)
    refused = []

    def knock(began):
        while parley.child.is_running:
            if not web.accepts(parley.port):
                refused.append(time.monotonic() - began)
                return
            time.sleep(0.01)
    began = time.monotonic()
    parley.child.signal(signal.SIGTERM)
    threading.Thread(target=knock, args=(began,), daemon=True).start()
    code = parley.child.wait(30)
    took = time.monotonic() - began
    figures.note("SIGTERM with %d streams, %d stalled, 1 hung upstream: exit %d after %.1f s, refused after %s s" % (
        STREAMS, STALLED, code, took, "%.2f" % refused[0] if refused else "?"))
    parley.start()
    yield {
        "parley": parley, "running": running, "pages": pages, "own": own, "hung": hung, "hung_page": hung_page,
        "stalled": stalled, "code": code, "took": took, "refused": refused}
    parley.kill()


def test_the_server_ends_in_order_and_in_time(ended):
    assert ended["code"] == 0 and ended["took"] <= 10


def test_new_connections_are_refused_at_once(ended):
    assert ended["refused"] and ended["refused"][0] <= 1


def test_partial_answers_are_stored_as_interrupted(ended):
    parley = ended["parley"]
    for index, (conversation, id) in enumerate(ended["running"]):
        message = parley.message(conversation, id)
        assert message["status"] == "interrupted" and are_the_first(message["content"])
        for page in ended["pages"][index::CONVERSATIONS]:
            assert message["content"].startswith(page.drawn[id])
    conversation, id = ended["hung"]
    assert parley.message(conversation, id)["status"] == "interrupted"


def test_pages_are_told_how_their_answer_ended(ended):
    orderly = [page for page in ended["pages"] if page.is_whole]
    assert len(orderly) == len(ended["pages"]), "%d of %d streams ended in order" % (
        len(orderly), len(ended["pages"]))
    for index, page in enumerate(ended["pages"]):
        final = page.final(ended["running"][index % CONVERSATIONS][1])
        assert final and final["status"] == "interrupted" and page.faults == []
    final = ended["hung_page"].final(ended["hung"][1])
    assert final and final["status"] == "interrupted" and ended["hung_page"].is_whole


def test_senders_streams_end_with_done(ended):
    for viewer in ended["own"]:
        viewer.wait_for_end()
        assert viewer.is_done and viewer.is_whole
        assert viewer.message["status"] == "interrupted" and viewer.message["content"] == viewer.text


def test_the_models_connections_are_closed(ended, upstream):
    for index in range(CONVERSATIONS):
        upstream.closing_time("endless:100¦%d" % index)
    upstream.closing_time("stall:before-headers¦hung")


def test_an_idle_server_ends_quickly(make):
    parley = make().set_up().start()
    began = time.monotonic()
    assert parley.end() == 0
    figures.note("SIGTERM while idle: %.2f s" % (time.monotonic() - began))
    assert time.monotonic() - began <= 2


def test_a_second_sigterm_ends_at_once(make):
    parley = make().set_up().start()
    conversation, _ = parley.begin("endless:50¦second")
    stalled = [parley.watch(conversation, receive_bytes=4096, reads=False) for _ in range(3)]
    conversation, _ = parley.begin("flood:2000000@3900000¦second")
    stalled += [parley.watch(conversation, receive_bytes=4096, reads=False) for _ in range(3)]
    wait_for(lambda: parley.send_queue() > 50_000, 10, what="readers that are stalled")
    parley.child.signal(signal.SIGTERM)
    wait_for(lambda: not parley.child.is_running or not web.accepts(parley.port), 3, what="the end to begin")
    began = time.monotonic()
    parley.child.signal(signal.SIGTERM)
    parley.child.wait(15)
    figures.note("second SIGTERM: gone after %.2f s" % (time.monotonic() - began))
    assert time.monotonic() - began <= 1


def test_sigint_ends_in_order_too(make):
    parley = make().set_up().start()
    parley.child.signal(signal.SIGINT)
    assert parley.child.wait(10) == 0
