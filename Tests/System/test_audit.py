"""The audit: every row that is promised, a chain that shows what was changed, nothing that is secret."""
import sqlite3

import pytest

from harness.browser import Browser
from harness.server import PASSWORD
from harness.doorway import audit, change, invite, person, rows

KEYS = {"seq", "at", "kind", "actor", "person", "conversation_id", "address", "detail", "hash"}


@pytest.fixture
def admin(make):
    parley = make().set_up().start()
    parley.succeed("user", "add", "grace", "--role", "member", "--password-stdin", stdin=PASSWORD)
    return Browser(parley).sign_in()


def tampered(parley, *statements):
    """Changes rows the way somebody with the file would."""
    database = sqlite3.connect(parley.data + "/parley.sqlite")
    with database:
        database.execute("DROP TRIGGER auditIsNeverChanged")
        database.execute("DROP TRIGGER auditIsNeverDeleted")
        for statement in statements:
            database.execute(statement)
    database.close()


def test_what_happens_is_written_down(admin):
    parley = admin.parley
    grace = person(parley, "grace")
    browser = Browser(parley).sign_in("grace", source="127.0.0.5")
    parley.sign_in("grace", "wrong")
    parley.sign_in("secret-in-the-name-field", "wrong")
    browser.call("DELETE", "/api/session")
    _, made = invite(admin, role="member")
    admin.call("DELETE", "/api/admin/invites/" + made["id"])
    change(admin, grace["id"], name="Grace H", role="reviewer", disabled=True)
    entries = audit(parley, limit=100)
    assert all(set(entry) == KEYS and len(entry["hash"]) == 64 for entry in entries)
    assert [entry["seq"] for entry in entries] == sorted((entry["seq"] for entry in entries), reverse=True)
    kinds = [entry["kind"] for entry in reversed(entries)]
    assert kinds[-9:] == [
        "login", "login_failed", "login_failed", "logout", "invite_created", "invite_revoked", "person_renamed",
        "role_changed", "person_disabled"]
    failed = [entry for entry in entries if entry["kind"] == "login_failed"]
    assert [entry["person"] and entry["person"]["name"] for entry in reversed(failed)] == ["grace", None]
    assert all(entry["actor"] is None and entry["address"] == "127.0.0.1" for entry in failed)
    login = next(entry for entry in entries if entry["kind"] == "login")
    assert login["actor"]["name"] == "grace" and login["address"] == "127.0.0.5" and login["detail"] == {"by": "password"}
    assert b"secret-in-the-name-field" not in admin.call("GET", "/api/admin/audit").raw
    assert "secret-in-the-name-field" not in parley.log_text()


def test_pages_and_filters(admin):
    parley = admin.parley
    for index in range(7):
        assert parley.sign_in("grace", source="127.0.0.%d" % (index + 10)).status == 204
    whole = audit(parley, limit=200)
    found, cursor = [], ""
    while True:
        page = admin.call("GET", "/api/admin/audit?limit=3" + cursor).value
        assert len(page["entries"]) <= 3 and "login" in page["kinds"] and set(page) == {"entries", "next_cursor", "kinds"}
        found += page["entries"]
        if page["next_cursor"] is None:
            break
        cursor = "&cursor=" + page["next_cursor"]
    assert found == whole
    grace = person(parley, "grace")["id"]
    logins = audit(parley, kind="login", person=grace)
    assert len(logins) == 7 and all(entry["person"]["id"] == grace for entry in logins)
    assert audit(parley, person="0190aaaa-0000-7000-8000-000000000000") == []
    for query in ("kind=nothing", "kind=login'--", "person=x", "cursor=x", "cursor=-1", "cursor=1e3", "limit=0", "limit=x",
                  "cursor=99999999999999999999"):
        assert admin.call("GET", "/api/admin/audit?" + query).status == 400, query


def test_nothing_can_be_changed_or_removed_over_http(admin):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in ("/api/admin/audit", "/api/admin/audit/1"):
            assert admin.call(method, path, {}).status in (404, 405)


def test_the_tables_own_triggers_refuse(admin):
    parley = admin.parley
    parley.end()
    database = sqlite3.connect(parley.data + "/parley.sqlite")
    for statement in ("UPDATE audit SET detail = '{}'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 1",
                      "UPDATE audit SET hash = hash WHERE seq = 1"):
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(statement)
    database.close()
    assert parley.command("check").returncode == 0


@pytest.mark.parametrize("statement, row", [
    ("UPDATE audit SET actorName = 'eve' WHERE seq = 3", 3), ("UPDATE audit SET kind = 'logout' WHERE seq = 1", 1),
    ("UPDATE audit SET detail = '{\"role\":\"member\"}' WHERE seq = 2", 2), ("DELETE FROM audit WHERE seq = 2", 2),
    ("UPDATE audit SET at = at - 1000 WHERE seq = 4", 4),
    ("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", None),
    ("UPDATE audit SET address = '10.0.0.1' WHERE seq = 4", 4)])
def test_check_names_the_first_row_that_was_changed(admin, statement, row):
    parley = admin.parley
    count = rows(parley, "SELECT count(*) FROM audit")[0][0]
    assert count >= 4
    assert parley.command("check").returncode == 0
    parley.end()
    tampered(parley, statement)
    for running in (False, True):
        if running:
            parley.start()
        result = parley.command("check")
        lines = [line for line in result.stdout.splitlines() if "audit" in line]
        assert result.returncode == 1 and len(lines) == 1 and "row %d " % (row or count) in lines[0], result


def test_a_change_and_its_row_are_kept_or_lost_together(admin):
    """What is refused by the table leaves no row, and what is written down has happened."""
    parley = admin.parley
    before = len(audit(parley, limit=200))
    assert change(admin, person(parley, "grace")["id"], name="ADA").status == 409
    assert change(admin, person(parley, "ada")["id"], disabled=True).status == 409
    assert len(audit(parley, limit=200)) == before
    parley.child.kill()
    parley.start()
    assert parley.command("check").returncode == 0
    assert len(audit(parley, limit=200)) == before
