"""What is unread and who is mentioned: in the list, as hints on each person's own stream, and nothing of others'."""
import pytest

from harness.team import Team
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def team(house):
    return Team(house)


@pytest.fixture
def people(team):
    return team.some("olga", "ben", "cleo")


def shared(owner, *others, model="say:fine"):
    conversation = owner.begin(model)
    owner.say(conversation, "the first words")
    for other in others:
        owner.share(conversation, other, "write")
    return conversation


def marks(person, conversation):
    row = person.listed()[conversation]
    return row["unread"], row["mentioned"]


def hints(viewer, conversation):
    return [event for event in viewer.events("conversation") if event.value["id"] == conversation]


# In the list

def test_a_conversation_is_unread_until_it_is_read_and_again_after_the_next_message(people):
    olga, ben, _ = people
    conversation = shared(olga, ben)
    assert marks(ben, conversation) == (True, False) and marks(olga, conversation) == (False, False)
    assert ben.read(conversation).status == 204
    assert marks(ben, conversation) == (False, False)
    olga.say(conversation, "and another")
    assert marks(ben, conversation) == (True, False)
    assert ben.show(conversation)["conversation"]["unread"] is True
    ben.say(conversation, "read and answered")
    assert marks(ben, conversation) == (False, False) and marks(olga, conversation) == (True, False)


def test_an_answer_is_unread_once_it_is_whole(people):
    olga, ben, _ = people
    conversation = shared(olga, ben, model="stall:3¦" + olga.name)
    ben.read(conversation)
    olga.ask(conversation, "go on")
    ben.read(conversation)
    assert marks(ben, conversation) == (False, False)
    olga.stop(conversation)
    assert marks(ben, conversation) == (True, False)


def test_a_mark_never_goes_back_and_never_ahead(people):
    olga, ben, _ = people
    conversation = shared(olga, ben)
    revision = ben.show(conversation)["revision"]
    assert ben.read(conversation, 10 ** 9).status == 204
    olga.say(conversation, "newer")
    assert marks(ben, conversation) == (True, False)
    ben.read(conversation)
    assert ben.read(conversation, 1).status == 204 and ben.read(conversation, revision).status == 204
    assert marks(ben, conversation) == (False, False)
    for odd in (-1, 0, 2 ** 63 - 1):
        assert ben.read(conversation, odd).status in (204, 400)
    for odd in ("1", None, 1.5, [], 2 ** 64):
        assert ben.call("PUT", "/api/conversations/%s/read" % conversation, {"revision": odd}).status == 400, odd


def test_reading_is_each_persons_own_and_takes_no_revision(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben, cleo)
    revision = olga.show(conversation)["revision"]
    ben.read(conversation)
    assert marks(ben, conversation) == (False, False) and marks(cleo, conversation) == (True, False)
    assert olga.show(conversation)["revision"] == revision


def test_what_is_open_to_the_team_is_unread_only_for_who_has_joined(people):
    olga, ben, cleo = people
    conversation = shared(olga)
    olga.open(conversation, "read")
    assert ben.join(conversation).status == 200 and cleo.read(conversation).status == 204
    olga.say(conversation, "news")
    assert marks(ben, conversation) == (True, False)
    row = cleo.listed("&scope=team")[conversation]
    assert (row["unread"], row["mentioned"]) == (False, False)


# Mentions

def test_who_is_named_with_an_at_is_mentioned_until_they_have_read_it(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben, cleo)
    ben.read(conversation)
    said = olga.say(conversation, "what do you think, @%s?" % ben.name.upper())
    assert said["mentions"] == [ben.ref]
    assert marks(ben, conversation) == (True, True) and marks(cleo, conversation) == (True, False)
    assert ben.show(conversation)["messages"][-1]["mentions"] == [ben.ref]
    ben.read(conversation)
    assert marks(ben, conversation) == (False, False)


def test_only_who_may_read_it_is_mentioned(people, team):
    olga, ben, cleo = people
    conversation = shared(olga, ben)
    assert olga.say(conversation, "@%s @%s" % (cleo.name, ben.name))["mentions"] == [ben.ref]
    assert conversation not in cleo.listed()
    assert olga.say(olga.begin(), "alone with @%s" % ben.name)["mentions"] == []
    dora = team.some("dora")
    olga.share(conversation, dora)
    olga.remove(conversation, dora)
    assert olga.say(conversation, "@%s" % dora.name)["mentions"] == []
    assert ben.say(conversation, "@%s is me, @%s is not" % (ben.name, olga.name))["mentions"] == [olga.ref]


