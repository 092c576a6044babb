"""Providers that admins add: used at once, read by nobody, never sent anywhere else."""
import socket

import pytest

from harness.admin import Admin, alone
from harness.models import Models
from harness.process import free_port
from harness.waiting import wait_for

KEY = "sk-canary-51c7-of-an-admin"
SECRET = "canary-51c7-a-header-value"


@pytest.fixture
def models():
    server = Models()
    yield server
    server.close()


@pytest.fixture
def parley(make):
    return alone(make).set_up().start()


@pytest.fixture
def admin(parley):
    return Admin(parley)


def test_only_admins_are_told_that_there_is_anything(parley, admin):
    member = parley.add_person("grace", "member")
    for method, path in (("GET", ""), ("POST", ""), ("POST", "/test"), ("PATCH", "/x"), ("DELETE", "/x")):
        body = {} if method in ("POST", "PATCH") else None
        hidden = parley.call(method, "/api/admin/providers" + path, body, token=member)
        unknown = parley.call(method, "/api/admin/nothing", body, token=member)
        assert hidden.status == 404 and hidden.raw == unknown.raw
        with_token = parley.call(method, "/api/admin/providers" + path, body)
        assert with_token.status == (200 if method == "GET" else 403), (method, path, with_token)


def test_a_provider_is_used_as_soon_as_it_is_added(parley, admin, models):
    added = admin.add("gpu", models.url, api_key=KEY, headers={"X-Team-Secret": SECRET})
    assert added["source"] == "admin" and added["has_key"] and added["headers"] == ["X-Team-Secret"]
    assert added["max_retries"] == 2 and added["connect_timeout"] == 10 and added["enabled"] and not added["warning"]
    wait_for(lambda: parley.call("GET", "/api/models").value["models"], 10, what="its models")
    assert [model["provider"] for model in parley.call("GET", "/api/models").value["models"]] == ["gpu", "gpu"]
    message = admin.talk("one")
    assert message["content"] == "Guten Tag" and message["provider"] == "gpu"
    headers = models.asked("/chat/completions")[-1]["headers"]
    assert headers["Authorization"] == "Bearer " + KEY and headers["X-Team-Secret"] == SECRET
    listed = admin.provider("gpu")
    assert listed["reachable"] is True and listed["error"] is None and listed["checked_at"]


def test_what_the_server_was_started_with_is_only_shown(make, upstream, models):
    parley = make().set_up().start()
    admin = Admin(parley)
    name = admin.providers()[0]["name"]
    given = admin.provider(name)
    assert given["source"] == "environment" and given["has_key"] and given["reachable"] is True
    for answer in (admin.call("PATCH", "/providers/" + name, {"enabled": False}), admin.call("DELETE", "/providers/" + name),
                   admin.call("POST", "/providers", {"name": name, "base_url": models.url})):
        assert answer.status == 409 and "settings" in answer.error["message"], answer
    admin.add("second", models.url)
    default = parley.conversation("say:hello")
    assert parley.call("GET", "/api/conversations/" + default).value["conversation"]["provider"] == name
    assert admin.talk("one")["provider"] == "second"


def test_a_name_of_the_settings_file_wins_and_that_is_said(make, models):
    parley = alone(make).set_up().start()
    Admin(parley).add("gpu", models.url, models=["mine"])
    parley.end()
    other = Models()
    parley.config = parley.write_config("providers:\n  - {name: gpu, base_url: '%s', models: [given]}\n" % other.url)
    parley.start()
    admin = Admin(parley)
    first, second = [entry for entry in admin.providers() if entry["name"] == "gpu"]
    assert (first["source"], second["source"]) == ("file", "admin") and "of this name" in second["error"]
    assert [model["id"] for model in parley.call("GET", "/api/models").value["models"]] == ["given"]
    assert "not used" in parley.log_text()
    admin.call("DELETE", "/providers/gpu")
    assert [entry["source"] for entry in admin.providers()] == ["file"]
    other.close()


def test_the_demo_model_steps_aside_and_comes_back(make, models):
    parley = alone(make, PARLEY_DEMO="auto").set_up().start()
    admin = Admin(parley)

    def names():
        return {model["provider"] for model in parley.call("GET", "/api/models").value["models"]}
    wait_for(lambda: names() == {"demo"}, 10, what="the demo model")
    assert [entry["source"] for entry in admin.providers()] == ["demo"]
    admin.add("gpu", models.url)
    wait_for(lambda: names() == {"gpu"}, 10, what="the provider's models")
    assert [entry["source"] for entry in admin.providers()] == ["admin"]
    assert admin.call("PATCH", "/providers/gpu", {"enabled": False}).status == 200
    wait_for(lambda: names() == {"demo"}, 10, what="the demo model again")
    assert admin.call("PATCH", "/providers/gpu", {"enabled": True}).status == 200
    wait_for(lambda: names() == {"gpu"}, 10)
    assert admin.call("DELETE", "/providers/gpu").status == 204
    wait_for(lambda: names() == {"demo"}, 10, what="the demo model again")


