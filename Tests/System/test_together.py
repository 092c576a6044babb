"""Twenty people watch one answer: all see the same, whoever leaves, stalls, stops or is shut out of it meanwhile."""
import socket
import statistics
import threading
import time

import pytest

from harness import figures
from harness.eyes import Eyes
from harness.team import Team
from harness.waiting import wait_for
from harness.words import words

PEOPLE = 20
RUNS = 3


@pytest.fixture(scope="module")
def team(house):
    return Team(house)


@pytest.fixture(scope="module")
def crowd(team):
    """Twenty people; the first one begins conversations."""
    return team.add(*("person %02d" % number for number in range(1, PEOPLE + 1)))


def shared(crowd, model, access="write"):
    owner, *others = crowd
    conversation = owner.begin(model)
    for other in others:
        owner.share(conversation, other, access)
    return conversation


def told(page, id):
    """When each piece came, and when it had been sent: the model writes down its own clock."""
    page.follow()
    pieces = [(event.time, event.value["content"]) for event in page.events("delta") if event.value["message_id"] == id]
    return [(moment, float(line)) for moment, text in pieces for line in text.split()]


def late(page, id):
    """The time each token was on its way, in milliseconds."""
    return [(moment - sent) * 1000 for moment, sent in told(page, id)]


def sent_last(page):
    """When the last token was sent of which this reader got a byte."""
    texts = bytes(page.understand().response.body).decode(errors="replace").replace('\\n', " ")
    stamps = [float(word) for word in texts.replace('"', " ").split() if word.count(".") == 1 and word.replace(".", "").isdigit()]
    return max(stamps, default=0)


def is_gone_by(viewer):
    return viewer.wait_for(lambda viewer: viewer.ended or viewer.is_whole, 5, "the stream's end")


# Seeing the same

def test_all_end_with_the_same_text(crowd):
    owner, *others = crowd
    conversation = shared(crowd, "words:120@10¦together")
    pages = [person.watch(conversation, by=by) for person, by in zip(crowd, ("token", "cookie") * PEOPLE)]
    answer = owner.ask(conversation, "go")
    late_ones = [others[0].watch(conversation, render="blocks"), others[1].watch(conversation)]
    finals = [page.wait_for_final(answer["id"]) for page in pages + late_ones]
    assert {final["content"] for final in finals} == {words(120)}
    assert {final["requested_by"]["name"] for final in finals} == {owner.name}
    assert all(page.faults == [] for page in pages + late_ones)
    assert {page.messages[answer["parent_id"]]["content"] for page in pages} == {"go"}
    for page in pages[::7]:
        names, typing = page.names
        assert names == sorted(person.name for person in crowd) and typing == []


def p99_of(crowd, watchers, model):
    owner = crowd[0]
    conversation = shared(crowd[:1], model)
    for other in watchers[1:]:
        owner.share(conversation, other)
    pages = [person.watch(conversation, reads=False) for person in watchers]
    Eyes(pages)
    for page in pages:
        page.wait_for(lambda page: page.follow().conversation, 10)
    answer = owner.ask(conversation, "go")
    # Understanding takes its time, too: it is done when all of it is there.
    wait_for(lambda: owner.message(conversation, answer["id"])["status"] == "complete", 20, 0.2)
    for page in pages:
        page.wait_for_final(answer["id"])
        assert page.faults == []
    times = [value for page in pages for value in late(page, answer["id"])]
    for page in pages:
        page.line.shutdown(socket.SHUT_RDWR)
    # The first tokens may come with the message itself.
    assert len(times) >= 35 * len(watchers)
    return figures.percentile(times, 0.99), figures.percentile(times, 0.5)


def test_a_token_takes_little_longer_to_twenty_than_to_one(crowd):
    alone, together = [], []
    for number in range(RUNS):
        alone.append(p99_of(crowd, crowd[:1], "clock:40@25¦alone%d" % number))
        together.append(p99_of(crowd, crowd, "clock:40@25¦together%d" % number))
    one, twenty = (statistics.median(p99 for p99, _ in runs) for runs in (alone, together))
    figures.note("a token's way, p99 (p50), medians of %d runs: to one %.1f ms (%.1f), to twenty %.1f ms (%.1f)" % (
        RUNS, one, statistics.median(p50 for _, p50 in alone), twenty, statistics.median(p50 for _, p50 in together)))
    # A few milliseconds are the test program's own, which reads all of them.
    assert twenty <= max(2 * one, one + 10), (one, twenty)


