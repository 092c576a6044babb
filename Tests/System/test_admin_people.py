"""People as admins see and change them; what a change ends, and when."""
import threading

import pytest

from harness import web
from harness.browser import Browser
from harness.server import PASSWORD
from harness.doorway import audit, change, ends, person, rows

UNKNOWN = "0190aaaa-0000-7000-8000-000000000000"
KEYS = {"id", "name", "role", "disabled", "has_password", "has_sso", "created_at", "last_seen_at", "sessions", "tokens"}


@pytest.fixture
def admin(make):
    parley = make().set_up().start()
    parley.grace = parley.add_person("grace", "member")
    return Browser(parley).sign_in()


def talk(parley, token, model="endless:50¦change"):
    """A conversation of whoever holds the token, in which an answer is being written."""
    id = parley.call("POST", "/api/conversations", {"model": model}, token=token).value["id"]
    sent = parley.call("POST", "/api/conversations/%s/messages" % id, {"content": "go"}, token=token)
    assert sent.status == 202, sent
    return id


def test_people_are_listed_with_what_they_have(admin):
    parley = admin.parley
    Browser(parley).sign_in("grace")
    people = admin.call("GET", "/api/admin/people").value["people"]
    assert [set(one) for one in people] == [KEYS, KEYS] and [one["name"] for one in people] == ["ada", "grace"]
    grace = people[1]
    assert (grace["role"], grace["disabled"], grace["sessions"], grace["tokens"]) == ("member", False, 1, 1)
    assert grace["has_password"] is True and grace["has_sso"] is False and grace["last_seen_at"]


@pytest.mark.parametrize("role", ["reviewer", "admin"])
def test_another_role_signs_out_everywhere_and_counts_at_once(admin, role):
    parley = admin.parley
    browser = Browser(parley).sign_in("grace")
    conversation = talk(parley, parley.grace)
    streams = [browser.watch(conversation), browser.watch(), parley.watch(conversation, headers=parley.headers(parley.grace))]
    answer = change(admin, person(parley, "grace")["id"], role=role)
    assert answer.status == 200 and answer.value["role"] == role and set(answer.value) == KEYS
    assert not browser.is_known() and ends(*streams)
    me = parley.call("GET", "/api/session", token=parley.grace)
    assert me.status == 200 and me.value["role"] == role, "a token has its person's new role"
    assert parley.call("GET", "/api/admin/people", token=parley.grace).status == (200 if role == "admin" else 404)
    entry = audit(parley, kind="role_changed")[0]
    assert entry["detail"] == {"from": "member", "to": role}
    assert entry["actor"]["name"] == "ada" and entry["person"]["name"] == "grace" and entry["address"] == "127.0.0.1"
    parley.stop(conversation)


def test_who_is_shut_out_is_out_and_may_be_let_in_again(admin):
    parley = admin.parley
    browser = Browser(parley).sign_in("grace")
    conversation = talk(parley, parley.grace)
    streams = [browser.watch(conversation), parley.watch(conversation, headers=parley.headers(parley.grace))]
    path = "/api/conversations/%s/messages" % conversation
    grace = person(parley, "grace")["id"]
    assert change(admin, grace, disabled=True).value["disabled"] is True
    for method, place in (("GET", "/api/session"), ("POST", path), ("GET", "/v1/models"), ("GET", "/metrics"),
                          ("GET", "/api/people")):
        body = {"content": "x"} if method == "POST" else None
        assert parley.call(method, place, body, token=parley.grace).status == 401
        assert browser.call(method, place, body).status == 401
    assert ends(*streams) and parley.sign_in("grace").status == 401
    assert change(admin, grace, disabled=False).value["disabled"] is False
    assert not browser.is_known(), "what ended stays ended"
    assert parley.sign_in("grace").status == 204 and parley.call("GET", "/api/session", token=parley.grace).status == 200
    kinds = [entry["kind"] for entry in audit(parley, person=grace, limit=4)]
    assert kinds == ["login", "person_enabled", "login_failed", "person_disabled"]


def test_a_new_name_by_an_admin_ends_nothing(admin):
    parley = admin.parley
    browser = Browser(parley).sign_in("grace")
    grace = person(parley, "grace")["id"]
    assert change(admin, grace, name="Grace Hopper").value["name"] == "Grace Hopper"
    assert browser.is_known() and browser.call("GET", "/api/session").value["name"] == "Grace Hopper"
    assert change(admin, grace, name="ADA").status == 409
    for name in ("", " ", "x" * 65, "a\rb", "\x1b]0;x\x07", "\u202eada", 7, [], {}):
        assert change(admin, grace, name=name).status == 400, repr(name)


