"""Limits: whoever is past one is told so before a model is asked, and when there is room again."""
import concurrent.futures
import json
import re

import pytest

from harness.completions import GO, PATH, answer, chunk, events
from harness.means import Admin, member, own_usage, wait_until_used
from harness.viewer import Viewer
from harness.waiting import wait_for

NAMES = ("running", "messages_per_minute", "tokens_per_day", "tokens_per_month")


@pytest.fixture
def parley(make):
    return make().set_up().start()


@pytest.fixture
def admin(parley):
    return Admin(parley)


def ask(parley, model, token=None):
    return parley.call("POST", PATH, {"model": model, "messages": GO}, token=token)


def refusal(answer):
    """The words of a refusal, and the seconds after which to come again."""
    assert answer.status == 429 and answer.error["code"] == "rate_limit", answer
    assert answer.error["type"] == "rate_limit_error"
    seconds = int(answer.header("retry-after"))
    assert seconds >= 1
    return answer.error["message"], seconds


def test_of_fifty_sends_at_once_exactly_three_are_taken(parley, admin, upstream):
    admin.limit(running=3)
    models = ["endless:50¦fifty%d" % index for index in range(50)]
    conversations = [parley.conversation(model) for model in models]
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(parley.send, conversations))
    assert sorted(answer.status for answer in answers) == [202] * 3 + [429] * 47
    for answer in answers:
        if answer.status == 429:
            assert refusal(answer)[0] == (
                "You have 3 of 3 answers running; there is room again as soon as one of them ends.")
    taken = [index for index, answer in enumerate(answers) if answer.status == 202]
    wait_for(lambda: upstream.running(models) == 3, 10, what="three requests")
    asked = [index for index, model in enumerate(models) if upstream.requests(model)]
    assert asked == taken, "a refused send reached the model"
    assert own_usage(parley)["used"]["running"] == 3
    for index, conversation in enumerate(conversations):
        assert len(parley.history(conversation)) == (2 if index in taken else 0)
    parley.stop(conversations[taken[0]])
    refused = next(index for index in range(50) if index not in taken)
    assert parley.send(conversations[refused]).status == 202


def test_programs_and_people_share_a_persons_limit(parley, admin, upstream):
    admin.limit(running=2)
    grace, _ = member(parley)
    conversation, _ = parley.begin("endless:50¦shared-limit")
    hanging = upstream.tell("hanging", answer(events(chunk({"content": "first"})), ending="open"))
    stream = Viewer(parley.port, "POST", PATH, parley.headers(), {"model": hanging, "messages": GO, "stream": True})
    stream.wait_for(lambda viewer: viewer.events(), 10, "the first piece")
    model = upstream.tell("never-asked", answer(events(chunk({"content": "x"}, "stop"), "[DONE]")))
    refusal(ask(parley, model))
    refusal(parley.send(parley.conversation(model)))
    assert upstream.requests(model) == []
    assert ask(parley, model, token=grace).status == 200, "another person has room of their own"
    stream.leave()
    wait_for(lambda: ask(parley, model).status == 200, 10, what="room after a program has left")
    parley.stop(conversation)


def test_messages_of_a_minute_are_counted(parley, admin, upstream):
    admin.limit(messages_per_minute=3)
    conversation = parley.conversation("say:hello")
    for number in range(2):
        parley.finished(conversation, parley.send(conversation).value["assistant_message"]["id"])
    assert ask(parley, "say:program").status == 200
    assert own_usage(parley)["used"]["messages_last_minute"] == 3
    words, seconds = refusal(parley.send(conversation))
    assert re.fullmatch(
        r"You have sent 3 of 3 messages in the last minute; there is room again in \d+ seconds\.", words)
    assert 1 <= seconds <= 60
    last = parley.history(conversation)[-1]
    path = "/api/conversations/%s/replies" % conversation
    refusal(parley.call("POST", path, {"to": last["parent_id"]}))
    refusal(ask(parley, "say:never asked"))
    assert upstream.requests("say:never asked") == []


def test_tokens_of_a_day_are_counted_as_the_provider_counts(parley, admin, upstream):
    admin.limit(tokens_per_day=100_000)
    usage = {"prompt_tokens": 60_000, "completion_tokens": 39_999, "total_tokens": 99_999}
    much = answer(events(chunk({"content": "x"}, "stop"), {**chunk({}), "choices": [], "usage": usage}, "[DONE]"))
    conversation = parley.conversation(upstream.tell("much", much))
    parley.finished(conversation, parley.send(conversation).value["assistant_message"]["id"])
    wait_for(lambda: own_usage(parley)["used"]["tokens_today"] == 99_999, 5, what="the sum")
    little = {"prompt_tokens": 1, "completion_tokens": 0, "total_tokens": 1}
    model = upstream.tell(
        "little", answer(events(chunk({"content": "x"}, "stop"), {**chunk({}), "choices": [], "usage": little}, "[DONE]")))
    assert ask(parley, model).status == 200
    wait_until_used(parley, (2, 60_001, 39_999))
    words = "You have used 100,000 of 100,000 tokens today; there is room again at 00:00 UTC."
    wait_for(lambda: refusal(parley.send(conversation))[0] == words, 5, what="the sum of both")
    assert 1 <= refusal(parley.send(conversation))[1] <= 86_400
    refusal(ask(parley, model))
    assert len(upstream.requests(model)) == 1


