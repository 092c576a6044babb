"""Who may use which model: what one may not use is not listed, is asked for nothing, and what was said stays readable.
And what admins set for all models: which is the default, and what each of them is told first."""
import json

import pytest

from harness.completions import GO, PATH, document, whole
from harness.means import Admin, member
from harness.server import Parley
from harness.waiting import wait_for

CONFIG = """
providers:
  - name: one
    base_url: %s
    api_key: sk-one
    models: ["say:open¦rules", "say:hidden¦rules", "say:twin¦rules"]
    max_retries: 0
  - name: two
    base_url: %s
    api_key: sk-two
    models: ["say:twin¦rules", "say:other¦rules"]
    max_retries: 0
"""
OPEN, HIDDEN, TWIN, OTHER = ("say:%s¦rules" % name for name in ("open", "hidden", "twin", "other"))


@pytest.fixture
def parley(tmp_path, upstream):
    parley = Parley(tmp_path, config=CONFIG % (upstream.url, upstream.url)).set_up().start()
    yield parley
    parley.kill()


@pytest.fixture
def admin(parley):
    return Admin(parley)


def listed(parley, token=None):
    own = [model["id"] for model in parley.call("GET", "/api/models", token=token).value["models"]]
    programs = [model["id"] for model in parley.call("GET", "/v1/models", token=token).value["data"]]
    assert own == programs
    return own


def create(parley, token, **fields):
    return parley.call("POST", "/api/conversations", fields, token=token)


def send(parley, conversation, token=None, **fields):
    path = "/api/conversations/" + conversation
    sent = parley.call("POST", path + "/messages", {"content": "go", **fields}, token=token)
    if sent.status != 202:
        return sent
    id = sent.value["assistant_message"]["id"]

    def ended():
        message = parley.call("GET", "%s/messages/%s" % (path, id), token=token).value
        return message if message["status"] != "streaming" else None
    return wait_for(ended, 20, what="the answer's end")


def every_way(parley, token, conversation, model):
    """Every way in which a person can ask for a model."""
    path = "/api/conversations/" + conversation
    last = parley.call("GET", path, token=token).value["messages"][0]["id"]
    program = {"model": model, "messages": GO}
    return {
        "create": create(parley, token, model=model),
        "change": parley.call("PATCH", path, {"model": model}, token=token),
        "send": parley.call("POST", path + "/messages", {"content": "go", "model": model}, token=token),
        "reply": parley.call("POST", path + "/replies", {"to": last, "model": model}, token=token),
        "context": parley.call("GET", path + "/context?model=" + model.replace("¦", "%C2%A6"), token=token),
        "program": parley.call("POST", PATH, program, token=token),
        "stream": parley.call("POST", PATH, {**program, "stream": True}, token=token),
        "stored": parley.call("POST", PATH, {**program, "store": True}, token=token),
    }


