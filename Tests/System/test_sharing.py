"""Conversations with others in them: who may do what in them, how that changes, and what is kept of it."""
import pytest

from harness.routes import UNKNOWN
from harness.team import Team
from harness.town import key


@pytest.fixture(scope="module")
def team(house):
    return Team(house)


@pytest.fixture
def people(team):
    """Three people of this test's own: one who begins conversations, and two others."""
    return team.some("olga", "ben", "cleo")


def shared(owner, *others, access="read", model="say:fine"):
    conversation = owner.begin(model)
    owner.say(conversation, "the first words")
    for other in others:
        owner.share(conversation, other, access)
    return conversation


def kinds(notes):
    return [(note["kind"], note["person"] and note["person"]["name"], note["detail"]) for note in notes]


def audited(team, conversation):
    with team.database() as database:
        rows = database.execute(
            "SELECT kind, actorName, personName, detail FROM audit WHERE conversationId = ? ORDER BY seq", (conversation,))
        return [tuple(row) for row in rows]


# Naming people

def test_who_is_named_has_it_in_their_list_with_their_access(people):
    olga, ben, cleo = people
    conversation = shared(olga)
    assert olga.listed()[conversation]["access"] == "owner" and olga.listed()[conversation]["shared"] is False
    assert conversation not in ben.listed()
    olga.share(conversation, ben, "read")
    olga.share(conversation, cleo, "write")
    for person, access in ((olga, "owner"), (ben, "read"), (cleo, "write")):
        row, whole = person.listed()[conversation], person.show(conversation)["conversation"]
        for seen in (row, whole):
            assert seen["access"] == access and seen["shared"] is True and seen["team_access"] == "none"
            assert seen["owner"] == olga.ref
    assert olga.begin() not in ben.listed()


def test_the_people_of_a_conversation_begin_with_its_owner(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben)
    olga.share(conversation, cleo, "write")
    for person in people:
        told = person.people(conversation)
        assert told["team_access"] == "none"
        assert [(one["id"], one["name"], one["access"]) for one in told["people"]] == [
            (olga.id, olga.name, "owner"), (ben.id, ben.name, "read"), (cleo.id, cleo.name, "write")]
        assert all(one["joined_at"].endswith("Z") for one in told["people"])


def test_another_access_holds_from_the_next_request_on(people):
    olga, ben, _ = people
    conversation = shared(olga, ben)
    path = "/api/conversations/" + conversation
    for access, status in (("read", 403), ("write", 202), ("read", 403)):
        assert olga.share(conversation, ben, access)["people"][1]["access"] == access
        assert ben.send(conversation, "may I?", ask=False).status == status
        assert ben.type(conversation).status == (204 if status == 202 else 403)
        assert ben.call("PATCH", path, {"title": access}).status == (200 if status == 202 else 403)
    assert [message["content"] for message in ben.show(conversation)["messages"]] == ["the first words", "may I?"]


def test_the_same_access_again_changes_nothing(people):
    olga, ben, _ = people
    conversation = shared(olga, ben)
    before = olga.show(conversation)
    assert olga.share(conversation, ben, "read") == olga.people(conversation)
    assert olga.open(conversation, "none")["team_access"] == "none"
    after = olga.show(conversation)
    assert after["notes"] == before["notes"]


@pytest.mark.parametrize("access", ["none", "owner", "WRITE", "", "admin", " read"])
def test_only_read_and_write_can_be_given(people, access):
    olga, ben, _ = people
    conversation = shared(olga)
    path = "/api/conversations/%s" % conversation
    assert olga.call("PUT", path + "/people/" + ben.id, {"access": access}).status == 400
    if access != "none":
        assert olga.call("PATCH", path, {"team_access": access}).status == 400
    assert len(olga.people(conversation)["people"]) == 1 and olga.show(conversation)["notes"] == []


def test_only_the_owner_shares_opens_and_deletes(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben, access="write", model="stall:2¦kept-" + cleo.name)
    answer = olga.ask(conversation, "go on")
    path = "/api/conversations/" + conversation
    refused = (("PUT", path + "/people/" + cleo.id, {"access": "read"}), ("PATCH", path, {"team_access": "read"}),
               ("PATCH", path, {"title": "taken", "team_access": "write"}), ("DELETE", path, None),
               ("DELETE", path + "/people/" + olga.id, None))
    for method, place, body in refused:
        assert ben.call(method, place, body).status == 403, (method, place)
    seen = olga.show(conversation)
    assert seen["conversation"]["title"] != "taken" and seen["conversation"]["team_access"] == "none"
    assert seen["messages"][-1]["id"] == answer["id"] and seen["messages"][-1]["status"] == "streaming"
    olga.stop(conversation)