# Going away

@pytest.mark.parametrize("way", ["removed", "disabled"])
def test_an_answer_that_runs_goes_on_when_its_provider_goes(parley, admin, upstream, models, way):
    admin.add("first", models.url)
    admin.add("fake", upstream.url, models=["words:60@50¦" + way])
    conversation, id = parley.begin("words:60@50¦" + way)
    page = parley.watch(conversation)
    page.wait_for_text(id, 30)
    if way == "removed":
        assert admin.call("DELETE", "/providers/fake").status == 204
    else:
        assert admin.call("PATCH", "/providers/fake", {"enabled": False}).status == 200
    message = parley.finished(conversation, id)
    assert message["status"] == "complete" and message["content"] == upstream.text("words:60@50¦" + way)
    asked, elsewhere = upstream.count(), len(models.asked("/chat/completions"))
    refused = parley.send(conversation, "And now?")
    assert refused.status == 503 and refused.error["code"] == "provider_unavailable", refused
    assert "fake" in refused.error["message"]
    assert upstream.count() == asked and len(models.asked("/chat/completions")) == elsewhere
    assert parley.history(conversation)[-1]["id"] == id


def test_a_provider_that_takes_the_key_no_more_is_said(parley, admin, models):
    admin.add("gpu", models.url, api_key=KEY, headers={"X-Team-Secret": SECRET}, models=["one"])
    assert admin.talk("one")["status"] == "complete"
    models.mode = "refuse"
    message = admin.talk("one")
    assert message["error"]["code"] == "auth" and "Incorrect" in message["error"]["provider_message"]
    assert KEY not in str(message) and SECRET not in str(message)
    models.mode = "list"
    assert admin.call("PATCH", "/providers/gpu", {"api_key": "sk-new-and-right"}).status == 200
    assert admin.talk("one")["status"] == "complete"
    headers = models.asked("/chat/completions")[-1]["headers"]
    assert headers["Authorization"] == "Bearer sk-new-and-right" and headers["X-Team-Secret"] == SECRET


# Changing

def test_another_server_does_not_get_the_key_of_the_old_one(parley, admin, models):
    admin.add("gpu", models.url, api_key=KEY, headers={"X-Team-Secret": SECRET}, models=["one"])
    stranger = Models()
    for change in ({}, {"headers": {}}, {"headers": {"X-Team-Secret": None}, "api_key": "new"}, {"api_key": "new"}):
        answer = admin.call("PATCH", "/providers/gpu", {"base_url": stranger.url, **change})
        assert answer.status == 422 and "anew" in answer.error["message"], (change, answer)
        tried = admin.call("POST", "/providers/test", {"name": "gpu", "base_url": stranger.url, **change})
        assert tried.status == 422, (change, tried)
    assert admin.provider("gpu")["base_url"] == models.url and not stranger.requests
    moved = admin.call("PATCH", "/providers/gpu", {"base_url": models.url + "/other"})
    assert moved.status == 200 and moved.value["has_key"]
    assert admin.talk("one")["status"] == "complete"
    assert models.asked("/other/chat/completions")[-1]["headers"]["Authorization"] == "Bearer " + KEY
    changed = admin.call("PATCH", "/providers/gpu", {"base_url": stranger.url, "api_key": None, "headers": {}})
    assert changed.status == 200 and not changed.value["has_key"] and changed.value["headers"] == []
    assert admin.talk("one")["status"] == "complete"
    assert stranger.asked("/chat/completions") and not stranger.saw(KEY) and not stranger.saw(SECRET)
    stranger.close()


def test_a_redirect_is_not_followed(parley, admin):
    stranger, models = Models(), Models("elsewhere")
    models.target = stranger.url + "/models"
    admin.add("gpu", models.url, api_key=KEY)
    trial = admin.call("POST", "/providers/test", {"name": "gpu"}).value
    assert not trial["reachable"] and "redirects" in trial["error"] and not stranger.requests
    stranger.close()
    models.close()