def test_a_hidden_model_is_never_asked(parley, admin, upstream):
    grace, _ = member(parley)
    conversation = create(parley, grace, model=OPEN).value["id"]
    send(parley, conversation, grace)
    old = create(parley, grace, model=HIDDEN).value["id"]
    assert send(parley, old, grace)["content"] == "hidden"
    before = len(upstream.requests(HIDDEN))
    count = len(parley.call("GET", "/api/conversations?limit=200", token=grace).value["conversations"])
    admin.rule(HIDDEN, "admins", "one")
    assert listed(parley, grace) == [OPEN, TWIN, "two/" + TWIN, OTHER]
    assert listed(parley) == [OPEN, HIDDEN, TWIN, "two/" + TWIN, OTHER]
    asked = upstream.count()
    for name, answer in every_way(parley, grace, conversation, HIDDEN).items():
        assert answer.status == (404 if name in ("program", "stream") else 422), (name, answer)
        assert answer.error["message"] == "There is no model %s that you may use here. Choose another one." % HIDDEN
    unknown = every_way(parley, grace, conversation, "say:unknown¦rules")
    hidden = every_way(parley, grace, conversation, HIDDEN)
    for name, answer in unknown.items():
        assert answer.status == hidden[name].status
        assert answer.raw.decode().replace("say:unknown", "say:hidden") == hidden[name].raw.decode(), name
    one = "/v1/models/" + HIDDEN.replace("¦", "%C2%A6")
    assert parley.call("GET", one, token=grace).raw == parley.call("GET", "/v1/models/no", token=grace).raw
    assert parley.call("GET", one).status == 200
    assert upstream.count() == asked and len(upstream.requests(HIDDEN)) == before
    assert len(parley.call("GET", "/api/conversations?limit=200", token=grace).value["conversations"]) == count
    # What was said stays readable, and can be gone on with by another model.
    page = parley.call("GET", "/api/conversations/" + old, token=grace)
    assert page.status == 200 and page.value["messages"][-1]["content"] == "hidden"
    assert send(parley, old, grace).status == 422
    assert send(parley, old, grace, model=OPEN)["content"] == "open"
    assert parley.call("PATCH", "/api/conversations/" + old, {"model": OPEN}, token=grace).status == 200
    assert send(parley, old, grace)["content"] == "open"
    assert send(parley, parley.conversation(HIDDEN))["content"] == "hidden", "an admin may"


@pytest.mark.parametrize("name", ["SAY:hidden¦rules", "say:hidden¦rules ", "say:hidden¦rules-2026", "one/say:hidden¦rules"])
def test_a_hidden_model_has_no_other_name(parley, admin, upstream, name):
    grace, _ = member(parley)
    admin.rule(HIDDEN, "nobody", "one")
    asked = upstream.count()
    assert parley.call("POST", PATH, {"model": name, "messages": GO}, token=grace).status == 404
    assert create(parley, grace, model=name).status == 422
    assert upstream.count() == asked


OTHERS = {
    "models": [HIDDEN], "fallbacks": [HIDDEN], "route": "fallback", "extra_body": {"models": [HIDDEN]}, "MODEL": HIDDEN,
    "preset": "x", "plugins": [], "context_window_fallbacks": [], "Models": [HIDDEN]}


@pytest.mark.parametrize("field", OTHERS)
def test_a_hidden_model_is_not_reached_past_the_models_field(parley, admin, upstream, field):
    """Routers such as OpenRouter and LiteLLM take other models from other fields."""
    grace, _ = member(parley)
    admin.rule(HIDDEN, "admins", "one")
    asked = upstream.count()
    wish = {"model": OPEN, "messages": GO, field: OTHERS[field]}
    for more in ({}, {"stream": True}):
        answer = parley.call("POST", PATH, {**wish, **more}, token=grace)
        assert answer.status == 400 and field in answer.error["message"], answer
    assert upstream.count() == asked
    assert parley.call("POST", PATH, wish).status == 200, "who may use all of them may say so"
    assert parley.call("POST", PATH, {**wish, "model": OTHER}, token=grace).status == 200, "of the other none is kept"
    assert parley.call("POST", PATH, {"model": OPEN, "messages": GO, "seed": 1}, token=grace).status == 200


def test_a_rule_is_for_one_providers_model(parley, admin, upstream):
    grace, _ = member(parley)
    admin.rule(TWIN, "nobody", "one")
    assert listed(parley, grace) == [OPEN, HIDDEN, "two/" + TWIN, OTHER]
    assert parley.call("POST", PATH, {"model": TWIN, "messages": GO}, token=grace).status == 404
    assert parley.call("POST", PATH, {"model": "two/" + TWIN, "messages": GO}, token=grace).status == 200
    assert upstream.requests(TWIN)[-1]["headers"]["authorization"] == "bearer sk-two"


