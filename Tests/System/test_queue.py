"""Where sends wait for their turn: in which order they go, who may take them back, and that none is lost."""
import pytest

from harness.routes import UNKNOWN, all_routes
from harness.server import Parley
from harness.team import Team
from harness.waiting import wait_for

pytestmark = pytest.mark.skipif(
    "PATCH /api/admin/settings" not in {route.name for route in all_routes()}, reason="there is no setting for it yet")


def let_wait(team):
    """Sends wait from now on."""
    admin = team.some("admin", role="admin")
    answer = admin.call("PATCH", "/api/admin/settings", {"when_busy": "queue"}, by="cookie")
    assert answer.status == 200, answer
    return team


@pytest.fixture(scope="module")
def team(tmp_path_factory, upstream):
    """A server of its own: the setting is for all of it."""
    parley = Parley(tmp_path_factory.mktemp("queueing"), upstream).set_up().start()
    yield let_wait(Team(parley))
    parley.kill()


@pytest.fixture
def people(team):
    return team.some("olga", "ben", "cleo")


def busy(people, label):
    """A conversation of three with an answer that does not end: its id and the answer's."""
    olga, *others = people
    conversation = olga.begin("stall:2¦queue-" + label + olga.name)
    for other in others:
        olga.share(conversation, other, "write")
    return conversation, olga.ask(conversation, "the first")["id"]


def queue(person, conversation):
    return person.did("GET", "/api/conversations/%s/queue" % conversation)["queue"]


def queued(person, conversation, content, **fields):
    answer = person.send(conversation, content, **fields)
    assert answer.status == 202, answer
    return answer.value["queued"]


def drop(person, conversation, id):
    return person.call("DELETE", "/api/conversations/%s/queue/%s" % (conversation, id)).status


def test_who_sends_while_an_answer_is_written_waits_for_their_turn(people):
    olga, ben, cleo = people
    conversation, first = busy(people, "turn")
    page = olga.watch(conversation)
    page.wait_for(lambda page: page.follow().conversation, 5)
    bens = queued(ben, conversation, "the second", model="say:two")
    cleos = queued(cleo, conversation, "the third", model="say:three")
    assert set(bens) == {"id", "position", "content", "author", "created_at"}
    assert (bens["position"], bens["author"], bens["content"]) == (1, ben.ref, "the second") and cleos["position"] == 2
    assert [send["id"] for send in queue(cleo, conversation)] == [bens["id"], cleos["id"]]
    page.wait_for(lambda page: [send["id"] for send in page.follow().queue] == [bens["id"], cleos["id"]], 5, "the queue")
    assert len(olga.show(conversation)["messages"]) == 2
    olga.stop(conversation)
    page.wait_for(lambda page: page.follow().queue == [] and len(page.finals) >= 6, 10, "both turns")
    said = olga.show(conversation)["messages"]
    assert [(message["author"] or message["requested_by"])["name"] for message in said] == [
        olga.name, olga.name, ben.name, ben.name, cleo.name, cleo.name]
    assert [message["content"] for message in said[2:]] == ["the second", "two", "the third", "three"]
    assert [said[2]["id"], said[4]["id"]] == [bens["id"], cleos["id"]], "what waited keeps its id"
    assert queue(olga, conversation) == [] and page.faults == []


def test_its_author_and_the_owner_take_back_what_waits_and_nobody_else(people, team):
    olga, ben, cleo = people
    rita = team.some("rita")
    conversation, _ = busy(people, "back")
    olga.share(conversation, rita, "read")
    stranger = team.some("stranger")
    first, second, third = (queued(ben, conversation, "number %d" % number)["id"] for number in range(3))
    assert [drop(person, conversation, first) for person in (cleo, rita, stranger)] == [403, 403, 404]
    assert drop(ben, conversation, first) == 204 == drop(olga, conversation, second)
    assert drop(ben, conversation, first) == 404 == drop(olga, conversation, UNKNOWN)
    other, _ = busy(people, "other")
    assert drop(olga, other, third) == 404
    assert [send["id"] for send in queue(rita, conversation)] == [third]
    assert stranger.call("GET", "/api/conversations/%s/queue" % conversation).status == 404
    for id in (conversation, other):
        olga.stop(id)


