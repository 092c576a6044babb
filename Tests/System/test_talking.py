"""Talking without the model and with it: who asked, who stopped, what the model is told of who says what."""
import threading

import pytest

from harness.team import Team
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def team(house):
    return Team(house)


@pytest.fixture
def people(team):
    return team.some("Ada", "Ben")


@pytest.fixture
def model(request):
    """A model's name of this test's own."""
    return "say:fine¦" + request.node.name


def shared(owner, other, model="say:fine", **fields):
    conversation = owner.begin(model, **fields)
    owner.share(conversation, other, "write")
    return conversation


def prompt(upstream, model):
    """What the model was sent last."""
    return wait_for(lambda: upstream.requests(model), 10)[-1]["body"]["messages"]


# Without the model

def test_people_talk_among_themselves(people, upstream, model):
    ada, ben = people
    conversation = shared(ada, ben, model)
    page = ben.watch(conversation)
    answer = ada.send(conversation, "only to you", ask=False)
    assert answer.status == 202 and set(answer.value) == {"user_message", "assistant_message", "revision"}
    assert answer.value["assistant_message"] is None
    said = answer.value["user_message"]
    assert said["author"] == ada.ref and said["role"] == "user" and said["status"] == "complete"
    assert answer.value["revision"] == ben.show(conversation)["revision"]
    replied = ben.say(conversation, "and to you")
    assert replied["parent_id"] == said["id"]
    page.wait_for(lambda page: {said["id"], replied["id"]} <= set(page.follow().messages), 5, "both messages")
    assert page.faults == [] and upstream.requests(model) == []
    assert ben.show(conversation)["conversation"]["title"] == "only to you"


def test_a_first_word_among_people_binds_no_model(people):
    ada, _ = people
    conversation = ada.did("POST", "/api/conversations", {}, 201)["id"]
    ada.say(conversation, "nobody is asked")
    assert ada.show(conversation)["messages"][0]["content"] == "nobody is asked"
    answer = ada.ask(conversation, "now somebody is", model="say:bound")
    assert ada.finished(conversation, answer["id"])["content"] == "bound"


@pytest.mark.parametrize("name", ["say:hello", "SAY:HELLO", "words:50@20"])
def test_a_model_that_is_named_answers(people, upstream, name):
    """The fake lists two models; one is named with an @ of its own."""
    ada, ben = people
    conversation = shared(ada, ben)
    wait_for(lambda: ada.did("GET", "/api/models")["models"], 10, what="the list of models")
    answer = ada.send(conversation, "@%s what do you say?" % name, ask=False)
    assert answer.status == 202, answer
    message = answer.value["assistant_message"]
    assert message["model"] == name.lower() and message["requested_by"] == ada.ref
    ada.stop(conversation)
    assert ada.send(conversation, "me%s and @nobody and @sayhello" % name, ask=False).value["assistant_message"] is None


def test_people_talk_on_while_an_answer_is_written(people):
    ada, ben = people
    conversation = shared(ada, ben, "stall:3¦talk" + ada.name)
    answer = ada.ask(conversation, "go on")
    page = ada.watch(conversation)
    page.wait_for_text(answer["id"], 10)
    said = ben.say(conversation, "look, it writes")
    page.wait_for(lambda page: said["id"] in page.follow().messages, 5, "the message")
    assert page.messages[answer["id"]]["status"] == "streaming"
    ada.stop(conversation)
    final = page.wait_for_final(answer["id"])
    assert final["content"] == page.drawn[answer["id"]] and page.faults == []
    assert [message["id"] for message in ada.show(conversation)["messages"]][-2:] == [answer["id"], said["id"]]


# Two at once

def test_the_second_who_asks_is_refused_and_nothing_is_lost(people):
    ada, ben = people
    conversation = shared(ada, ben, "stall:3¦busy" + ada.name)
    ada.ask(conversation, "the first")
    before = ada.show(conversation)
    refused = ben.send(conversation, "the second")
    assert refused.status == 409 and refused.error["code"] == "generation_in_progress"
    assert ada.show(conversation)["revision"] == before["revision"]
    assert ada.did("GET", "/api/conversations/%s/queue" % conversation) == {"queue": []}
    ada.stop(conversation)
    assert ben.send(conversation, "the second").status == 202