def test_chosen_people_and_the_rest(parley, admin):
    grace, id = member(parley)
    alan, _ = member(parley, "alan")
    admin.rule("*", "nobody", "one")
    assert listed(parley) == listed(parley, grace) == ["two/" + TWIN, OTHER]
    sheet = admin.rule(OPEN, "people", "one", people=[id])
    assert listed(parley, grace) == [OPEN, "two/" + TWIN, OTHER] and OPEN not in listed(parley, alan) + listed(parley)
    rows = {(row["provider"], row["model"]): row for row in sheet["models"]}
    assert rows["one", OPEN]["allowed"] == "people" and rows["one", OPEN]["people"] == [{"id": id, "name": "grace"}]
    assert rows["one", HIDDEN]["allowed"] == "nobody", "what holds for it"
    assert rows["one", "*"]["allowed"] == "nobody" and rows["two", "*"]["allowed"] == "everyone"
    assert [row["model"] for row in sheet["models"]] == [OPEN, HIDDEN, TWIN, "*", TWIN, OTHER, "*"]
    admin.rule(OPEN, None, "one")
    assert OPEN not in listed(parley, grace)
    admin.rule("*", "everyone", "one")
    assert listed(parley, grace) == [OPEN, HIDDEN, TWIN, "two/" + TWIN, OTHER]
    notes = [json.loads(detail) for _, _, detail in admin.notes("model_rule_changed")]
    assert [(note["model"], note["allowed"], note["people"]) for note in notes] == [
        ("*", "nobody", "0"), (OPEN, "people", "1"), (OPEN, "none", "0"), ("*", "everyone", "0")]


def test_with_no_model_left_nobody_is_asked(parley, admin, upstream):
    for provider in ("one", "two"):
        admin.rule("*", "nobody", provider)
    asked = upstream.count()
    assert listed(parley) == []
    for answer in (create(parley, None), parley.call("POST", PATH, {"messages": GO})):
        assert answer.status in (404, 422) and "no model" in answer.error["message"]
    assert upstream.count() == asked


def test_rules_outlive_a_restart(parley, admin):
    admin.rule(HIDDEN, "nobody", "one")
    admin.change(default=OTHER)
    assert parley.end() == 0
    parley.start()
    assert listed(parley) == [OTHER, OPEN, TWIN, "two/" + TWIN]


# The default

def test_the_default_is_listed_first_and_answers(parley, admin, upstream):
    assert parley.call("GET", "/api/models").value["default"] is None
    assert admin.change(default="two/" + TWIN)["default"] == "two/" + TWIN
    models = parley.call("GET", "/api/models").value
    assert models["default"] == models["models"][0]["id"] == "two/" + TWIN
    assert listed(parley) == ["two/" + TWIN, OPEN, HIDDEN, TWIN, OTHER]
    made = create(parley, None).value
    assert (made["provider"], made["model"]) == ("two", TWIN)
    assert parley.call("POST", PATH, {"messages": GO}).status == 200
    assert upstream.requests(TWIN)[-1]["headers"]["authorization"] == "bearer sk-two"
    grace, _ = member(parley)
    admin.rule(TWIN, "admins", "two")
    assert parley.call("GET", "/api/models", token=grace).value["default"] is None
    assert create(parley, grace).value["model"] == OPEN, "who may not use it has the first"
    assert admin.change(default=None)["default"] is None
    assert listed(parley)[0] == OPEN


# The server's own prompt

