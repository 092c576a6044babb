"""Presets: what a conversation may begin with, one's own and the team's."""
import json

import pytest

from harness.means import Admin, member

OWN = {"name": "Brief", "model": "say:hello", "system_prompt": "Be brief.", "params": {"temperature": 0.5, "stop": ["\n"]},
       "scope": "own"}
UNKNOWN = "0190aaaa-0000-7000-8000-000000000000"


@pytest.fixture
def parley(make):
    return make().set_up().start()


def presets(parley, token=None):
    answer = parley.call("GET", "/api/presets", token=token)
    assert answer.status == 200, answer
    return answer.value["presets"]


def add(parley, token=None, **fields):
    answer = parley.call("POST", "/api/presets", {**OWN, **fields}, token=token)
    assert answer.status == 201, answer
    return answer.value


def test_ones_own_and_the_teams_are_listed(parley):
    grace, _ = member(parley)
    assert presets(parley) == []
    own, team = add(parley), add(parley, name="Team’s", scope="team")
    assert {name: own[name] for name in OWN} == OWN and own["id"] != team["id"]
    theirs = add(parley, grace, name="grace’s", model=None, system_prompt=None, params={})
    assert theirs == {
        "id": theirs["id"], "name": "grace’s", "model": None, "system_prompt": None, "params": {}, "scope": "own"}
    assert presets(parley) == [team, own] and presets(parley, grace) == [team, theirs]
    assert parley.end() == 0
    parley.start()
    assert presets(parley) == [team, own]


def test_a_preset_is_changed_field_by_field(parley):
    own = add(parley)
    path = "/api/presets/" + own["id"]
    for change in ({"name": "Long"}, {"model": None}, {"system_prompt": None}, {"params": {}}, {"model": "say:x"}, {}):
        answer = parley.call("PATCH", path, change)
        own = {**own, **change}
        assert answer.status == 200 and answer.value == own
    assert presets(parley) == [own]
    assert parley.call("DELETE", path).status == 204 and presets(parley) == []


def test_anothers_preset_is_as_unknown(parley):
    grace, _ = member(parley)
    own = add(parley)
    for method, body in (("PATCH", {"name": "Mine"}), ("DELETE", None)):
        answers = {
            (answer.status, answer.raw) for answer in (
                parley.call(method, "/api/presets/" + id, body, token=grace) for id in (own["id"], UNKNOWN, "x", "%00"))}
        assert len(answers) == 1 and answers.pop()[0] == 404
    admins = add(parley, grace)
    assert parley.call("DELETE", "/api/presets/" + admins["id"]).status == 404, "nor is it an admin's"
    assert presets(parley) == [own]


def test_the_teams_are_admins_business(parley):
    grace, _ = member(parley)
    team = add(parley, scope="team")
    path = "/api/presets/" + team["id"]
    for method, where, body in (
            ("POST", "/api/presets", {**OWN, "scope": "team"}), ("PATCH", path, {"name": "x"}), ("DELETE", path, None)):
        answer = parley.call(method, where, body, token=grace)
        assert answer.status == 403 and answer.error["code"] == "forbidden", answer
    assert presets(parley, grace) == [team]
    assert parley.call("PATCH", path, {"name": "Ours"}).status == 200
    assert parley.call("DELETE", path).status == 204 and presets(parley, grace) == []
    notes = [json.loads(detail) for _, _, detail in Admin(parley).notes("settings_changed")]
    assert [(note["preset"], note["change"]) for note in notes] == [
        ("Brief", "added"), ("Ours", "changed"), ("Ours", "deleted")]


def test_a_preset_of_a_hidden_model_is_not_shown(parley):
    grace, _ = member(parley)
    admin = Admin(parley)
    hidden, shown = add(parley, scope="team", name="a"), add(parley, scope="team", name="b", model="words:50@20")
    admin.rule("say:hello", "admins")
    assert presets(parley, grace) == [shown] and presets(parley) == [hidden, shown]


def test_there_are_a_hundred_at_most(parley):
    grace, _ = member(parley)
    for number in range(100):
        add(parley, name="preset %d" % number)
    answer = parley.call("POST", "/api/presets", OWN)
    assert answer.status == 409 and "100" in answer.error["message"]
    assert len(presets(parley)) == 100
    add(parley, grace)
    add(parley, scope="team")


@pytest.mark.parametrize("change,status", [
    ({"name": ""}, 400), ({"name": "   "}, 400), ({"name": "x" * 65}, 400), ({"name": "a\nb"}, 400),
    ({"name": "a\u202eb"}, 400), ({"name": 5}, 400), ({"name": None}, 400), ({"model": ""}, 400), ({"model": 5}, 400),
    ({"model": "m" * 1_025}, 400), ({"system_prompt": "x" * ((256 << 10) + 1)}, 413), ({"system_prompt": []}, 400),
    ({"params": {"temperature": 3}}, 400), ({"params": {"unknown": 1}}, 400), ({"params": []}, 400), ({"scope": "all"}, 400),
    ({"scope": None}, 400), ({"scope": 1}, 400)])
def test_what_is_no_preset_is_not_taken(house, change, status):
    answer = house.call("POST", "/api/presets", {**OWN, **change})
    assert answer.status == status and len(answer.error["message"]) > 10, answer
    if "scope" not in change and change != {"name": None}:
        id = shared(house)
        assert house.call("PATCH", "/api/presets/" + id, change).status == status
        assert [preset["name"] for preset in presets(house)] == ["Brief"]


def test_the_largest_preset_is_taken(parley):
    own = add(parley, name="é" * 64, system_prompt="x" * (256 << 10))
    assert presets(parley) == [own]


def shared(house):
    if not presets(house):
        add(house)
    return presets(house)[0]["id"]
