"""One's own account: name, password, sessions, programs' keys."""
import re
import time

import pytest

from harness import web
from harness.browser import Browser, cookie
from harness.server import PASSWORD
from harness.doorway import audit, ends, person, rows
from harness.waiting import wait_for

NEW = "eine ganz andere Kiste"
KEYS = {"id", "name", "role", "has_password", "signed_in_by"}


@pytest.fixture
def grace(make):
    parley = make().set_up().start()
    parley.grace = parley.add_person("grace", "member")
    return parley


def put_password(browser, current, new):
    return browser.call("PUT", "/api/account/password", {"current_password": current, "new_password": new})


def test_who_am_i_says_how_i_came_in(house):
    browser = Browser(house).sign_in()
    me = browser.call("GET", "/api/session").value
    assert set(me) == KEYS and me["name"] == "ada" and me["role"] == "admin"
    assert me["has_password"] is True and me["signed_in_by"] == "password"
    assert house.call("GET", "/api/session").value["signed_in_by"] == "token"


def test_a_new_name_is_everywhere_and_the_old_one_is_free(grace):
    browser = Browser(grace).sign_in("grace")
    answer = browser.call("PATCH", "/api/account", {"name": "  Grace Hopper "})
    assert answer.status == 200 and answer.value["name"] == "Grace Hopper" and set(answer.value) == KEYS
    assert browser.is_known() and grace.sign_in("grace").status == 401 and grace.sign_in("grace hopper").status == 204
    for name in ("ada", "ADA", "", " ", "x" * 65, "a\nb", "\x1b[2J", "a\u202eb", "a\0b"):
        assert browser.call("PATCH", "/api/account", {"name": name}).status in (400, 409), repr(name)
    for name in (None, 7, [], {}, True):
        assert browser.call("PATCH", "/api/account", {"name": name}).status == 400
    entry = audit(grace, kind="person_renamed")[0]
    assert entry["detail"] == {"from": "grace", "to": "Grace Hopper"} and entry["actor"]["name"] == "grace"


def test_what_one_may_not_choose_is_not_taken_from_a_body(grace):
    browser = Browser(grace).sign_in("grace")
    before = person(grace, "grace")
    fields = {"role": "admin", "id": person(grace, "ada")["id"], "disabled": False, "created_at": "2001-01-01T00:00:00Z",
              "is_admin": True, "team_id": "x", "isDisabled": 0, "passwordHash": "x"}
    assert browser.call("PATCH", "/api/account", {"name": "grace", **fields}).status in (200, 400)
    body = {"current_password": PASSWORD, "new_password": NEW, **fields}
    browser.cookie = cookie(browser.call("PUT", "/api/account/password", body))
    answer = browser.call("POST", "/api/account/tokens", {"name": "x", "token": "mine", "person_id": fields["id"], **fields})
    assert answer.status == 201 and answer.value["token"] != "mine"
    assert {key: person(grace, "grace")[key] for key in ("id", "role", "created_at")} == {
        key: before[key] for key in ("id", "role", "created_at")}
    assert browser.call("GET", "/api/admin/people").status == 404


def test_a_new_password_ends_every_other_session_and_its_streams(grace):
    browser, other = Browser(grace).sign_in("grace"), Browser(grace).sign_in("grace")
    streams = [browser.watch(), other.watch()]
    old = browser.cookie
    answer = put_password(browser, PASSWORD, NEW)
    assert answer.status == 204 and answer.raw == b""
    browser.cookie = cookie(answer)
    assert browser.cookie != old and browser.is_known()
    assert not other.is_known() and not Browser(grace, old).is_known()
    assert ends(*streams)
    assert grace.sign_in("grace").status == 401 and grace.sign_in("grace", NEW).status == 204
    assert grace.call("GET", "/api/session", token=grace.grace).status == 200, "programs' keys stay"
    assert audit(grace, kind="password_changed")[0]["person"]["name"] == "grace"


