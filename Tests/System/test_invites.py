"""Links that let people in: made by an admin, used once, by one."""
import sqlite3
import threading
import time

import pytest

from harness import figures, web
from harness.browser import Browser
from harness.server import PASSWORD
from harness.doorway import accept, audit, came_in, ends, invite, look, person, rows
from harness.waiting import wait_for

AT_ONCE = 50
KEYS = {"id", "kind", "role", "name", "note", "created_by", "created_at", "expires_at"}
NEW = "eine ganz andere Kiste"


@pytest.fixture
def admin(make):
    parley = make().set_up().start()
    return Browser(parley).sign_in()


def test_an_invite_lets_one_in(admin):
    parley = admin.parley
    token, made = invite(admin, role="reviewer", name="Grace", note="for the audit")
    assert set(made) == KEYS and made["kind"] == "invite" and made["created_by"]["name"] == "ada"
    assert len(token) >= 43 and token not in parley.log_text()
    seen = look(parley, token)
    assert seen.status == 200 and seen.value == {
        "kind": "invite", "role": "reviewer", "name": "Grace", "expires_at": made["expires_at"]}
    answer = accept(parley, token, password=PASSWORD)
    assert answer.status == 201 and answer.value["name"] == "Grace" and answer.value["role"] == "reviewer"
    assert set(answer.value) == {"id", "name", "role", "has_password", "signed_in_by"}
    assert came_in(parley, answer).call("GET", "/api/session").value["name"] == "Grace"
    assert parley.sign_in("grace").status == 204
    again = accept(parley, token, name="Eve", password=PASSWORD)
    assert again.status == 403 and look(parley, token).status == 403
    assert admin.call("GET", "/api/admin/invites").value["invites"] == []
    kinds = [entry["kind"] for entry in audit(parley, limit=5)]
    assert {"invite_created", "invite_used", "person_added"} <= set(kinds)


def test_the_browsers_old_session_ends(admin):
    parley = admin.parley
    token, _ = invite(admin, role="member", name="Grace")
    stream = admin.watch()
    answer = admin.call("POST", "/api/invites/accept", {"token": token, "password": PASSWORD})
    assert answer.status == 201 and not admin.is_known()
    assert ends(stream)
    assert came_in(parley, answer).call("GET", "/api/session").value["name"] == "Grace"


def test_wrong_links_are_in_the_log(admin):
    assert look(admin.parley, "x", source="127.0.44.1").status == 403
    wait_for(lambda: [line for line in admin.parley.log_text().splitlines()
                      if "wrong invite link" in line and "127.0.44.1" in line], 5, what="the line")


def test_the_link_leads_to_where_people_reach_this_server(make, admin):
    link = admin.call("POST", "/api/admin/invites", {"role": "member"}).value["link"]
    assert link.startswith("http://127.0.0.1:%d/invite#" % admin.parley.port)
    parley = make(PARLEY_PUBLIC_URL="https://chat.example").set_up().start()
    own = {"Host": "chat.example", "Origin": "https://chat.example"}
    cookie = web.request(
        parley.port, "POST", "/api/session", {"name": "ada", "password": PASSWORD}, own).header("set-cookie").split(";")[0]
    answer = web.request(parley.port, "POST", "/api/admin/invites", {"role": "member"}, {**own, "Cookie": cookie})
    assert answer.value["link"].startswith("https://chat.example/invite#")