def test_a_reviewer_reads_whatever_they_are_given(people, team):
    olga, ben, _ = people
    rita = team.some("rita", role="reviewer")
    conversation = shared(olga, rita, access="write")
    assert rita.show(conversation)["conversation"]["access"] == "read"
    assert [one["access"] for one in olga.people(conversation)["people"]] == ["owner", "read"]
    assert rita.send(conversation, "x").status == 403 == rita.send(conversation, "x", ask=False).status
    olga.open(conversation, "write")
    assert rita.send(conversation, "x").status == 403 and rita.read(conversation).status == 204
    assert rita.call("POST", "/api/conversations", {"model": "say:x"}).status == 403
    team.change(ben, "reviewer")
    assert ben.show(conversation)["conversation"]["access"] == "read" and ben.type(conversation).status == 403


# Going

def test_who_is_removed_finds_nothing_any_more(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben, cleo, access="write")
    ben.say(conversation, "a pomegranate " + ben.name)
    assert olga.remove(conversation, ben).status == 204
    path = "/api/conversations/"
    assert key(ben.call("GET", path + conversation)) == key(ben.call("GET", path + UNKNOWN))
    assert conversation not in ben.listed() and conversation not in ben.listed("&archived=true")
    assert ben.did("GET", "/api/search?q=pomegranate")["hits"] == []
    assert [one["name"] for one in cleo.people(conversation)["people"]] == [olga.name, cleo.name]
    assert olga.remove(conversation, ben).status == 404
    olga.share(conversation, ben)
    assert ben.show(conversation)["messages"][-1]["author"] == ben.ref


def test_who_leaves_is_gone_and_the_others_stay(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben, cleo)
    assert ben.leave(conversation).status == 204
    assert ben.call("GET", "/api/conversations/" + conversation).status == 404
    assert cleo.remove(conversation, olga).status == 403 and cleo.show(conversation)
    assert kinds(cleo.show(conversation)["notes"])[-1] == ("left", ben.name, "")
    assert ben.leave(conversation).status == 404


def test_a_deleted_conversation_is_gone_for_everybody(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben, cleo)
    page, own = ben.watch(conversation), cleo.hear()
    page.wait_for(lambda page: page.follow().conversation, 5)
    assert olga.call("DELETE", "/api/conversations/" + conversation).status == 204
    page.wait_until_gone()
    own.wait_for(lambda own: [event for event in own.events("conversation") if event.value["id"] == conversation], 5)
    for person in people:
        assert person.call("GET", "/api/conversations/" + conversation).status == 404
        assert conversation not in person.listed()
    assert page.faults == []


def test_a_disabled_person_is_no_longer_among_the_people(people, team):
    olga, ben, cleo = people
    conversation = shared(olga, ben, cleo)
    team.disable(ben)
    assert [one["name"] for one in cleo.people(conversation)["people"]] == [olga.name, cleo.name]
    assert ben.call("GET", "/api/conversations/" + conversation).status == 401


# The team

def test_what_is_open_to_the_team_is_listed_for_it_and_joined_by_hand(people):
    olga, ben, cleo = people
    conversation = shared(olga)
    assert ben.join(conversation).status == 404
    assert olga.open(conversation, "read")["team_access"] == "read"
    row = ben.listed("&scope=team")[conversation]
    assert row["access"] == "read" and row["shared"] is True and row["team_access"] == "read"
    assert conversation not in ben.listed() and ben.show(conversation)["messages"]
    joined = ben.join(conversation)
    assert joined.status == 200 and joined.value["id"] == conversation
    assert conversation in ben.listed() and conversation not in cleo.listed()
    assert [one["name"] for one in olga.people(conversation)["people"]] == [olga.name, ben.name]
    assert ben.join(conversation).status == 200 and kinds(ben.show(conversation)["notes"])[-1][0] == "joined"
    assert [kind for kind, *_ in kinds(ben.show(conversation)["notes"])].count("joined") == 1
    assert ben.leave(conversation).status == 204
    assert conversation not in ben.listed() and conversation in ben.listed("&scope=team") and ben.show(conversation)