def test_limits_and_sums_outlive_a_restart(parley, admin):
    admin.limit(tokens_per_month=15)
    conversation, id = parley.begin("say:hello")
    parley.finished(conversation, id)
    assert parley.end() == 0
    parley.start()
    words, _ = refusal(parley.send(conversation))
    assert re.fullmatch(
        r"You have used 15 of 15 tokens this month; there is room again on 1 [A-Z][a-z]+, 00:00 UTC\.", words)
    assert own_usage(parley)["used"]["tokens_this_month"] == 15


def test_a_repeat_is_never_refused(parley, admin, upstream):
    admin.limit(running=1, messages_per_minute=1)
    model = "words:30@5¦repeat"
    conversation = parley.conversation(model)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: parley.send(conversation, "x", client_id="c"), range(16)))
    assert [answer.status for answer in answers] == [202] * 16
    assert len({answer.value["assistant_message"]["id"] for answer in answers}) == 1
    parley.finished(conversation, answers[0].value["assistant_message"]["id"])
    assert parley.send(conversation, "x", client_id="c").status == 202
    refusal(parley.send(conversation, "y", client_id="d"))
    assert len(upstream.requests(model)) == 1


def test_the_servers_limit_is_for_all_together(parley, admin):
    admin.limit("server", running=1)
    grace, _ = member(parley)
    conversation, _ = parley.begin("endless:50¦all together")
    words, _ = refusal(ask(parley, "say:x", token=grace))
    assert words.startswith("All people together have 1 of 1 answers running")
    assert own_usage(parley, grace)["limits"]["running"] is None, "it is nobody's own"
    parley.stop(conversation)
    assert ask(parley, "say:x", token=grace).status == 200


def test_a_persons_own_limit_stands_in_field_by_field(parley, admin):
    grace, id = member(parley)
    admin.limit(running=0, tokens_per_day=1_000)
    sheet = admin.limit(id, running=1)
    assert sheet["people"] == [
        {"person": {"id": id, "name": "grace"}, "running": 1, "messages_per_minute": None, "tokens_per_day": None,
         "tokens_per_month": None}]
    assert own_usage(parley, grace)["limits"] == {
        "running": 1, "messages_per_minute": None, "tokens_per_day": 1_000, "tokens_per_month": None}
    assert ask(parley, "say:x", token=grace).status == 200
    assert refusal(ask(parley, "say:x"))[0] == "You have 0 of 0 answers running; only an admin can make room."
    assert admin.limit(id)["people"] == []
    refusal(ask(parley, "say:x", token=grace))
    assert admin.limit()["everyone"] == dict.fromkeys(NAMES)
    assert ask(parley, "say:x", token=grace).status == 200
    notes = admin.notes("limit_changed")
    assert [(actor, person) for actor, person, _ in notes] == [
        ("ada", None), ("ada", "grace"), ("ada", "grace"), ("ada", None)]
    assert json.loads(notes[0][2]) == {
        "scope": "everyone", "running": "0", "messages_per_minute": "off", "tokens_per_day": "1000",
        "tokens_per_month": "off"}


@pytest.mark.parametrize("body", [
    {}, {"running": 1}, {"scope": "nobody"}, {"scope": 1}, {"scope": None}, {"scope": ["server"]}, {"scope": ""},
    *({"scope": "server", name: value} for name in NAMES for value in (-1, 1.5, "5", True, [], {}, 10**30)),
    {"scope": "server", "messages_per_minute": 10_001}, [], "x", 5, None])
def test_what_is_no_limit_is_not_taken(house, body):
    admin = shared_admin(house)
    answer = admin.call("PUT", "limits", json.dumps(body).encode())
    assert answer.status == 400 and answer.error["code"] == "invalid_request", answer
    assert len(answer.error["message"]) > 10
    assert admin.value("GET", "limits") == {"server": dict.fromkeys(NAMES), "everyone": dict.fromkeys(NAMES), "people": []}


def test_nobody_has_no_limits(house):
    admin = shared_admin(house)
    for scope in ("0190aaaa-0000-7000-8000-000000000000", "SERVER", "0190aaaa"):
        assert admin.call("PUT", "limits", {"scope": scope, "running": 1}).status in (400, 422)


def test_limits_are_admins_business(house):
    grace = house.add_person("grace-limits", "member")
    for method, body in (("GET", None), ("PUT", {"scope": "server", "running": 0})):
        answer = house.call(method, "/api/admin/limits", body, token=grace)
        assert answer.status == 404 and answer.raw == house.call(method, "/api/admin/unknown", body, token=grace).raw
    assert house.call("GET", "/api/admin/limits").status == 200
    assert house.call("PUT", "/api/admin/limits", {"scope": "server", "running": 0}).status == 403, "a token"


def shared_admin(house):
    if not hasattr(house, "admin"):
        house.admin = Admin(house)
    return house.admin