# Leaving, stalling, stopping

def test_who_leaves_stalls_or_stops_disturbs_nobody(crowd):
    owner, leaver, staller, stopper, *others = crowd[:8]
    conversation = shared(crowd[:8], "endless:5¦disturbed")
    pages = [person.watch(conversation) for person in (owner, *others)]
    leaving = leaver.watch(conversation)
    stalling = staller.watch(conversation, receive_bytes=4096, reads=False)
    answer = owner.ask(conversation, "go")
    leaving.wait_for_text(answer["id"], 50)
    leaving.reset()
    for page in pages:
        page.wait_for_text(answer["id"], 400)
    assert leaver.name not in wait_for(lambda: is_without(pages[0], leaver), 5)
    stopped = stopper.stop(conversation).value["message"]
    finals = [page.wait_for_final(answer["id"]) for page in pages]
    assert {final["content"] for final in finals} == {stopped["content"]}
    assert all(final["stopped_by"] == stopper.ref and final["status"] == "stopped" for final in finals)
    for page in pages:
        states = [event.value for event in page.events("progress") if event.value["state"] == "stopping"]
        assert states and states[-1]["by"] == stopper.ref and page.faults == []
    assert owner.show(conversation)["messages"][-1]["stopped_by"] == stopper.ref
    stalling.leave()


def is_without(page, person):
    names = page.names[0]
    return names if person.name not in names else None


def test_who_stopped_stands_in_the_audit(crowd, team):
    owner, stopper = crowd[:2]
    conversation = shared(crowd[:2], "endless:5¦audited")
    answer = owner.ask(conversation, "go")
    page = stopper.watch(conversation).wait_for_text(answer["id"], 20)
    stopper.stop(conversation)
    page.wait_for_final(answer["id"])
    with team.database() as database:
        rows = database.execute(
            "SELECT actorName, personName, detail FROM audit WHERE kind = 'stopped' AND conversationId = ?", (conversation,))
        assert [tuple(row)[:2] for row in rows] == [(stopper.name, owner.name)]


# Being shut out of a running answer

def watched(crowd, model, people, access="write"):
    """An answer that is being written, seen by these people: its conversation, itself and their pages."""
    owner = crowd[0]
    conversation = shared([owner, *people] if access else [owner], model, access or "read")
    if not access:
        owner.open(conversation, "write")
    pages = [person.watch(conversation) for person in people]
    answer = owner.ask(conversation, "go")
    for page in pages:
        page.wait_for_text(answer["id"], 60)
    return conversation, answer, pages


def gets_nothing_after(page, moment, staying, id):
    """Others are told on, and this one gets no byte of a token that was sent after a moment."""
    count = len(told(staying, id))
    staying.wait_for(lambda staying: len(told(staying, id)) >= count + 60, 10, "the others' tokens")
    assert sent_last(page) < moment, "%.4f s too late" % (sent_last(page) - moment)
    assert sent_last(staying) > moment


@pytest.mark.parametrize("round", range(3))
def test_who_is_removed_gets_no_later_token(crowd, round):
    owner, removed, staying = crowd[:3]
    conversation, answer, (page, other) = watched(crowd, "clock:4000@5¦removed%d" % round, [removed, staying])
    assert owner.remove(conversation, removed).status == 204
    moment = time.monotonic()
    gets_nothing_after(page, moment, other, answer["id"])
    page.wait_until_gone()
    last = page.events()[-1]
    assert last.name == "conversation" and set(last.value) == {"id", "deleted_at"}
    # The stream goes on with the person's other conversations, and not a word of this one.
    next_one = shared([owner, removed], "say:x")
    owner.say(next_one, "over here")
    page.wait_for(lambda page: any(event.value["id"] == next_one for event in page.events("conversation")), 5)
    page.follow()
    assert page.faults == [] and other.faults == [] and page.ended is None
    owner.stop(conversation)