def test_fields_are_changed_one_by_one_and_taken_back_with_null(parley, admin, models):
    admin.add("gpu", models.url, api_key=KEY, headers={"X-A": "one", "X-B": "two"}, context_window=4096,
              idle_timeout="5m", max_retries=0, models=["one"], api="chat")
    entry = admin.provider("gpu")
    assert (entry["context_window"], entry["idle_timeout"], entry["max_retries"]) == (4096, 300, 0)
    entry = admin.call("PATCH", "/providers/gpu", {"context_window": None, "idle_timeout": 7.5}).value
    assert entry["context_window"] is None and entry["idle_timeout"] == 7.5 and entry["has_key"]
    entry = admin.call("PATCH", "/providers/gpu", {"headers": {"X-A": None, "X-C": "three"}}).value
    assert entry["headers"] == ["X-A", "X-C"] and entry["has_key"]
    assert admin.talk("one")["status"] == "complete"
    headers = models.asked("/chat/completions")[-1]["headers"]
    assert (headers["X-A"], headers.get("X-B"), headers["X-C"]) == ("one", None, "three")
    assert headers["Authorization"] == "Bearer " + KEY
    entry = admin.call("PATCH", "/providers/gpu", {"api_key": None, "headers": None}).value
    assert not entry["has_key"] and entry["headers"] == []


BAD = (
    {"base_url": "http://h/v1"}, {"name": "x"}, {"name": "Has Blanks", "base_url": "http://h"},
    {"name": "demo", "base_url": "http://h"}, {"name": "test", "base_url": "http://h"},
    {"name": "../x", "base_url": "http://h"}, {"name": "x", "base_url": "file:///etc/passwd"},
    {"name": "x", "base_url": "gopher://h"}, {"name": "x", "base_url": "http://u:sk-canary-in-a-url@h/v1"},
    {"name": "x", "base_url": "http://h/v1?key=sk-canary-in-a-query"}, {"name": "x", "base_url": "http://h\r\nX: y"},
    {"name": "x", "base_url": ["http://h"]}, {"name": "x", "base_url": {"a": 1}}, {"name": "x", "base_url": 7},
    {"name": "x", "base_url": "http://h", "api_key": "two\nlines-sk-canary"},
    {"name": "x", "base_url": "http://h", "api_key": ["sk-canary"]},
    {"name": "x", "base_url": "http://h", "api_key_file": "/etc/passwd"},
    {"name": "x", "base_url": "http://h", "api_key_env": "HOME"},
    {"name": "x", "base_url": "http://h", "headers": {"X-A": "b\r\nX-Evil: sk-canary"}},
    {"name": "x", "base_url": "http://h", "headers": {"Host": "sk-canary"}},
    {"name": "x", "base_url": "http://h", "headers": {"X A": "sk-canary"}},
    {"name": "x", "base_url": "http://h", "headers": ["X-A"]},
    {"name": "x", "base_url": "http://h", "headers": {"X-A": {"sk-canary": 1}}},
    {"name": "x", "base_url": "http://h", "models": "one"}, {"name": "x", "base_url": "http://h", "models": [""]},
    {"name": "x", "base_url": "http://h", "models": [1]}, {"name": "x", "base_url": "http://h", "models": ["m" * 257]},
    {"name": "x", "base_url": "http://h", "context_window": 5}, {"name": "x", "base_url": "http://h", "context_window": 1e300},
    {"name": "x", "base_url": "http://h", "context_window": "many"},
    {"name": "x", "base_url": "http://h", "connect_timeout": -1}, {"name": "x", "base_url": "http://h", "connect_timeout": "soon"},
    {"name": "x", "base_url": "http://h", "max_retries": 11}, {"name": "x", "base_url": "http://h", "max_retries": 1.5},
    {"name": "x", "base_url": "http://h", "api": "mail"}, {"name": "x", "base_url": "http://h", "enabled": "yes"},
    {"name": "x", "base_url": "http://h", "colour": "sk-canary"}, {"name": "x", "base_url": "http://h", "sk-canary": "y"},
    {"name": "x", "base_url": "http://h", "source": "file"}, [], "x", 7, None)


def test_bad_fields_are_refused_in_words_that_quote_nothing(parley, admin):
    for body in BAD:
        answer = admin.call("POST", "/providers", body)
        assert answer.status == 400, (body, answer)
        assert "canary" not in answer.raw.decode() and len(answer.error["message"]) > 10, (body, answer)
    too_much = admin.call("POST", "/providers", {"name": "x", "base_url": "http://h", "models": ["m%d" % n for n in range(501)]})
    assert too_much.status == 413
    assert admin.call("POST", "/providers", {"name": "x", "base_url": "http://h", "headers": {"X-A": None}}).status == 422
    assert admin.providers() == [] and "canary" not in parley.log_text()


def test_names_are_once_and_for_all(parley, admin, models):
    admin.add("gpu", models.url)
    assert admin.call("POST", "/providers", {"name": "gpu", "base_url": models.url}).status == 409
    assert admin.call("PATCH", "/providers/gpu", {"name": "other"}).status == 422
    for name in ("nobody", "..%2fgpu", "%00", "gpu%20", "GPU"):
        assert admin.call("PATCH", "/providers/" + name, {"enabled": False}).status == 404, name
        assert admin.call("DELETE", "/providers/" + name).status == 404, name