def test_fifty_at_once_make_one_person(admin):
    parley = admin.parley
    token, _ = invite(admin, role="member")
    answers, barrier = [], threading.Barrier(AT_ONCE)

    def hurry(index):
        barrier.wait()
        answers.append(accept(parley, token, source="127.0.81.%d" % (index + 1), name="Grace %d" % index, password=PASSWORD))
    threads = [threading.Thread(target=hurry, args=(index,)) for index in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    statuses = [answer.status for answer in answers]
    figures.note("%d at once with one invite: answers %s" % (AT_ONCE, {one: statuses.count(one) for one in set(statuses)}))
    assert len(statuses) == AT_ONCE and statuses.count(201) == 1 and set(statuses) <= {201, 403, 429}, statuses
    assert rows(parley, "SELECT count(*) FROM person") == [(2,)]
    assert rows(parley, "SELECT count(*) FROM audit WHERE kind = 'invite_used'") == [(1,)]


def test_what_is_late_revoked_or_invented_lets_nobody_in(admin):
    parley = admin.parley
    late, made = invite(admin, role="admin", expires_in_hours=1)
    revoked, other = invite(admin, role="member")
    assert admin.call("DELETE", "/api/admin/invites/" + other["id"]).status == 204
    assert admin.call("DELETE", "/api/admin/invites/" + other["id"]).status == 404
    parley.end()
    database = sqlite3.connect(parley.data + "/parley.sqlite")
    with database:
        database.execute("UPDATE invite SET expiresAt = ? WHERE id = ?", (int(time.time() * 1000) - 1, made["id"]))
        hashed = database.execute("SELECT tokenHash FROM invite").fetchone()[0].hex()
    database.close()
    parley.start()
    refusals = [ask(parley, token, **more) for token in (late, revoked, "x", "", hashed, made["id"], late + "\0")
                for ask, more in ((look, {}), (accept, {"name": "eve", "password": PASSWORD}))][:9]
    assert {answer.status for answer in refusals} == {403} and len({answer.raw for answer in refusals}) == 1
    assert rows(parley, "SELECT count(*) FROM person") == [(1,)]


def test_wrong_links_are_slowed_down_and_good_logins_are_not(admin):
    parley = admin.parley
    statuses = [accept(parley, "x%d" % index, source="127.0.82.1", name="eve", password=PASSWORD).status for index in range(11)]
    assert statuses == [403] * 10 + [429]
    token, _ = invite(admin, role="member")
    refused = look(parley, token, source="127.0.82.1")
    assert refused.status == 429 and int(refused.header("retry-after")) >= 1
    assert look(parley, token, source="127.0.82.2").status == 200
    assert parley.sign_in(source="127.0.82.1").status == 204


def test_a_bad_password_or_name_leaves_the_link_good(admin):
    parley = admin.parley
    token, _ = invite(admin, role="member")
    assert accept(parley, token, password=PASSWORD).status == 400, "a name is wanted"
    for password in ("", "short77", "password1", "Grace2024", "x" * 1025):
        assert accept(parley, token, name="grace", password=password).status == 400, password[:20]
    for name in ("", "a\nb", "\x1b[31m", "a\u202eb", "x" * 65):
        assert accept(parley, token, name=name, password=PASSWORD).status == 400, repr(name)
    assert accept(parley, token, name="ADA", password=PASSWORD).status == 409
    for value in (None, 7, [], {}, True):
        assert accept(parley, token, name="grace", password=value).status == 400
        assert web.request(parley.port, "POST", "/api/invites/look", {"token": value}).status == 400
    assert accept(parley, token, name="grace", password=PASSWORD).status == 201


def test_whoever_comes_in_does_not_choose_a_role(admin):
    parley = admin.parley
    token, _ = invite(admin, role="member")
    ada = person(parley, "ada")["id"]
    answer = accept(parley, token, name="grace", password=PASSWORD, role="admin", id=ada, person_id=ada, kind="password")
    assert answer.status in (201, 400)
    if answer.status == 201:
        assert answer.value["role"] == "member" and answer.value["id"] != ada
    assert parley.sign_in().status == 204


def test_a_password_link_mends_a_lost_password(admin):
    parley = admin.parley
    token = parley.add_person("grace", "member")
    browser = Browser(parley).sign_in("grace")
    stream = browser.watch()
    grace = person(parley, "grace")
    secret, made = invite(admin, person_id=grace["id"], role="admin", name="Somebody")
    assert made["kind"] == "password" and made["name"] == "grace" and made["role"] == "member"
    answer = accept(parley, secret, name="Eve", password=NEW)
    assert answer.status == 201 and answer.value["id"] == grace["id"] and answer.value["name"] == "grace"
    assert not browser.is_known() and ends(stream)
    assert came_in(parley, answer).is_known() and parley.call("GET", "/api/session", token=token).status == 200
    assert parley.sign_in("grace").status == 401 and parley.sign_in("grace", NEW).status == 204
    assert accept(parley, secret, password=PASSWORD).status == 403
    assert audit(parley, kind="password_reset")[0]["person"]["name"] == "grace"


def test_a_link_of_who_is_shut_out_is_void(admin):
    parley = admin.parley
    parley.add_person("grace", "member")
    grace = person(parley, "grace")
    secret, _ = invite(admin, person_id=grace["id"])
    parley.succeed("user", "disable", "grace")
    assert look(parley, secret).status == 403 and accept(parley, secret, password=NEW).status == 403
    assert admin.call("POST", "/api/admin/invites", {"person_id": grace["id"]}).status == 409


def test_the_links_of_an_admin_who_is_none_any_more_are_void(admin):
    parley = admin.parley
    parley.add_person("mallory", "admin")
    mallory = Browser(parley).sign_in("mallory")
    secret, _ = invite(mallory, role="admin", name="backdoor")
    parley.succeed("user", "role", "mallory", "member")
    assert accept(parley, secret, password=PASSWORD).status == 403
    assert mallory.call("POST", "/api/admin/invites", {"role": "admin"}).status == 401


@pytest.mark.parametrize("fields", [
    {}, {"role": "king"}, {"role": None}, {"role": 7}, {"role": ["admin"]}, {"role": "member", "expires_in_hours": 0},
    {"role": "member", "expires_in_hours": 169}, {"role": "member", "expires_in_hours": -1},
    {"role": "member", "expires_in_hours": "24"}, {"role": "member", "expires_in_hours": 1e300},
    {"role": "member", "name": "a\nb"}, {"role": "member", "name": "x" * 65}, {"role": "member", "note": "x" * 201},
    {"role": "member", "note": "a\u202eb"}, {"role": "member", "note": {}}, {"person_id": 7}], ids=str)
def test_an_invite_that_makes_no_sense_is_refused(house, fields):
    assert Browser(house).sign_in().call("POST", "/api/admin/invites", fields).status == 400


def test_only_an_admin_with_a_browser_invites(admin):
    parley = admin.parley
    member = parley.add_person("grace", "member")
    assert parley.call("POST", "/api/admin/invites", {"role": "member"}).status == 403
    assert parley.call("POST", "/api/admin/invites", {"role": "member"}, token=member).status == 404
    assert Browser(parley).sign_in("grace").call("POST", "/api/admin/invites", {"role": "admin"}).status == 404
    assert Browser(parley).call("POST", "/api/admin/invites", {"role": "admin"}).status == 401
    assert admin.call("POST", "/api/admin/invites", {"person_id": "0190aaaa-0000-7000-8000-000000000000"}).status == 404
    assert admin.call("POST", "/api/admin/invites", {"role": "member", "name": "Grace"}).status == 409
    assert admin.call("GET", "/api/admin/invites").value["invites"] == []


def test_of_a_link_only_a_hash_is_kept(admin):
    parley = admin.parley
    secret, _ = invite(admin, role="member", note="canary")
    wait_for(lambda: rows(parley, "SELECT count(*) FROM invite") == [(1,)])
    look(parley, secret)
    told = admin.call("GET", "/api/admin/invites").raw + admin.call("GET", "/api/admin/audit").raw
    assert secret.encode() not in told and b"tokenHash" not in told
    parley.end()
    for name in ("parley.sqlite", "parley.sqlite-wal"):
        try:
            with open(parley.data + "/" + name, "rb") as file:
                assert secret.encode() not in file.read()
        except FileNotFoundError:
            pass
    assert secret not in parley.log_text()