def test_closing_it_to_the_team_takes_it_from_all_who_are_not_named(crowd):
    owner, watching, joined, named = crowd[:4]
    conversation, answer, pages = watched(crowd, "clock:4000@5¦closed", [watching, joined, named], access=None)
    owner.share(conversation, named)
    joined.join(conversation)
    owner.open(conversation, "none")
    moment = time.monotonic()
    for page in pages[:2]:
        gets_nothing_after(page, moment, pages[2], answer["id"])
        page.wait_until_gone()
    assert all(page.faults == [] for page in pages) and pages[2].gone is None
    owner.stop(conversation)


def test_a_senders_own_answer_ends_when_they_are_removed(crowd):
    owner, sender, other = crowd[:3]
    conversation = shared(crowd[:3], "clock:4000@5¦sender")
    stream = sender.stream(conversation).wait_for_text(40)
    page = other.watch(conversation)
    id = stream.response.headers["x-parley-message-id"]
    page.wait_for_text(id, 40)
    assert owner.remove(conversation, sender).status == 204
    moment = time.monotonic()
    is_gone_by(stream)
    gets_nothing_after(stream, moment, page, id)
    assert not stream.is_done and other.show(conversation)["messages"][-1]["status"] == "streaming"
    owner.stop(conversation)


def test_who_stalls_and_is_removed_finds_nothing_new_when_they_read_on(crowd):
    owner, staller, other = crowd[:3]
    conversation = shared(crowd[:3], "clock:4000@5¦stalled")
    stalling = staller.watch(conversation, receive_bytes=4096, reads=False)
    answer = owner.ask(conversation, "go")
    page = other.watch(conversation).wait_for_text(answer["id"], 400)
    assert owner.remove(conversation, staller).status == 204
    moment = time.monotonic()
    gets_on = len(told(page, answer["id"]))
    page.wait_for(lambda page: len(told(page, answer["id"])) >= gets_on + 60, 10)
    read_on(stalling)
    stalling.wait_until_gone()
    assert sent_last(stalling) < moment
    owner.stop(conversation)


def read_on(viewer):
    """Who has not read begins to."""
    threading.Thread(target=viewer._record, daemon=True).start()


@pytest.mark.parametrize("way", ["disable", "logout"])
def test_who_is_shut_out_of_the_server_gets_no_later_token(crowd, team, way):
    owner, staying = crowd[:2]
    leaving = team.some("leaving")
    conversation = shared([owner, staying, leaving], "clock:4000@5¦" + way)
    pages = [leaving.watch(conversation, by="cookie"), staying.watch(conversation)]
    answer = owner.ask(conversation, "go")
    for page in pages:
        page.wait_for_text(answer["id"], 60)
    streams = [pages[0]]
    if way == "disable":
        streams += [leaving.hear(), leaving.watch(conversation)]
        team.disable(leaving)
    else:
        assert leaving.call("DELETE", "/api/session", by="cookie").status == 204
    moment = time.monotonic()
    for stream in streams:
        is_gone_by(stream)
    figures.note("%d streams ended %.2f s after: %s" % (len(streams), time.monotonic() - moment, way))
    for stream in streams:
        gets_nothing_after(stream, moment, pages[1], answer["id"])
    assert leaving.call("GET", "/api/conversations/" + conversation, by="cookie").status == 401
    owner.stop(conversation)


def test_who_becomes_a_reader_sees_on_and_may_not_stop(crowd):
    owner, other = crowd[:2]
    conversation, answer, (page,) = watched(crowd, "clock:4000@5¦reader", [other])
    owner.share(conversation, other, "read")
    assert other.stop(conversation).status == 403
    page.wait_for(lambda page: page.follow().conversation["access"] == "read", 5, "the new access")
    count = len(page.text(answer["id"]))
    page.wait_for_text(answer["id"], count + 100)
    assert page.messages[answer["id"]]["status"] == "streaming" and page.faults == []
    owner.stop(conversation)


def test_the_answer_of_somebody_who_is_removed_is_written_to_its_end(crowd):
    owner, sender = crowd[:2]
    conversation = shared(crowd[:2], "words:60@10¦orphan")
    answer = sender.ask(conversation, "go")
    page = owner.watch(conversation).wait_for_text(answer["id"], 20)
    owner.remove(conversation, sender)
    assert page.wait_for_final(answer["id"])["content"] == words(60) and page.faults == []
    assert owner.show(conversation)["messages"][-1]["requested_by"] == sender.ref