def test_the_last_admin_stays(admin):
    parley = admin.parley
    ada = person(parley, "ada")["id"]
    for fields in ({"role": "member"}, {"role": "reviewer"}, {"disabled": True}, {"role": "member", "name": "x"}):
        answer = change(admin, ada, **fields)
        assert answer.status == 409 and answer.error["message"], fields
    assert person(parley, "ada")["role"] == "admin" and person(parley, "ada")["name"] == "ada"
    for words in (("disable", "ada"), ("role", "ada", "member")):
        assert parley.command("user", *words).returncode == 1
    parley.succeed("user", "role", "grace", "admin")
    answer = change(admin, ada, role="member")
    assert answer.status == 200 and admin.call("GET", "/api/admin/people").status == 404
    assert admin.call("GET", "/api/session").value["role"] == "member", "who changes their own role stays signed in"


def test_two_admins_who_demote_each_other_leave_one(admin, rounds):
    parley = admin.parley
    parley.succeed("user", "role", "grace", "admin")
    for _ in range(max(2, rounds // 2)):
        browsers = {"ada": Browser(parley).sign_in("ada"), "grace": Browser(parley).sign_in("grace")}
        ids = {name: person_of(parley, name) for name in browsers}
        answers, barrier = {}, threading.Barrier(2)

        def demote(who, whom):
            barrier.wait()
            answers[who] = change(browsers[who], ids[whom], role="member").status
        threads = [threading.Thread(target=demote, args=pair) for pair in (("ada", "grace"), ("grace", "ada"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert sorted(answers.values()) in ([200, 401], [200, 404], [200, 409]), answers
        assert rows(parley, "SELECT count(*) FROM person WHERE role = 'admin'") == [(1,)]
        for name in browsers:
            parley.succeed("user", "role", name, "admin")


def person_of(parley, name):
    return rows(parley, "SELECT id FROM person WHERE name = ?", name)[0][0]


def test_sessions_of_others_are_listed_and_ended(admin):
    parley = admin.parley
    one, two = Browser(parley).sign_in("grace", source="127.0.0.2"), Browser(parley).sign_in("grace", source="127.0.0.3")
    stream = one.watch()
    sessions = admin.call("GET", "/api/admin/sessions").value["sessions"]
    assert all(set(session) == {
        "id", "person", "created_at", "last_seen_at", "agent", "address", "signed_in_by", "current"} for session in sessions)
    assert [session["person"]["name"] for session in sessions if session["current"]] == ["ada"]
    theirs = next(session for session in sessions if session["address"] == "127.0.0.2")
    assert admin.call("DELETE", "/api/admin/sessions/" + theirs["id"]).status == 204
    assert not one.is_known() and two.is_known() and ends(stream)
    assert admin.call("DELETE", "/api/admin/sessions/" + theirs["id"]).status == 404
    stream = two.watch()
    assert admin.call("DELETE", "/api/admin/people/%s/sessions" % person(parley, "grace")["id"]).status == 204
    assert not two.is_known() and ends(stream) and admin.is_known()
    assert admin.call("DELETE", "/api/admin/people/%s/sessions" % person(parley, "ada")["id"]).status == 204
    assert admin.is_known(), "one's own browser stays"
    assert {entry["kind"] for entry in audit(parley, limit=2)} == {"session_ended"}


ADMIN = (
    ("GET", "/api/admin/people"), ("PATCH", "/api/admin/people/{pid}"), ("DELETE", "/api/admin/people/{pid}/sessions"),
    ("GET", "/api/admin/invites"), ("POST", "/api/admin/invites"), ("DELETE", "/api/admin/invites/x"),
    ("GET", "/api/admin/sessions"), ("DELETE", "/api/admin/sessions/x"), ("GET", "/api/admin/audit"))


def test_nobody_else_sees_that_there_is_anything(admin):
    parley = admin.parley
    parley.succeed("user", "add", "rita", "--role", "reviewer", "--password-stdin", stdin=PASSWORD)
    ada = person(parley, "ada")["id"]
    before = rows(parley, "SELECT * FROM person ORDER BY id")[0][:5]
    for name in ("grace", "rita"):
        browser = Browser(parley).sign_in(name)
        for method, path in ADMIN:
            body = {"role": "admin", "name": "x", "disabled": True} if method in ("PATCH", "POST") else None
            for id in (ada, UNKNOWN, person_of(parley, name)):
                answer = browser.call(method, path.replace("{pid}", id), body)
                unknown = browser.call(method, "/api/admin/nothing", body)
                assert answer.status == 404 and answer.raw == unknown.raw, (method, path)
    assert rows(parley, "SELECT * FROM person ORDER BY id")[0][:5] == before
    for method, path in ADMIN:
        answer = web.request(parley.port, method, path.replace("{pid}", ada), {} if method in ("PATCH", "POST") else None)
        assert answer.status == 401, path


def test_a_token_of_an_admin_reads_and_changes_nothing(admin):
    parley = admin.parley
    grace = person(parley, "grace")["id"]
    for method, path in ADMIN:
        body = {"role": "admin"} if method in ("PATCH", "POST") else None
        answer = parley.call(method, path.replace("{pid}", grace), body)
        assert answer.status == (200 if method == "GET" else 403), (method, path)
    assert person(parley, "grace")["role"] == "member"


def test_what_is_no_change_is_refused(admin):
    parley = admin.parley
    grace = person(parley, "grace")["id"]
    for fields in ({"role": "king"}, {"role": 7}, {"role": ["admin"]}, {"role": {"$ne": ""}}, {"disabled": "yes"},
                   {"disabled": 1}, {"disabled": []}):
        assert change(admin, grace, **fields).status == 400, fields
    for id in (UNKNOWN, "x", "'--", "%00", grace.upper()):
        assert change(admin, id, role="member").status == 404
    extra = {"id": UNKNOWN, "created_at": "2001-01-01T00:00:00Z", "passwordHash": "x", "has_sso": True, "sessions": 9}
    assert admin.call("PATCH", "/api/admin/people/" + grace, extra).status == 200
    after = person(parley, "grace")
    assert after["id"] == grace and not after["created_at"].startswith("2001") and not after["has_sso"]
    assert parley.sign_in("grace").status == 204


def test_no_secret_is_told_to_admins_or_written_to_the_log(make):
    parley = make(PARLEY_LOG_LEVEL="trace").set_up().start()
    token = parley.add_person("grace", "member")
    admin, browser = Browser(parley).sign_in(), Browser(parley).sign_in("grace")
    parley.sign_in("grace", "a-wrong-password-canary")
    parley.sign_in("name-field-canary", "x")
    browser.call("PUT", "/api/account/password", {"current_password": "current-canary", "new_password": "new-canary-9731"})
    hashes = [row[0] for row in rows(parley, "SELECT passwordHash FROM person")]
    digests = [row[0].hex() for row in rows(parley, "SELECT tokenHash FROM session UNION SELECT tokenHash FROM token")]
    told = b"".join(admin.call("GET", "/api/admin/" + place).raw for place in (
        "people", "sessions", "invites", "audit?limit=200")) + browser.call("GET", "/api/account/sessions").raw
    told += browser.call("GET", "/api/account/tokens").raw + parley.log_text().encode()
    secrets = [token, PASSWORD, "canary", admin.cookie.partition("=")[2], browser.cookie.partition("=")[2], "scrypt"]
    for text in secrets + hashes + digests:
        assert text.encode() not in told, text


# The commands around the server


@pytest.mark.parametrize("running", [True, False])
def test_the_commands_for_people(make, running):
    parley = make().set_up()
    if running:
        parley.start()
    parley.succeed("user", "add", "rita", "--role", "reviewer", "--password-stdin", stdin=PASSWORD)
    assert "rita\treviewer" in parley.succeed("user", "list")
    assert "member" in parley.succeed("user", "role", "rita", "member")
    parley.succeed("user", "disable", "RITA")
    assert "rita\tmember\tdisabled" in parley.succeed("user", "list")
    parley.succeed("user", "enable", "rita")
    parley.succeed("user", "password", "ada", "--password-stdin", stdin="a lost one, mended\n")
    token = parley.succeed("token", "create", "--user", "rita", "--expires-in-days", "2").strip()
    for words in (("token", "create", "--user", "rita", "--expires-in-days", "0"), ("user", "role", "rita", "king"),
                  ("user", "role", "nobody", "member"), ("user", "enable", "nobody")):
        refused = parley.command(*words)
        assert refused.returncode == 1 and len(refused.stderr.splitlines()) == 1, refused
    if not running:
        parley.start()
    assert parley.sign_in(password="a lost one, mended").status == 204
    assert parley.call("GET", "/api/session", token=token).value["role"] == "member"
    entries = [entry for entry in audit(parley, limit=20) if entry["address"] == "local"]
    assert all(entry["actor"] is None for entry in entries)
    assert [entry["kind"] for entry in reversed(entries)][-6:] == [
        "person_added", "role_changed", "person_disabled", "person_enabled", "password_reset", "token_created"]


def test_signs_in_names_reach_no_terminal_and_no_log(make):
    parley = make().set_up().start()
    for name in ("\x1b]0;owned\x07", "a\rb", "a\u202eb", "a\u2028b", "\x9b31m"):
        for words in (("user", "disable"), ("user", "enable"), ("user", "password"), ("token", "create", "--user"), ("user", "add")):
            more = ["--password-stdin"] if words[1] in ("password", "add") else []
            refused = parley.command(*words, name, *more, stdin=PASSWORD)
            assert refused.returncode == 1 and len(refused.stderr.splitlines()) == 1, refused
            assert not [sign for sign in refused.stderr[:-1] if ord(sign) < 32 or sign in "\x9b\u202e\u2028"], refused.stderr
        parley.sign_in(name, "x")
        web.request(parley.port, "POST", "/api/session", {"name": name, "password": "x"}, {"User-Agent": "x"})
    # A row from another hand.
    parley.end()
    import sqlite3
    database = sqlite3.connect(parley.data + "/parley.sqlite")
    with database:
        database.execute("UPDATE person SET name = 'ada\x1b[31m' || char(8238)")
    database.close()
    parley.start()
    listed = parley.succeed("user", "list")
    assert "\x1b" not in listed and "\u202e" not in listed and "\\u{1b}" in listed
    for sign in ("\x1b", "\u202e", "\x9b", "\u2028"):
        assert sign not in parley.log_text()