def test_the_same_client_id_waits_once(people):
    olga, ben, _ = people
    conversation, _ = busy(people, "client")
    first = queued(ben, conversation, "once", client_id="c")
    assert queued(ben, conversation, "once", client_id="c")["id"] == first["id"]
    assert ben.send(conversation, "other words", client_id="c").status == 422
    assert len(queue(olga, conversation)) == 1
    olga.stop(conversation)


def test_what_nobody_may_send_any_more_is_not_sent(people, team):
    olga, ben, cleo = people
    conversation, _ = busy(people, "removed")
    queued(ben, conversation, "from one who is removed", model="say:x")
    queued(cleo, conversation, "from one who may stay", model="say:y")
    olga.remove(conversation, ben)
    olga.stop(conversation)
    wait_for(lambda: queue(olga, conversation) == [] and olga.show(conversation)["messages"][-1]["content"] == "y", 10)
    assert "from one who is removed" not in [message["content"] for message in olga.show(conversation)["messages"]]


def test_a_queue_has_an_end(people):
    olga, ben, _ = people
    conversation, _ = busy(people, "full")
    statuses = [ben.send(conversation, "number %d" % number).status for number in range(60)]
    assert statuses[0] == 202 and statuses[-1] == 429 and set(statuses) == {202, 429}
    for send in queue(ben, conversation):
        assert drop(ben, conversation, send["id"]) == 204
    olga.stop(conversation)


def test_who_has_no_place_left_waits_all_the_same(people, team):
    olga, _, _ = people
    admin = team.some("warden", role="admin")
    limits = {"scope": "everyone", "running": 1}
    assert admin.call("PUT", "/api/admin/limits", limits, by="cookie").status == 200
    try:
        conversation, _ = busy(people, "limited")
        assert queued(olga, conversation, "behind my own", model="say:two")["position"] == 1
        olga.stop(conversation)
        wait_for(lambda: olga.show(conversation)["messages"][-1]["content"] == "two", 10)
    finally:
        assert admin.call("PUT", "/api/admin/limits", {"scope": "everyone"}, by="cookie").status == 200


def test_what_no_model_may_answer_is_kept_with_an_answer_that_says_why(people, team):
    olga, ben, cleo = people
    conversation, _ = busy(people, "forbidden")
    queued(ben, conversation, "to a model that goes", model="say:forbidden")
    queued(cleo, conversation, "the next", model="say:next")
    admin = team.some("warden2", role="admin")
    provider = olga.show(conversation)["messages"][-1]["provider"]
    rule = {"provider": provider, "model": "say:forbidden", "allowed": "nobody"}
    assert admin.call("PATCH", "/api/admin/models", rule, by="cookie").status == 200
    olga.stop(conversation)
    wait_for(lambda: olga.show(conversation)["messages"][-1]["status"] == "error" and not queue(olga, conversation), 20)
    wait_for(lambda: len(olga.show(conversation)["messages"]) == 6, 20, what="the turn after it")
    messages = olga.show(conversation)["messages"]
    assert [message["content"] for message in messages[2:]] == ["to a model that goes", "", "the next", ""]
    for question, refused, asker, model in ((*messages[2:4], ben, "say:forbidden"), (*messages[4:], cleo, "say:next")):
        assert question["author"] == asker.ref == refused["requested_by"] and refused["status"] == "error"
        assert refused["error"]["code"] == "provider_unavailable" and model in refused["error"]["provider_message"]


def test_what_waits_outlives_a_kill(make):
    parley = make().set_up().start()
    team = let_wait(Team(parley))
    people = team.some("olga", "ben", "cleo")
    conversation, _ = busy(people, "kill")
    queued(people[1], conversation, "still there", model="say:here")
    parley.kill()
    parley.start()
    for person in people:
        person.line.close()
    wait_for(lambda: people[0].show(conversation)["messages"][-1]["content"] == "here", 15, what="the answer after all")
    assert people[0].show(conversation)["messages"][-1]["requested_by"] == people[1].ref
