"""Twenty people watch one answer: all see the same, whoever talks, leaves, stalls or stops it meanwhile."""
import socket
import statistics
import threading

import pytest

from harness import figures
from harness.clock import late
from harness.eyes import Eyes
from harness.team import Team
from harness.waiting import wait_for
from harness.words import words

pytestmark = pytest.mark.alone

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
    assert len(times) >= 20 * len(watchers)
    return figures.percentile(times, 0.99), figures.percentile(times, 0.5)


def test_a_token_takes_little_longer_to_twenty_than_to_one(crowd):
    alone, together = [], []
    while len(together) < RUNS or len(together) < 3 * RUNS and not is_little(alone, together):
        number = len(together)
        alone.append(p99_of(crowd, crowd[:1], "clock:40@25¦alone%d" % number))
        together.append(p99_of(crowd, crowd, "clock:40@25¦together%d" % number))
    figures.note("a token's way, p99 (p50), medians of %d runs: to one %.1f ms (%.1f), to twenty %.1f ms (%.1f)" % (
        len(alone), *middle(alone), *middle(together)))
    assert is_little(alone, together), (alone, together)


def middle(runs):
    return [statistics.median(values) for values in zip(*runs)]


def is_little(alone, together):
    """Whether the medians of the last runs say so: a machine that does something else makes a run longer, never
    shorter. A few milliseconds are the test program's own, which reads all of them."""
    one, twenty = middle(alone[-RUNS:])[0], middle(together[-RUNS:])[0]
    return twenty <= max(2 * one, one + 10)


def at_once(people, act):
    """Everybody does it in the same instant: what came of it, by person."""
    gate, results = threading.Barrier(len(people)), {}

    def run(person):
        gate.wait()
        results[person.name] = act(person)
    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_all_talk_at_once_while_an_answer_is_written_and_nothing_is_lost(crowd):
    owner = crowd[0]
    conversation = shared(crowd, "endless:20¦talk")
    pages = [person.watch(conversation) for person in crowd[::5]]
    answer = owner.ask(conversation, "go")
    pages[0].wait_for_text(answer["id"], 20)
    said = at_once(crowd, lambda person: [person.say(conversation, "%s %d" % (person.name, n))["id"] for n in range(3)])
    owner.stop(conversation)
    ids = [id for those in said.values() for id in those]
    assert len(set(ids)) == 3 * PEOPLE
    stored = owner.did("GET", "/api/conversations/%s?limit=200" % conversation)["messages"]
    assert [message["parent_id"] for message in stored[1:]] == [message["id"] for message in stored[:-1]]
    assert {message["id"] for message in stored} >= set(ids) and len(stored) == 3 * PEOPLE + 2
    for page in pages:
        page.wait_for(lambda page: set(ids) <= set(page.follow().messages), 10, "all messages")
        page.wait_for_final(answer["id"])
        assert [event.value["id"] for event in page.events("message") if event.value["id"] in ids] == [
            message["id"] for message in stored if message["id"] in ids] and page.faults == []


def test_all_join_at_once_and_each_is_told_of_once(crowd):
    owner, *others = crowd
    conversation = owner.begin("say:x")
    owner.say(conversation, "come in")
    owner.open(conversation, "write")
    page = owner.watch(conversation)
    page.wait_for(lambda page: page.follow().conversation, 5)
    answers = at_once(others, lambda person: [person.join(conversation).status for _ in range(2)])
    assert set(map(tuple, answers.values())) == {(200, 200)}
    page.wait_for(lambda page: len(page.follow().notes) >= PEOPLE, 10, "all notes")
    assert sorted(note["person"]["name"] for note in page.notes if note["kind"] == "joined") == sorted(
        person.name for person in others)
    assert len(owner.people(conversation)["people"]) == PEOPLE and page.faults == []
    assert page.notes == owner.show(conversation)["notes"]


def test_nothing_that_is_said_after_the_removal_is_kept(crowd):
    """A send and the removal in the same instant: it is either refused, or stands before the note."""
    owner, removed = crowd[:2]
    for number in range(8):
        conversation = shared(crowd[:2], "say:x")
        done = at_once([owner, removed], lambda person: person.remove(conversation, removed).status if person is owner
                       else [person.send(conversation, "number %d" % n, ask=False).status for n in range(4)])
        assert done[owner.name] == 204
        statuses = done[removed.name]
        assert statuses == sorted(statuses) and set(statuses) <= {202, 404}, statuses
        seen = owner.show(conversation)
        last = seen["messages"][-1]["id"] if seen["messages"] else None
        assert len(seen["messages"]) == statuses.count(202) and seen["notes"][-1]["after_id"] == last


# Leaving, stalling, stopping

def test_who_leaves_stalls_is_removed_or_stops_disturbs_nobody(crowd):
    owner, leaver, staller, removed, stopper, *others = crowd
    conversation = shared(crowd, "endless:5¦disturbed")
    pages = [person.watch(conversation) for person in (owner, *others)]
    leaving, shut_out_of = leaver.watch(conversation), removed.watch(conversation)
    stalling = staller.watch(conversation, receive_bytes=4096, reads=False)
    answer = owner.ask(conversation, "go")
    leaving.wait_for_text(answer["id"], 50)
    leaving.reset()
    shut_out_of.wait_for_text(answer["id"], 50)
    assert owner.remove(conversation, removed).status == 204
    for page in pages:
        page.wait_for_text(answer["id"], 400)
    wait_for(lambda: not {leaver.name, removed.name} & set(pages[0].names[0]), 5, what="the others to be alone")
    stopped = stopper.stop(conversation).value["message"]
    finals = [page.wait_for_final(answer["id"]) for page in pages]
    assert {final["content"] for final in finals} == {stopped["content"]}
    assert all(final["stopped_by"] == stopper.ref and final["status"] == "stopped" for final in finals)
    for page in pages:
        # Who reads a moment later is told the end alone.
        stopping = [event.value for event in page.events("progress") if event.value["state"] == "stopping"]
        assert all(state["by"] == stopper.ref for state in stopping) and page.faults == []
    assert owner.show(conversation)["messages"][-1]["stopped_by"] == stopper.ref
    assert shut_out_of.follow().faults == [] and shut_out_of.gone
    stalling.leave()


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