def test_without_the_current_password_nothing_changes(grace):
    browser, other = Browser(grace).sign_in("grace"), Browser(grace).sign_in("grace")
    before = rows(grace, "SELECT passwordHash FROM person ORDER BY name")
    for wrong in ("", "wrong", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper(), NEW):
        answer = put_password(browser, wrong, NEW)
        assert answer.status == 403 and answer.header("set-cookie") is None, answer
    for current in (None, 7, True, [PASSWORD], {"$ne": ""}):
        assert put_password(browser, current, NEW).status == 400
        assert put_password(browser, PASSWORD, current).status == 400
    assert browser.call("PUT", "/api/account/password", {"new_password": NEW}).status == 400
    for weak in ("", "short77", "password1", "grace12345", "12345678", "qwertyuiop", "x" * 1025):
        assert put_password(browser, PASSWORD, weak).status == 400, weak
    assert put_password(browser, "x" * 1025, NEW).status == 400
    assert rows(grace, "SELECT passwordHash FROM person ORDER BY name") == before
    assert browser.is_known() and other.is_known()


def test_guessing_the_current_password_is_slowed_down(grace):
    browser = Browser(grace).sign_in("grace")
    assert [put_password(browser, "wrong %d" % index, NEW).status for index in range(11)] == [403] * 10 + [429]
    answer = browser.call(
        "PUT", "/api/account/password", {"current_password": PASSWORD, "new_password": NEW}, source="127.0.0.9")
    assert answer.status == 429 and int(answer.header("retry-after")) >= 1
    assert grace.sign_in("grace").status == 204, "nobody is locked out"


def test_ones_sessions_are_listed_and_ended(grace):
    browser, other, third = (Browser(grace).sign_in("grace", source="127.0.0.%d" % index) for index in (2, 3, 4))
    stream = other.watch()
    sessions = browser.call("GET", "/api/account/sessions").value["sessions"]
    assert len(sessions) == 3 and all(set(session) == {
        "id", "created_at", "last_seen_at", "agent", "address", "signed_in_by", "current"} for session in sessions)
    assert [session["address"] for session in sessions if session["current"]] == ["127.0.0.2"]
    theirs = next(session for session in sessions if session["address"] == "127.0.0.3")
    assert Browser(grace).sign_in().call("DELETE", "/api/account/sessions/" + theirs["id"]).status == 404, "ada's they are not"
    assert browser.call("DELETE", "/api/account/sessions/" + theirs["id"]).status == 204
    assert not other.is_known() and ends(stream)
    assert browser.call("DELETE", "/api/account/sessions/" + theirs["id"]).status == 404
    assert browser.call("DELETE", "/api/account/sessions/" + "%27%20OR%201=1--").status == 404
    stream = third.watch()
    assert browser.call("DELETE", "/api/account/sessions").status == 204
    assert not third.is_known() and browser.is_known() and ends(stream)
    assert len(browser.call("GET", "/api/account/sessions").value["sessions"]) == 1
    assert {entry["kind"] for entry in audit(grace, limit=2)} == {"session_ended"}


def test_an_ended_cookie_stays_ended(grace):
    browser = Browser(grace).sign_in("grace")
    sid = browser.call("GET", "/api/account/sessions").value["sessions"][0]["id"]
    assert browser.call("DELETE", "/api/account/sessions/" + sid).status == 204
    grace.end()
    grace.start()
    for method, path in (("GET", "/api/session"), ("GET", "/api/events"), ("GET", "/api/account/sessions"),
                         ("POST", "/api/account/tokens"), ("PUT", "/api/account/password")):
        assert browser.call(method, path, {} if method != "GET" else None).status == 401
    assert not Browser(grace, "parley_session=" + sid).is_known(), "an id is no secret"


def test_a_token_is_told_once_used_and_revoked(grace):
    browser = Browser(grace).sign_in("grace")
    made = browser.call("POST", "/api/account/tokens", {"name": "a script", "expires_in_days": 30})
    assert made.status == 201 and set(made.value) == {"token", "id", "name", "created_at", "expires_at", "last_used_at"}
    assert made.value["last_used_at"] is None and made.value["expires_at"] > made.value["created_at"]
    token = made.value["token"]
    stream = grace.watch(grace.call("POST", "/api/conversations", {}, token=token).value["id"], headers=grace.headers(token))
    listed = browser.call("GET", "/api/account/tokens")
    assert token.encode() not in listed.raw
    mine = next(one for one in listed.value["tokens"] if one["id"] == made.value["id"])
    assert mine["last_used_at"] is not None
    assert Browser(grace).sign_in().call("DELETE", "/api/account/tokens/" + mine["id"]).status == 404
    assert browser.call("DELETE", "/api/account/tokens/" + mine["id"]).status == 204
    assert grace.call("GET", "/api/session", token=token).status == 401 and ends(stream)
    assert browser.call("DELETE", "/api/account/tokens/" + mine["id"]).status == 404


