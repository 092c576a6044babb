"""How the server is, for an admin: true, bounded in time, and without a word of what is said."""
import os
import socket
import sqlite3
import time

from harness.admin import Admin, alone
from harness.models import Models
from harness.waiting import wait_for

TITLE = "canary-77aa-a-title"


def health(admin):
    answer = admin.call("GET", "/health")
    assert answer.status == 200, answer
    return answer.value


def test_it_tells_what_there_is(make, upstream):
    parley = make().set_up().start()
    admin = Admin(parley)
    report = health(admin)
    assert set(report) == {
        "version", "swift", "sqlite", "curl", "started_at", "database", "generations", "listeners", "memory_bytes",
        "providers", "audit", "backups"}
    assert report["version"] == parley.succeed("--version").strip() and report["sqlite"].startswith("3.")
    assert report["curl"].startswith("libcurl/") and report["swift"][0] == "6"
    database = report["database"]
    assert database["bytes"] == os.path.getsize(parley.data + "/parley.sqlite") and database["schema"] >= 6
    disk = os.statvfs(parley.data)
    assert abs(database["free_disk_bytes"] - disk.f_bavail * disk.f_frsize) < 1 << 30
    assert abs(report["memory_bytes"] - parley.child.rss()) < 64 << 20
    assert report["audit"]["intact"] is True and report["backups"]["newest_at"] is None
    assert [(one["reachable"], one["error"]) for one in report["providers"]] == [(True, None)]


def test_it_names_who_and_where_but_not_what(make):
    parley = make().set_up().start()
    admin = Admin(parley)
    conversation = parley.conversation("endless:20¦canary-77aa", title=TITLE)
    parley.send(conversation, "canary-77aa-what-is-said")
    page = parley.watch(conversation)
    running = wait_for(lambda: [one for one in health(admin)["generations"] if one["state"] == "writing"], 10)
    assert [(one["conversation_id"], one["person"]["name"]) for one in running] == [(conversation, "ada")]
    assert set(running[0]) == {"conversation_id", "person", "model", "provider", "state", "since"}
    raw = admin.call("GET", "/health").raw.decode()
    assert TITLE not in raw and "what-is-said" not in raw and health(admin)["listeners"] == 1
    page.leave()
    parley.stop(conversation)
    wait_for(lambda: not health(admin)["generations"] and not health(admin)["listeners"], 5)


def test_dead_providers_hold_up_nothing_and_are_asked_seldom(make):
    parley = alone(make).set_up().start()
    admin = Admin(parley)
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen(50)
    models = Models()
    admin.add("silent", "http://127.0.0.1:%d/v1" % silent.getsockname()[1])
    admin.add("alive", models.url, models=["one"])
    admin.add("off", models.url, enabled=False)
    for _ in range(5):
        began = time.monotonic()
        report = health(admin)
        assert time.monotonic() - began < 3, "a dead provider held it up"
    states = {one["name"]: one["reachable"] for one in report["providers"]}
    assert set(states) == {"silent", "alive"} and states["alive"] is True and not states["silent"]
    # Once when it was added, for its list of models, and once for this; the rest came from the cache.
    assert len(models.asked("/models")) <= 4
    asked = len(models.asked("/models"))
    for _ in range(10):
        health(admin)
    assert len(models.asked("/models")) == asked
    silent.close()
    models.close()


def test_the_audit_is_read_on_from_where_it_was(make):
    parley = alone(make).set_up().start()
    admin = Admin(parley)
    for word in ("queue", "refuse") * 5:
        admin.call("PATCH", "/settings", {"when_busy": word})
    first = health(admin)["audit"]
    assert first["intact"] is True and first["entries"] >= 10
    database = sqlite3.connect(parley.data + "/parley.sqlite", timeout=5)
    database.execute("DROP TRIGGER auditIsNeverChanged")
    database.execute("UPDATE audit SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM audit)")
    database.commit()
    database.close()
    assert health(admin)["audit"]["intact"] is False
    admin.call("PATCH", "/settings", {"when_busy": "queue"})
    assert health(admin)["audit"]["intact"] is False


def test_a_backup_is_remembered(make):
    parley = alone(make).set_up().start()
    admin = Admin(parley)
    before = health(admin)["started_at"]
    parley.succeed("backup", parley.folder + "/copy")
    report = health(admin)
    assert report["backups"]["newest_at"] > before and [row["actor"] for row in admin.audit("backup")] == [None]
    assert report["started_at"] == before


def test_a_backup_that_is_nowhere_is_not_remembered(make):
    parley = alone(make).set_up().start()
    admin = Admin(parley)
    failed = parley.command("backup", parley.folder + "/no/such/folder/copy")
    assert failed.returncode == 1 and "cannot be written" in failed.stderr
    assert health(admin)["backups"]["newest_at"] is None and admin.audit("backup") == []


def test_only_admins_are_told(make):
    parley = alone(make).set_up()
    member = parley.add_person("grace", "member")
    parley.start()
    hidden = parley.call("GET", "/api/admin/health", token=member)
    assert hidden.status == 404 and hidden.raw == parley.call("GET", "/api/admin/nothing", token=member).raw
    assert parley.call("GET", "/api/admin/health").status == 200
