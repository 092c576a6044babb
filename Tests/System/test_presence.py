"""Who is here and who is typing: told to all who are, kept in memory alone, and forgotten by itself."""
import sqlite3
import time

import pytest

from harness.team import Team
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def team(house):
    return Team(house)


@pytest.fixture
def people(team):
    return team.some("a", "b", "c")


def shared(owner, *others):
    conversation = owner.begin()
    owner.say(conversation, "the first words")
    for other in others:
        owner.share(conversation, other, "write")
    return conversation


def here(page, *people, typing=()):
    names = ([person.name for person in people], [person.name for person in typing])
    page.wait_for(lambda page: page.names == names, 5, "%s here, %s typing" % names)


def test_all_who_are_here_are_told_who_else_is(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben, cleo)
    page = olga.watch(conversation)
    here(page, olga)
    bens = [ben.watch(conversation), ben.watch(conversation)]
    here(page, olga, ben)
    here(bens[0], olga, ben)
    bens[0].leave()
    cleos = cleo.watch(conversation)
    here(page, olga, ben, cleo)
    bens[1].reset()
    here(page, olga, cleo)
    here(cleos, olga, cleo)
    assert all(set(person) == {"id", "name", "typing"} for person in page.people) and page.faults == []


def test_who_is_removed_is_not_here_any_more(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben, cleo)
    page, bens = olga.watch(conversation), ben.watch(conversation)
    here(page, olga, ben)
    olga.remove(conversation, ben)
    bens.wait_until_gone()
    here(page, olga)
    assert bens.faults == []


def test_a_listener_without_a_conversation_is_nowhere(people):
    olga, ben, _ = people
    conversation = shared(olga, ben)
    ben.hear()
    page = olga.watch(conversation)
    here(page, olga)
    assert b"people" not in bytes(ben.hear().understand().response.body)


def test_typing_is_told_ends_with_the_message_and_with_a_word(people):
    olga, ben, _ = people
    conversation = shared(olga, ben)
    page, bens = olga.watch(conversation), ben.watch(conversation)
    here(page, olga, ben)
    assert ben.type(conversation).status == 204
    here(page, olga, ben, typing=[ben])
    assert ben.type(conversation, False).status == 204
    here(page, olga, ben)
    ben.type(conversation)
    here(page, olga, ben, typing=[ben])
    ben.say(conversation, "typed")
    here(page, olga, ben)
    ben.type(conversation)
    here(page, olga, ben, typing=[ben])
    bens.leave()
    here(page, olga)


def test_typing_is_forgotten_by_itself_within_eight_seconds(people):
    olga, ben, _ = people
    conversation = shared(olga, ben)
    page, bens = olga.watch(conversation), ben.watch(conversation)
    here(page, olga, ben)
    began = time.monotonic()
    ben.type(conversation)
    here(page, olga, ben, typing=[ben])
    page.wait_for(lambda page: page.names[1] == [], 10, "the end of typing")
    assert 5 <= time.monotonic() - began <= 8
    assert bens.ended is None


def test_who_keeps_typing_is_told_of_once(people):
    """A page says so every few seconds; only what changes is told."""
    olga, ben, _ = people
    conversation = shared(olga, ben)
    page, bens = olga.watch(conversation), ben.watch(conversation)
    here(page, olga, ben)
    for _ in range(5):
        ben.type(conversation)
    here(page, olga, ben, typing=[ben])
    told = len(page.events("people"))
    for _ in range(20):
        ben.type(conversation)
    ben.say(conversation, "x")
    here(page, olga, ben)
    assert len(page.events("people")) == told + 1 and bens.faults == []


def test_nothing_of_typing_and_being_here_is_stored(people, house):
    olga, ben, _ = people
    conversation = shared(olga, ben)
    page, bens = olga.watch(conversation), ben.watch(conversation)
    here(page, olga, ben)
    database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % house.data, uri=True)

    def version():
        return database.execute("PRAGMA data_version").fetchone()[0]
    # That somebody was seen is written at most now and then; after that nothing is.
    wait_for(lambda: is_quiet(version, lambda: ben.type(conversation)), 5, what="a quiet database")
    before = version()
    for number in range(40):
        assert ben.type(conversation, number % 2 == 0).status == 204
    ben.watch(conversation).leave()
    bens.leave()
    here(page, olga)
    assert version() == before
    olga.say(conversation, "this is")
    wait_for(lambda: version() != before, 5, what="a write to be seen")


def is_quiet(version, act):
    before = version()
    act()
    return version() == before


def test_only_who_may_write_types(people):
    olga, ben, cleo = people
    conversation = shared(olga)
    olga.share(conversation, ben, "read")
    page, bens = olga.watch(conversation), ben.watch(conversation)
    here(page, olga, ben)
    assert ben.type(conversation).status == 403 and cleo.type(conversation).status == 404
    assert olga.type(conversation).status == 204
    here(bens, olga, ben, typing=[olga])
    for odd in ({}, {"typing": "true"}, {"typing": 1}, {"typing": None}):
        assert olga.call("POST", "/api/conversations/%s/typing" % conversation, odd).status == 400