@pytest.mark.parametrize("days", [0, -1, 3651, 10**30, 1.5, "30", [1], True])
def test_a_token_has_a_sensible_end(house, days):
    browser = Browser(house).sign_in()
    assert browser.call("POST", "/api/account/tokens", {"name": "x", "expires_in_days": days}).status == 400


def test_a_token_that_is_over_is_nobodys(make):
    parley = make().set_up().start()
    browser = Browser(parley).sign_in()
    made = browser.call("POST", "/api/account/tokens", {"name": "short", "expires_in_days": 1}).value
    assert parley.call("GET", "/api/session", token=made["token"]).status == 200
    parley.end()
    import sqlite3
    database = sqlite3.connect(parley.data + "/parley.sqlite")
    with database:
        database.execute("UPDATE token SET expiresAt = ? WHERE id = ?", (int(time.time() * 1000) + 4000, made["id"]))
    database.close()
    parley.start()
    page = parley.watch(parley.conversation("say:x"), headers=parley.headers(made["token"]))
    assert parley.call("GET", "/api/session", token=made["token"]).status == 200
    wait_for(lambda: parley.call("GET", "/api/session", token=made["token"]).status == 401, 10, what="the token's end")
    assert ends(page)


def test_a_program_does_not_change_the_account(grace):
    fields = {"name": "x", "current_password": PASSWORD, "new_password": NEW}
    routes = (("PATCH", ""), ("PUT", "/password"), ("DELETE", "/sessions"), ("DELETE", "/sessions/x"), ("POST", "/tokens"),
              ("DELETE", "/tokens/x"))
    for method, path in routes:
        body = fields if method != "DELETE" else None
        assert grace.call(method, "/api/account" + path, body, token=grace.grace).status == 403, path
    for path in ("/sessions", "/tokens"):
        assert grace.call("GET", "/api/account" + path, token=grace.grace).status == 200
    assert grace.sign_in("grace").status == 204


def test_everybody_who_may_come_in_is_named_and_no_more(grace):
    grace.add_person("carol", "reviewer")
    grace.succeed("user", "disable", "carol")
    people = grace.call("GET", "/api/people", token=grace.grace).value["people"]
    assert [set(one) for one in people] == [{"id", "name"}] * 2 and [one["name"] for one in people] == ["ada", "grace"]


def test_pages_of_the_account_and_the_admin(grace):
    member, admin = Browser(grace).sign_in("grace"), Browser(grace).sign_in()
    assert member.call("GET", "/account", Accept="text/html").status == 200
    assert Browser(grace).call("GET", "/account", Accept="text/html").header("location") == "/login?next=/account"
    answer = admin.call("GET", "/admin", Accept="text/html")
    assert answer.status == 303 and answer.header("location") == "/admin/people"
    for section in "people invites providers models limits usage sessions audit health".split():
        assert admin.call("GET", "/admin/" + section, Accept="text/html").status == 200, section
        assert member.call("GET", "/admin/" + section, Accept="text/html").status == 404
    for section in ("nothing", "people%2f..", "%00", "PEOPLE"):
        assert admin.call("GET", "/admin/" + section, Accept="text/html").status == 404
    assert member.call("GET", "/admin", Accept="text/html").status == 404
    page = web.request(grace.port, "GET", "/invite")
    assert page.status == 200 and "text/html" in page.header("content-type")


def test_ten_wrong_logins_by_name_do_not_shut_the_person_out(grace):
    """Whoever has a good password of their own does not get more guesses at another by using it in between."""
    statuses = []
    for index in range(12):
        statuses.append(grace.sign_in("grace", "wrong %d" % index, source="127.0.60.1").status)
        if statuses[-1] == 401 and index % 3 == 2:
            assert grace.sign_in("ada", source="127.0.60.1").status == 204
    assert statuses == [401] * 10 + [429] * 2
    assert grace.sign_in("grace", source="127.0.60.2").status == 204


def test_many_guesses_at_once_are_not_all_checked(grace):
    import threading
    statuses = []

    def guess(index):
        statuses.append(grace.sign_in("grace", "wrong %d" % index, source="127.0.61.1").status)
    threads = [threading.Thread(target=guess, args=(index,)) for index in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(statuses) == 60 and set(statuses) == {401, 429} and statuses.count(401) <= 20
    assert re.fullmatch("[0-9]+", grace.sign_in("grace", source="127.0.61.1").header("retry-after"))