def test_of_two_who_ask_in_the_same_instant_one_is_first(people):
    ada, ben = people
    for number in range(5):
        conversation = shared(ada, ben, "stall:3¦race%d%s" % (number, ada.name))
        gate, answers = threading.Barrier(2), []

        def ask(person):
            gate.wait()
            answers.append(person.send(conversation, "by " + person.name))
        threads = [threading.Thread(target=ask, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert sorted(answer.status for answer in answers) == [202, 409]
        assert len(ada.show(conversation)["messages"]) == 2
        ada.stop(conversation)


# Who asked, and who stopped

def test_an_answer_tells_who_asked_and_who_stopped_it(people, house, team):
    ada, ben = people
    conversation = shared(ada, ben, "stall:3¦who" + ada.name)
    page = ada.watch(conversation)
    answer = ben.ask(conversation, "go on")
    assert answer["requested_by"] == ben.ref and answer["stopped_by"] is None
    page.wait_for_text(answer["id"], 10)
    stopped = ada.stop(conversation).value["message"]
    assert stopped["stopped_by"] == ada.ref and stopped["requested_by"] == ben.ref
    assert page.wait_for_final(answer["id"])["stopped_by"] == ada.ref
    assert ben.show(conversation)["messages"][-1]["stopped_by"] == ada.ref
    stopping = [event.value for event in page.events("progress") if event.value["state"] == "stopping"]
    assert all(state["by"] == ada.ref for state in stopping)
    assert audited(team, conversation) == [("shared", ada.name, ben.name), ("stopped", ada.name, ben.name)]
    own = ben.ask(conversation, "once more")
    page.wait_for_text(own["id"], 10)
    assert ben.stop(conversation).value["message"]["stopped_by"] == ben.ref
    assert audited(team, conversation)[2:] == []
    question = ben.show(conversation)["messages"][-2]
    assert question["author"] == ben.ref and question["stopped_by"] is None


def audited(team, conversation):
    with team.database() as database:
        return [tuple(row) for row in database.execute(
            "SELECT kind, actorName, personName FROM audit WHERE conversationId = ? ORDER BY seq", (conversation,))]


def test_another_answer_is_asked_for_by_whoever_wants_it(people):
    ada, ben = people
    conversation = shared(ada, ben)
    first = ada.finished(conversation, ada.ask(conversation, "go")["id"])
    again = ben.did("POST", "/api/conversations/%s/replies" % conversation, {"to": first["parent_id"]}, 202)
    assert again["assistant_message"]["requested_by"] == ben.ref
    assert ada.finished(conversation, again["assistant_message"]["id"])["requested_by"] == ben.ref


# What the model is told

def test_one_person_alone_is_not_named_to_the_model(people, upstream, model):
    ada, ben = people
    conversation = shared(ada, ben, model, system_prompt="Be kind.")
    ada.say(conversation, "first")
    ada.finished(conversation, ada.ask(conversation, "second")["id"])
    sent = prompt(upstream, model)
    assert sent == [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "first\n\nsecond"}]


def test_two_people_are_named_to_the_model(people, upstream, model):
    ada, ben = people
    conversation = shared(ada, ben, model, system_prompt="Be kind.")
    ada.finished(conversation, ada.ask(conversation, "from the first")["id"])
    ben.say(conversation, "from the second")
    ada.say(conversation, "in between")
    ben.finished(conversation, ben.ask(conversation, "and at last")["id"])
    system, *sent = prompt(upstream, model)
    assert system["role"] == "system" and system["content"].startswith("Be kind.\n\nSeveral people")
    assert "[Ada]" in system["content"] and system["content"].count("\n\n") == 1
    named = ["[%s]\n%s" % pair for pair in (
        (ben.name, "from the second"), (ada.name, "in between"), (ben.name, "and at last"))]
    assert sent == [
        {"role": "user", "content": "[%s]\nfrom the first" % ada.name}, {"role": "assistant", "content": "fine"},
        {"role": "user", "content": "\n\n".join(named)}]


def test_a_name_with_brackets_ends_no_line_early(team, upstream, model):
    odd, ben = team.some("x] [Ada", "y")
    conversation = shared(odd, ben, model)
    odd.say(conversation, "one")
    ben.finished(conversation, ben.ask(conversation, "two")["id"])
    text = prompt(upstream, model)[-1]["content"]
    assert text.startswith("[%s]\none" % odd.name.replace("]", ")").replace("[", "(")) and text.count("[") == 2


def test_a_branch_of_one_person_has_no_names(people, upstream, model):
    ada, ben = people
    conversation = shared(ada, ben, model)
    first = ada.finished(conversation, ada.ask(conversation, "first")["id"])
    ben.say(conversation, "aside")
    ada.finished(conversation, ada.ask(conversation, "from the first on", parent_id=first["id"])["id"])
    assert [message["content"] for message in prompt(upstream, model)] == ["first", "fine", "from the first on"]


# The same again

def test_the_same_client_id_gives_the_same_message(people):
    ada, ben = people
    conversation = shared(ada, ben)
    answers, gate = [], threading.Barrier(8)

    def say():
        gate.wait()
        answers.append(ada.parley.call(
            "POST", "/api/conversations/%s/messages" % conversation,
            {"content": "once", "ask": False, "client_id": "c1"}, token=ada.token))
    threads = [threading.Thread(target=say) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert {answer.status for answer in answers} == {202}
    assert len({answer.value["user_message"]["id"] for answer in answers}) == 1
    assert len(ada.show(conversation)["messages"]) == 1
    revision = ada.show(conversation)["revision"]
    assert ada.send(conversation, "other words", ask=False, client_id="c1").status == 422
    assert ada.send(conversation, "once", client_id="c1").status == 422
    assert ada.show(conversation)["revision"] == revision
    assert ben.say(conversation, "mine", client_id="c1")["author"] == ben.ref


def test_a_repeat_is_no_way_back_in(people):
    ada, ben = people
    conversation = shared(ada, ben)
    ben.say(conversation, "once", client_id="c1")
    ada.remove(conversation, ben)
    assert ben.send(conversation, "once", ask=False, client_id="c1").status == 404
    ada.share(conversation, ben, "read")
    assert ben.send(conversation, "once", ask=False, client_id="c1").status == 403


@pytest.mark.parametrize("body", [
    {"content": "x", "ask": "false"}, {"content": "x", "ask": 0}, {"content": " ", "ask": False}, {"ask": False},
    {"content": ["x"], "ask": False}, {"content": "x", "ask": {}}], ids=str)
def test_what_is_no_message_is_refused(people, body):
    ada, ben = people
    conversation = shared(ada, ben)
    assert ada.call("POST", "/api/conversations/%s/messages" % conversation, body).status == 400
    assert ada.show(conversation)["messages"] == []