def test_sending_joins(people):
    olga, ben, _ = people
    conversation = shared(olga)
    olga.open(conversation, "write")
    ben.say(conversation, "here I am")
    assert conversation in ben.listed() and ben.show(conversation)["conversation"]["access"] == "write"
    assert kinds(olga.show(conversation)["notes"]) == [("team", None, "write"), ("joined", ben.name, "")]


def test_closing_takes_it_from_all_but_those_who_are_named(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben)
    olga.open(conversation, "write")
    assert cleo.join(conversation).status == 200 and ben.show(conversation)["conversation"]["access"] == "write"
    olga.open(conversation, "none")
    assert ben.show(conversation)["conversation"]["access"] == "read"
    assert cleo.call("GET", "/api/conversations/" + conversation).status == 404
    for query in ("", "&scope=team", "&archived=true"):
        assert conversation not in cleo.listed(query)
    hits = cleo.did("GET", "/api/search?q=first&limit=100")["hits"]
    assert conversation not in [hit["conversation_id"] for hit in hits]
    assert [one["name"] for one in olga.people(conversation)["people"]] == [olga.name, ben.name]


def test_who_joined_hears_nothing_more_once_it_is_closed(people):
    olga, ben, cleo = people
    conversation, other = shared(olga), shared(olga, cleo)
    olga.open(conversation, "write")
    assert cleo.join(conversation).status == 200
    olga.open(conversation, "none")
    own = cleo.hear()
    olga.say(conversation, "among ourselves")
    olga.say(other, "to cleo")
    own.wait_for(lambda own: other in bytes(own.understand().response.body).decode(), 5, "a hint of the other one")
    assert conversation not in bytes(own.understand().response.body).decode()


# Each person's own

def test_pinned_and_archived_are_each_persons_own(people):
    olga, ben, cleo = people
    conversation = shared(olga, ben, cleo)
    path = "/api/conversations/" + conversation
    before = olga.show(conversation)["revision"]
    assert ben.call("PATCH", path, {"pinned": True}).value["pinned"] is True
    assert cleo.call("PATCH", path, {"archived": True}).value["archived"] is True
    assert ben.listed()[conversation]["pinned"] is True and conversation not in cleo.listed()
    assert conversation in cleo.listed("&archived=true")
    row = olga.listed()[conversation]
    assert row["pinned"] is False and row["archived"] is False and olga.show(conversation)["revision"] == before
    olga.call("PATCH", path, {"archived": True})
    assert conversation in ben.listed() and conversation not in olga.listed()
    assert ben.call("PATCH", path, {"pinned": True, "title": "taken"}).status == 403


def test_search_finds_what_is_shared_for_as_long_as_it_is(people):
    olga, ben, _ = people
    conversation = olga.begin()
    word = "quince" + olga.name
    olga.say(conversation, word)

    def found(person):
        return [hit["conversation_id"] for hit in person.did("GET", "/api/search?q=" + word)["hits"]]
    assert found(olga) == [conversation] and found(ben) == []
    olga.share(conversation, ben)
    assert found(ben) == [conversation]
    olga.remove(conversation, ben)
    assert found(ben) == []
    olga.open(conversation, "read")
    assert found(ben) == [conversation]
    olga.open(conversation, "none")
    assert found(ben) == []


# The audit

def test_the_audit_holds_every_change_of_access(people, team):
    olga, ben, cleo = people
    conversation = shared(olga, ben)
    olga.share(conversation, ben, "write")
    olga.open(conversation, "read")
    olga.share(conversation, cleo)
    olga.remove(conversation, ben)
    cleo.leave(conversation)
    olga.call("DELETE", "/api/conversations/" + conversation)
    rows = audited(team, conversation)
    assert [(kind, actor, person) for kind, actor, person, _ in rows] == [
        ("shared", olga.name, ben.name), ("shared", olga.name, ben.name), ("team_access", olga.name, None),
        ("shared", olga.name, cleo.name), ("unshared", olga.name, ben.name), ("left", cleo.name, cleo.name),
        ("conversation_deleted", olga.name, None)]
    assert '"write"' in rows[1][3] and '"read"' in rows[2][3] and "first words" not in str(rows)