def test_the_servers_prompt_is_told_first(parley, admin, upstream):
    assert admin.change(system_prompt="You work for Lovelace & Co.")["system_prompt"] == "You work for Lovelace & Co."
    both = "You work for Lovelace & Co.\n\nBe brief."
    for label, own, expected in (("own", "Be brief.", both), ("none", None, "You work for Lovelace & Co.")):
        model = "say:yes¦prompt-" + label
        conversation = create(parley, None, model=model, system_prompt=own).value["id"]
        message = send(parley, conversation)
        assert upstream.request(model)["body"]["messages"] == [
            {"role": "system", "content": expected}, {"role": "user", "content": "go"}]
        path = "/api/conversations/%s/messages/%s/context" % (conversation, message["id"])
        assert parley.call("GET", path).value["system_prompt"] == expected
        assert parley.call("GET", "/api/conversations/" + conversation).value["conversation"]["system_prompt"] == own
    model = "say:yes¦prompt-stored"
    stored = {"model": model, "messages": [{"role": "system", "content": "Be brief."}, *GO], "store": True}
    assert parley.call("POST", PATH, stored).status == 200
    assert upstream.request(model)["body"]["messages"][0]["content"] == both
    plain = upstream.tell("prompt-plain", document(whole("yes")))
    assert parley.call("POST", PATH, {"model": plain, "messages": GO}).status == 200
    assert upstream.request(plain)["body"]["messages"] == GO, "what programs ask is passed on as it is"
    admin.change(system_prompt=None)
    model = "say:yes¦prompt-gone"
    send(parley, create(parley, None, model=model).value["id"])
    assert [one["role"] for one in upstream.request(model)["body"]["messages"]] == ["user"]
    notes = [json.loads(detail) for _, _, detail in admin.notes("settings_changed")]
    assert [note["bytes"] for note in notes] == ["27", "0"] and "Lovelace" not in str(notes)


def test_the_servers_prompt_has_a_size(parley, admin):
    assert admin.change(system_prompt="x" * (64 << 10))
    answer = admin.call("PATCH", "models", {"system_prompt": "x" * ((64 << 10) + 1)})
    assert answer.status == 413 and "64 KiB" in answer.error["message"]
    assert admin.change(system_prompt=" \n\t")["system_prompt"] is None


# Who changes what

BAD = (
    {}, [], None, "x", {"model": "m", "allowed": "nobody"}, {"provider": "one", "allowed": "nobody"},
    {"provider": "one", "model": OPEN}, {"provider": "one", "model": OPEN, "allowed": "all"},
    {"provider": "one", "model": OPEN, "allowed": 1}, {"provider": 1, "model": OPEN, "allowed": "nobody"},
    {"provider": "one", "model": "", "allowed": "nobody"}, {"provider": "one", "model": "m" * 1_025, "allowed": "nobody"},
    {"provider": "one", "model": OPEN, "allowed": "people"}, {"provider": "one", "model": OPEN, "allowed": "people", "people": []},
    {"provider": "one", "model": OPEN, "allowed": "people", "people": ["x"]},
    {"provider": "one", "model": OPEN, "allowed": "people", "people": [1]},
    {"provider": "one", "model": OPEN, "allowed": "nobody", "people": ["0190aaaa-0000-7000-8000-000000000000"]},
    {"provider": "one", "model": OPEN, "allowed": "people", "people": ["0190aaaa-0000-7000-8000-000000000000"] * 1_001},
    {"default": 5}, {"default": [OPEN]}, {"system_prompt": 5}, {"default": OPEN, "system_prompt": "x"})
UNKNOWN = (
    {"provider": "three", "model": OPEN, "allowed": "nobody"}, {"default": "no such model"}, {"default": ""},
    {"provider": "one", "model": OPEN, "allowed": "people", "people": ["0190aaaa-0000-7000-8000-000000000000"]})


def test_what_is_no_rule_is_not_taken(parley, admin):
    before = admin.value("GET", "models")
    for body in BAD + UNKNOWN:
        answer = admin.call("PATCH", "models", json.dumps(body).encode())
        assert answer.status == (400 if body in BAD else 422), (body, answer)
        assert len(answer.error["message"]) > 10 and "JSON" not in answer.error["message"] or body in ([], None, "x"), answer
    assert admin.value("GET", "models") == before
    assert admin.notes("model_rule_changed") == admin.notes("settings_changed") == []


def test_rules_are_admins_business(parley, admin):
    grace, _ = member(parley)
    for method, body in (("GET", None), ("PATCH", {"default": None})):
        answer = parley.call(method, "/api/admin/models", body, token=grace)
        assert answer.status == 404 and answer.raw == parley.call(method, "/api/admin/unknown", body, token=grace).raw
    assert parley.call("GET", "/api/admin/models").status == 200
    assert parley.call("PATCH", "/api/admin/models", {"default": None}).status == 403, "a token"
