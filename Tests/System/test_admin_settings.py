"""The settings as an admin sees them, and the few that change while the server runs."""
from harness import web
from harness.admin import Admin, alone
from harness.browser import Browser


def test_every_setting_says_where_it_comes_from(make):
    parley = alone(make, PARLEY_ALLOWED_HOSTS="a.lan,b.lan").set_up()
    parley.config = parley.write_config("log_level: debug\nmax_generations: 50\n")
    parley.start()
    settings = Admin(parley).settings()
    assert settings["listen"]["source"] == settings["data"]["source"] == "environment"
    assert settings["allowed_hosts"]["value"] == ["a.lan", "b.lan"] and settings["trusted_proxies"]["value"] == []
    assert (settings["max_generations"]["value"], settings["max_generations"]["source"]) == ("50", "file")
    assert settings["public_url"] == {
        "key": "public_url", "value": None, "source": "default", "editable": False, "allowed": None}
    assert settings["titles"]["allowed"] == ["model", "words"]
    assert settings["when_busy"] == {
        "key": "when_busy", "value": "refuse", "source": "default", "editable": True, "allowed": ["refuse", "queue"]}
    assert {entry["key"] for entry in settings.values() if entry["editable"]} <= {"when_busy", "passwords"}


def test_when_busy_is_changed_kept_and_taken_back(make):
    parley = alone(make).set_up().start()
    admin = Admin(parley)
    answer = admin.call("PATCH", "/settings", {"when_busy": "queue"})
    assert answer.status == 200, answer
    changed = {entry["key"]: entry for entry in answer.value["settings"]}["when_busy"]
    assert (changed["value"], changed["source"], changed["editable"]) == ("queue", "admin", True)
    assert admin.call("PATCH", "/settings", {"when_busy": "queue"}).status == 200
    parley.end()
    parley.start()
    admin = Admin(parley)
    assert admin.settings()["when_busy"]["value"] == "queue"
    assert admin.call("PATCH", "/settings", {"when_busy": None}).status == 200
    assert (admin.settings()["when_busy"]["value"], admin.settings()["when_busy"]["source"]) == ("refuse", "default")
    rows = admin.audit("settings_changed")
    assert [row["detail"] for row in rows] == [
        {"key": "when_busy", "value": "queue"}, {"key": "when_busy", "value": "default"}]
    assert {row["actor"] for row in rows} == {"ada"}


def test_what_was_given_at_the_start_is_stronger_than_what_was_kept(make):
    parley = alone(make).set_up().start()
    Admin(parley).call("PATCH", "/settings", {"when_busy": "queue"})
    parley.end()
    parley.environment["PARLEY_WHEN_BUSY"] = "refuse"
    parley.start()
    admin = Admin(parley)
    entry = admin.settings()["when_busy"]
    assert (entry["value"], entry["source"], entry["editable"]) == ("refuse", "environment", False)
    refused = admin.call("PATCH", "/settings", {"when_busy": "queue"})
    assert refused.status == 409 and "environment" in refused.error["message"]


def test_nothing_else_can_be_changed(make):
    parley = alone(make).set_up().start()
    admin = Admin(parley)
    before = admin.settings()
    for body in ({"listen": "0.0.0.0:1"}, {"data": "/"}, {"key_file": "/etc/passwd"}, {"nothing": "x"}, {"when_busy": "later"},
                 {"when_busy": 1}, {"when_busy": ["queue"]}, {"when_busy": "queue", "listen": "x"}, {"when_busy": "QUEUE"}, [], "x"):
        answer = admin.call("PATCH", "/settings", body)
        assert answer.status == 400 and len(answer.error["message"]) > 10, (body, answer)
    assert admin.settings() == before and admin.audit("settings_changed") == []


def test_only_admins_see_them_and_only_in_a_browser_change_them(make):
    parley = alone(make).set_up()
    member = parley.add_person("grace", "member")
    parley.start()
    for method in ("GET", "PATCH"):
        body = {"when_busy": "queue"} if method == "PATCH" else None
        assert parley.call(method, "/api/admin/settings", body, token=member).status == 404
    assert Browser(parley).sign_in("grace").call("PATCH", "/api/admin/settings", {"when_busy": "queue"}).status == 404
    assert parley.call("GET", "/api/admin/settings").status == 200
    assert parley.call("PATCH", "/api/admin/settings", {"when_busy": "queue"}).status == 403
    assert Admin(parley).settings()["when_busy"]["source"] == "default"


def test_passwords_cannot_be_shut_off_where_they_are_the_only_way_in(make):
    parley = alone(make).set_up().start()
    admin = Admin(parley)
    entry = admin.settings()["passwords"]
    assert (entry["value"], entry["source"], entry["editable"], entry["allowed"]) == ("on", "default", True, ["on", "off"])
    assert admin.call("PATCH", "/settings", {"passwords": "off"}).status == 409
    assert Browser(parley).sign_in().is_known() and admin.settings()["passwords"]["value"] == "on"


def test_passwords_go_off_only_where_an_admin_can_come_in_without(make):
    parley = alone(make).set_up()
    parley.config = parley.write_config(
        "trusted_proxies: [127.0.0.9]\ntrusted_header: {name: X-Forwarded-User}\n")
    parley.start()
    admin = Admin(parley)
    refused = admin.call("PATCH", "/settings", {"passwords": "off"})
    assert refused.status == 409 and "No admin" in refused.error["message"]
    named = {"X-Forwarded-User": "grace"}
    grace = web.request(parley.port, "GET", "/api/session", headers=named, source="127.0.0.9").value["id"]
    assert admin.call("PATCH", "/settings", {"passwords": "off"}).status == 409, "she is a member"
    assert admin.call("PATCH", "/people/" + grace, {"role": "admin"}).status == 200
    assert admin.call("PATCH", "/people/" + grace, {"disabled": True}).status == 200
    assert admin.call("PATCH", "/settings", {"passwords": "off"}).status == 409, "she is shut out"
    assert admin.call("PATCH", "/people/" + grace, {"disabled": False}).status == 200
    assert admin.call("PATCH", "/settings", {"passwords": "off"}).status == 200
    assert parley.sign_in().status == 403


def test_passwords_go_off_where_a_group_makes_admins(make):
    parley = alone(make).set_up()
    parley.config = parley.write_config(
        "trusted_proxies: [127.0.0.9]\n"
        "trusted_header: {name: X-Forwarded-User, groups: X-Forwarded-Groups, roles: {admin: [ops]}}\n")
    parley.start()
    assert Admin(parley).call("PATCH", "/settings", {"passwords": "off"}).status == 200


def test_passwords_that_the_start_has_shut_off_stay_off(make):
    parley = alone(make).set_up()
    parley.config = parley.write_config(
        "passwords: off\ntrusted_proxies: [127.0.0.9]\ntrusted_header: {name: X-Forwarded-User}\n")
    parley.start()
    entries = {entry["key"]: entry for entry in parley.call("GET", "/api/admin/settings").value["settings"]}
    assert (entries["passwords"]["value"], entries["passwords"]["source"], entries["passwords"]["editable"]) == ("off", "file", False)
    assert parley.sign_in().status == 403 or parley.sign_in().status == 401
