"""Databases that are not what they should be: refused in one line, and left as they are."""
import os
import sqlite3
import time

import pytest

from harness.server import PASSWORD


def refused(parley, *words):
    """Starts on something that must be refused; returns the line that says why."""
    began = time.monotonic()
    started = parley.command("serve", seconds=20)
    assert started.returncode == 1, (started.returncode, started.stderr[-500:])
    lines = started.stderr.splitlines()
    assert started.stdout == "" and len(lines) == 1 and lines[0].startswith("parley: "), started
    assert time.monotonic() - began < 10
    for word in words:
        assert word in lines[0], lines[0]
    return lines[0]


@pytest.fixture
def ended(make):
    """A folder with a conversation in it, and no server on it."""
    parley = make().set_up().start()
    conversation = parley.conversation("say:x")
    for _ in range(30):
        parley.finished(conversation, parley.send(conversation, "word " * 2000).value["assistant_message"]["id"])
    assert parley.end() == 0
    fold(parley)
    return parley


def fold(parley):
    """Puts the write-ahead log into the file, so that the file is all there is."""
    database = sqlite3.connect(path(parley))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def path(parley):
    return parley.data + "/parley.sqlite"


def contents(parley):
    with open(path(parley), "rb") as file:
        return file.read()


def test_a_newer_schema_is_refused_and_left_alone(ended):
    database = sqlite3.connect(path(ended), isolation_level=None)
    version = database.execute("PRAGMA user_version").fetchone()[0]
    database.execute("PRAGMA user_version = %d" % (version + 1000))
    database.close()
    before = contents(ended)
    refused(ended, "newer", "parley.sqlite")
    assert contents(ended) == before
    for words in (("check",), ("user", "list"), ("setup-link",), ("backup", ended.folder + "/copy")):
        result = ended.command(*words)
        assert result.returncode == 1 and "newer" in result.stderr + result.stdout, words
    assert contents(ended) == before and not os.path.exists(ended.folder + "/copy")


def test_another_programs_database_is_refused_and_left_alone(make):
    parley = make()
    os.makedirs(parley.data)
    database = sqlite3.connect(path(parley))
    with database:
        database.execute("CREATE TABLE person (name TEXT)")
        database.execute("INSERT INTO person VALUES ('somebody else''s')")
    database.close()
    before = contents(parley)
    refused(parley, "not a Parley database", "parley.sqlite")
    database = sqlite3.connect(path(parley))
    assert database.execute("SELECT name FROM person").fetchall() == [("somebody else's",)]
    database.close()
    assert len(contents(parley)) == len(before)


@pytest.mark.parametrize("name", ["text", "noise", "header", "short", "folder"])
def test_a_file_that_is_no_database_is_refused_and_left_alone(ended, name):
    good = contents(ended)
    if name == "folder":
        os.remove(path(ended))
        os.mkdir(path(ended))
        refused(ended, "parley.sqlite")
        return
    bad = {"text": b"hello\n" * 100, "noise": bytes(range(256)) * 64, "header": b"\xff" * 100 + good[100:],
           "short": good[:3000]}[name]
    with open(path(ended), "wb") as file:
        file.write(bad)
    line = refused(ended, "parley.sqlite")
    assert "backup" in line or "not a Parley" in line, line
    assert contents(ended) == bad


def test_a_damaged_page_is_found_at_start(ended):
    bad = bytearray(contents(ended))
    size = int.from_bytes(bad[16:18], "big")
    trees = [page for page in range(1, len(bad) // size) if bad[page * size] in (2, 5, 10, 13)]
    assert len(trees) > 3
    for page in trees:
        bad[page * size + 1:page * size + 12] = b"\xa5" * 11
    with open(path(ended), "wb") as file:
        file.write(bad)
    line = refused(ended, "damaged", "backup")
    assert "parley.sqlite" in line and contents(ended) == bytes(bad)
    checked = ended.command("check")
    assert checked.returncode == 1 and "damaged" in checked.stdout + checked.stderr


@pytest.mark.parametrize("kind", ["file", "below a file", "no rights"])
def test_a_folder_that_cannot_be_used_is_refused(make, kind):
    parley = make()
    if kind == "no rights":
        # Root may do anything but write to /proc.
        parley.data = "/proc/parley-data"
    else:
        with open(parley.data, "w") as file:
            file.write("in the way")
    if kind == "below a file":
        parley.data += "/data"
    parley.environment["PARLEY_DATA"] = parley.data
    refused(parley, parley.data)


def test_a_restored_backup_serves(ended):
    copy = ended.folder + "/copy"
    ended.succeed("backup", copy)
    fold(ended)
    with open(path(ended), "r+b") as file:
        file.write(b"\0" * 4096)
    refused(ended)
    os.replace(copy, path(ended))
    for ending in ("-wal", "-shm"):
        if os.path.exists(path(ended) + ending):
            os.remove(path(ended) + ending)
    ended.start()
    assert len(ended.call("GET", "/api/conversations").value["conversations"]) == 1
    assert ended.sign_in(password=PASSWORD).status == 204


def test_a_database_that_goes_away_is_told_and_nobody_comes_in(make):
    parley = make().set_up().start()
    conversation = parley.conversation("say:x")
    hidden = parley.data + "-away"
    os.rename(parley.data, hidden)
    statuses = {parley.call("GET", "/api/conversations/" + conversation, token="x").status for _ in range(5)}
    assert statuses <= {401, 503}
    assert parley.call("GET", "/healthz").status == 200
    os.rename(hidden, parley.data)
    assert parley.call("GET", "/api/conversations/" + conversation).status == 200