@pytest.mark.parametrize("text,is_meant", [
    ("@{}", True), ("hello @{}, and goodbye", True), ("(@{})", True), ("\n@{}\n", True), ("@{}!", True), ("@{}'s", True),
    ("me@{}", False), ("{}", False), ("@{}x", False), ("@{}_", False), ("@ {}", False), ("@@{}", True),
    ("`@{}`", True), ("@{} @{}", True)])
def test_a_name_counts_as_a_word_after_an_at(people, text, is_meant):
    olga, ben, _ = people
    conversation = shared(olga, ben)
    said = olga.say(conversation, text.replace("{}", ben.name))
    assert said["mentions"] == ([ben.ref] if is_meant else [])


def test_a_mention_in_what_is_open_to_the_team_puts_it_into_the_list(people):
    olga, ben, cleo = people
    conversation = shared(olga)
    olga.open(conversation, "read")
    assert olga.say(conversation, "look here, @" + ben.name)["mentions"] == [ben.ref]
    assert marks(ben, conversation) == (True, True) and conversation not in cleo.listed()
    olga.open(conversation, "none")
    assert conversation not in ben.listed()


# Hints

def test_each_person_hears_of_their_conversations_and_of_no_others(people, team):
    """A canary: what a stranger hears has not one byte of it."""
    olga, ben, cleo = people
    dora = team.some("dora")
    conversation, other = shared(olga, ben), shared(cleo, dora)
    own, strangers = ben.hear(), [cleo.hear(), dora.hear()]
    canary = "canary-" + olga.name
    olga.call("PATCH", "/api/conversations/" + conversation, {"title": canary})
    olga.say(conversation, canary + " @%s @%s" % (ben.name, cleo.name))
    olga.finished(conversation, olga.ask(conversation, canary)["id"])
    olga.type(conversation)
    def last(viewer, id):
        return hints(viewer, id)[-1].value if hints(viewer, id) else {}
    own.wait_for(lambda own: last(own, conversation).get("mentioned"), 5, "the mention")
    event = hints(own, conversation)[-1]
    assert event.id is None and event.value["unread"] is True and event.value["access"] == "write"
    cleo.say(other, "for dora")
    strangers[1].wait_for(lambda viewer: last(viewer, other).get("unread"), 5, "dora's own news")
    for viewer in strangers:
        heard = bytes(viewer.understand().response.body).decode()
        assert canary not in heard and conversation not in heard and olga.id not in heard
    assert other not in bytes(own.understand().response.body).decode()


def test_reading_is_told_to_ones_own_other_pages(people):
    olga, ben, _ = people
    conversation = shared(olga, ben)
    other, olgas = ben.hear(), olga.hear()
    ben.read(conversation)
    other.wait_for(lambda other: hints(other, conversation), 5, "the mark")
    assert hints(other, conversation)[-1].value["unread"] is False
    olga.say(conversation, "to ben")
    olgas.wait_for(lambda olgas: hints(olgas, conversation), 5, "her own message")
    assert hints(olgas, conversation)[0].value["unread"] is False


def test_being_named_and_being_removed_is_told_at_once(people):
    olga, ben, cleo = people
    conversation = shared(olga)
    own = ben.hear()
    olga.share(conversation, ben)
    own.wait_for(lambda own: hints(own, conversation), 5, "the hint")
    assert hints(own, conversation)[-1].value["access"] == "read" and not hints(own, conversation)[-1].value["deleted_at"]
    olga.remove(conversation, ben)
    own.wait_for(lambda own: hints(own, conversation)[-1].value.get("deleted_at"), 5, "the end")
    assert set(hints(own, conversation)[-1].value) == {"id", "deleted_at"}
    count = len(hints(own, conversation))
    other = shared(olga, ben)
    olga.say(conversation, "without ben")
    olga.say(other, "with ben")
    own.wait_for(lambda own: hints(own, other), 5, "the other one")
    assert len(hints(own, conversation)) == count


def test_a_page_of_one_conversation_hears_hints_of_the_others_only(people):
    olga, ben, _ = people
    here, there = shared(olga, ben), shared(olga, ben)
    page = ben.watch(here)
    page.wait_for(lambda page: page.follow().conversation, 5)
    olga.say(there, "over there, @" + ben.name)
    olga.say(here, "over here, @" + ben.name)
    page.wait_for(lambda page: hints(page, there), 5, "the hint")
    assert hints(page, there)[-1].id is None and hints(page, there)[-1].value["mentioned"] is True
    assert all(event.id is not None for event in hints(page, here))
    message = wait_for(lambda: [event for event in page.events("message") if "over here" in event.value["content"]], 5)
    assert message[0].value["mentions"] == [ben.ref] and page.faults == []
