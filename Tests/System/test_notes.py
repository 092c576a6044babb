"""The notes of the timeline: what happened in a conversation beside its messages, live and stored, in one order."""
import pytest

from harness.team import Team


@pytest.fixture(scope="module")
def team(house):
    return Team(house)


@pytest.fixture
def people(team):
    return team.some("olga", "ben", "cleo")


def begun(owner):
    conversation = owner.begin()
    owner.say(conversation, "the first words")
    return conversation


def kinds(notes):
    return [(note["kind"], note["person"] and note["person"]["name"], note["detail"]) for note in notes]


def test_the_notes_tell_in_order_what_happened_live_and_stored(people):
    olga, ben, cleo = people
    conversation = olga.begin()
    page = olga.watch(conversation)
    page.wait_for(lambda page: page.follow().conversation, 5)
    olga.share(conversation, ben, "read")
    said = olga.say(conversation, "hello")
    olga.share(conversation, ben, "write")
    olga.open(conversation, "read")
    cleo.join(conversation)
    second = ben.say(conversation, "hello, too")
    ben.leave(conversation)
    cleo.leave(conversation)
    olga.share(conversation, cleo, "read")
    olga.remove(conversation, cleo)
    olga.open(conversation, "none")
    expected = [
        ("added", ben.name, "read", None, olga), ("access", ben.name, "write", said["id"], olga),
        ("team", None, "read", said["id"], olga), ("joined", cleo.name, "", said["id"], cleo),
        ("left", ben.name, "", second["id"], ben), ("left", cleo.name, "", second["id"], cleo),
        ("added", cleo.name, "read", second["id"], olga), ("removed", cleo.name, "", second["id"], olga),
        ("team", None, "none", second["id"], olga)]
    page.wait_for(lambda page: len(page.follow().notes) == len(expected), 5, "all notes")
    stored = olga.show(conversation)["notes"]
    assert [(*line, note["after_id"], note["actor"]["name"]) for line, note in zip(kinds(stored), stored)] == [
        (kind, name, detail, after, actor.name) for kind, name, detail, after, actor in expected]
    assert page.notes == stored and page.faults == []
    places = [(event.id, event.name) for event in page.events() if event.id is not None]
    assert [id for id, _ in places] == sorted(id for id, _ in places) and len(places) == len(set(places))
    again = olga.watch(conversation)
    again.wait_for(lambda again: again.follow().conversation, 5)
    assert again.notes == stored
    revisions = [note["revision"] for note in stored]
    assert revisions == sorted(set(revisions)) and revisions[-1] <= olga.show(conversation)["revision"]


def test_who_comes_back_gets_the_notes_that_were_missed(people):
    olga, ben, cleo = people
    conversation = begun(olga)
    page = olga.watch(conversation)
    page.wait_for(lambda page: page.follow().conversation, 5)
    page.leave()
    olga.share(conversation, ben)
    olga.say(conversation, "in between")
    olga.share(conversation, cleo)
    again = olga.watch(conversation, after=page.revision)
    again.wait_for(lambda again: len(again.follow().notes) == 2, 5, "the notes")
    names = [event.name for event in again.events() if event.id is not None]
    assert [name for name in names if name != "conversation"] == ["note", "message", "note"] and again.faults == []
    assert not again.events("snapshot")


def test_who_missed_very_many_notes_still_learns_of_the_last(people):
    olga, *_ = people
    conversation = begun(olga)
    revision = olga.show(conversation)["revision"]
    for number in range(205):
        olga.open(conversation, "read" if number % 2 == 0 else "write")
    last = olga.show(conversation)["notes"][-1]
    again = olga.watch(conversation, after=revision)
    again.wait_for(lambda again: again.follow().notes, 5, "notes")
    again.wait_for(lambda again: again.follow().notes[-1]["id"] == last["id"], 5, "the last note")


def test_notes_stand_with_the_page_of_their_messages(people):
    olga, ben, cleo = people
    conversation = olga.begin()
    olga.share(conversation, ben)
    for number in range(6):
        olga.say(conversation, "message %d" % number)
        if number == 1:
            olga.share(conversation, cleo)
    path = "/api/conversations/%s?limit=3" % conversation
    newest = olga.did("GET", path)
    oldest = olga.did("GET", path + "&before=" + newest["previous"])
    assert newest["notes"] == [] and oldest["previous"] is None
    assert kinds(oldest["notes"]) == [("added", ben.name, "read"), ("added", cleo.name, "read")]