def test_plain_http_over_a_network_is_warned_of(parley, admin, models):
    assert "unencrypted" in admin.add("far", "http://10.255.255.1/v1", connect_timeout=1)["warning"]
    assert admin.add("safe", "https://10.255.255.1/v1", connect_timeout=1)["warning"] is None
    assert admin.add("near", models.url)["warning"] is None


# Trying

def test_a_trial_tells_what_is_wrong(parley, admin, models):
    trial = admin.call("POST", "/providers/test", {"base_url": models.url, "api_key": KEY}).value
    assert trial["reachable"] and trial["models"] == ["one", "two"] and trial["ms"] >= 0 and trial["error"] is None
    assert models.asked("/models")[-1]["headers"]["Authorization"] == "Bearer " + KEY and admin.providers() == []
    words = {"refuse": "Incorrect API key", "missing": "404", "broken": "500", "page": "no list of models"}
    for mode, expected in words.items():
        models.mode = mode
        trial = admin.call("POST", "/providers/test", {"base_url": models.url, "api_key": KEY}).value
        assert not trial["reachable"] and trial["models"] == [] and KEY not in trial["error"], trial
        assert expected in trial["error"] or mode in ("missing", "broken"), trial
    for url, expected in (("http://127.0.0.1:%d/v1" % free_port(), "refused"), ("http://nowhere.invalid/v1", "name"),
                          (models.url.replace("http:", "https:"), "secure")):
        trial = admin.call("POST", "/providers/test", {"base_url": url}).value
        assert not trial["reachable"] and expected in trial["error"], trial


def test_a_trial_takes_ten_seconds_at_most_and_blocks_nobody(parley, admin):
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    body = {"base_url": "http://127.0.0.1:%d/v1" % silent.getsockname()[1]}
    trial = admin.call("POST", "/providers/test", body).value
    assert not trial["reachable"] and 9_000 < trial["ms"] < 12_000 and "in time" in trial["error"], trial
    silent.close()


def test_a_stored_one_is_tried_by_its_name_even_where_it_is_disabled(parley, admin, models):
    admin.add("gpu", models.url, api_key=KEY, enabled=False)
    assert admin.call("POST", "/providers/test", {"name": "gpu"}).value["models"] == ["one", "two"]
    assert models.asked("/models")[-1]["headers"]["Authorization"] == "Bearer " + KEY
    assert admin.call("POST", "/providers/test", {"name": "nobody"}).status == 404
    assert parley.call("GET", "/api/models").value["models"] == []


def test_the_audit_knows_who_changed_what_and_no_secret(parley, admin, models):
    admin.add("gpu", models.url, api_key=KEY, headers={"X-Team-Secret": SECRET})
    admin.call("PATCH", "/providers/gpu", {"api_key": KEY + "2", "enabled": False})
    admin.call("DELETE", "/providers/gpu")
    rows = admin.audit("provider_changed")
    assert [row["detail"]["change"] for row in rows] == ["added", "changed", "removed"]
    assert rows[1]["detail"]["fields"] == "api_key,enabled" and {row["actor"] for row in rows} == {"ada"}
    assert {row["address"] for row in rows} == {"127.0.0.1"}
    assert KEY not in str(rows) and SECRET not in str(rows)


def test_what_the_old_server_listed_is_forgotten(parley, admin, models):
    admin.add("gpu", models.url)
    admin.add("other", models.url, models=["third"])

    def listed():
        return {model["provider"] for model in parley.call("GET", "/api/models").value["models"]}
    wait_for(lambda: listed() == {"gpu", "other"}, 10)
    dead = "http://127.0.0.1:%d/v1" % free_port()
    assert admin.call("PATCH", "/providers/gpu", {"base_url": dead}).status == 200
    assert listed() == {"other"}
    assert admin.call("PATCH", "/providers/gpu", {"base_url": models.url}).status == 200
    wait_for(lambda: listed() == {"gpu", "other"}, 10)


@pytest.mark.parametrize("running", [True, False])
def test_check_names_each_that_does_not_answer(parley, admin, models, running):
    admin.add("gpu", models.url, api_key=KEY)
    admin.add("off", "http://127.0.0.1:%d/v1" % free_port(), enabled=False)
    if not running:
        parley.end()
    assert parley.command("check").returncode == 0
    models.mode = "refuse"
    result = parley.command("check")
    assert result.returncode == 1 and "provider gpu: " in result.stdout and "off" not in result.stdout, result
    assert KEY not in result.stdout + result.stderr
