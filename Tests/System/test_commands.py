"""The commands around the server: with it, without it, and what they say."""
import hashlib
import os
import sqlite3
import threading
import time

import pytest

from harness import figures, web
from harness.crowd import Sender
from harness.process import free_port
from harness.server import PASSWORD
from harness.waiting import wait_for


def summary(path):
    """Counts of rows, and a hash over the text of all messages."""
    database = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    try:
        counts = [database.execute("SELECT count(*) FROM " + table).fetchone()[0]
                  for table in ("person", "conversation", "message", "token", "session")]
        digest = hashlib.sha256()
        for row in database.execute("SELECT id, content FROM message ORDER BY id"):
            digest.update(repr(row).encode())
        return counts, digest.hexdigest()
    finally:
        database.close()


def check_copy(make, copy):
    """A copy opens as a folder of its own, and is found whole."""
    parley = make()
    os.makedirs(parley.data)
    os.link(copy, parley.data + "/parley.sqlite")
    result = parley.command("check", "--data", parley.data)
    assert result.returncode == 0, result
    return parley


def test_a_backup_under_load_is_whole(make):
    parley = make().set_up().start()
    senders = [Sender(parley, "sender%d" % index, "words:20@5") for index in range(4)]
    wait_for(lambda: sum(len(sender.kept) for sender in senders) > 20, 30, what="load")
    kept = [pair for sender in senders for pair in list(sender.kept)]
    copies, seconds = [], []
    for number in range(3):
        copies.append(parley.folder + "/copy%d" % number)
        began = time.monotonic()
        done = parley.command("backup", copies[-1])
        seconds.append(time.monotonic() - began)
        assert done.returncode == 0 and len(done.stdout.splitlines()) == 1, done
    for sender in senders:
        sender.leaving.set()
    for sender in senders:
        sender.thread.join(20)
        assert not sender.faults
    figures.note("backup under load: %.1f s at most, %d messages acknowledged before it" % (max(seconds), len(kept)))
    other = check_copy(make, copies[0])
    other.token = parley.token
    other.start()
    for conversation, content in kept[:20]:
        assert content in [message["content"] for message in other.history(conversation)]
    assert not [name for name in os.listdir(parley.data) if name.startswith("backup-")]


def test_a_backup_at_a_quiet_moment_is_the_same(make):
    parley = make().set_up().start()
    for number in range(5):
        conversation = parley.conversation("say:Grüße 🦊 %d" % number)
        parley.finished(conversation, parley.send(conversation).value["assistant_message"]["id"])
    copy = parley.folder + "/copy"
    parley.succeed("backup", copy)
    assert summary(copy) == summary(parley.data + "/parley.sqlite")
    parley.end()
    second = parley.folder + "/second"
    parley.succeed("backup", second)
    assert summary(second) == summary(copy)
    check_copy(make, copy)


def test_a_backup_overwrites_nothing(make):
    parley = make().set_up().start()
    target = parley.folder + "/precious"
    with open(target, "w") as file:
        file.write("precious")
    for place in (target, parley.folder, parley.folder + "/nowhere/copy", parley.data + "/parley.sqlite", "/proc/copy"):
        refused = parley.command("backup", place)
        assert refused.returncode == 1 and len(refused.stderr.splitlines()) == 1 and refused.stdout == "", (place, refused)
    assert open(target).read() == "precious"
    assert sorted(os.listdir(parley.folder)) == ["data", "log", "out", "precious"]
    assert not [name for name in os.listdir(parley.data) if name.startswith("backup-")]


def test_check_names_a_provider_that_does_not_answer(tmp_path, upstream):
    from harness.server import Parley
    config = """providers:
  - {name: there, base_url: "%s", api_key: k}
  - {name: gone, base_url: "http://127.0.0.1:%d/v1", api_key: sk-canary}
""" % (upstream.url, free_port())
    parley = Parley(tmp_path, config=config).set_up()
    for running in (False, True):
        if running:
            parley.start()
        began = time.monotonic()
        result = parley.command("check")
        lines = [line for line in result.stdout.splitlines() if not line.startswith("note:")]
        assert result.returncode == 1 and result.stderr == "" and len(lines) == 1, result
        assert "gone" in lines[0] and "there" not in lines[0].replace("there is", "") and "sk-canary" not in result.stdout
        assert time.monotonic() - began < 20
    parley.kill()


@pytest.mark.parametrize("running", [False, True])
def test_commands_work_with_and_without_a_server(make, running):
    parley = make().set_up()
    if running:
        parley.start()
    assert parley.command("check").returncode == 0
    added = parley.command("user", "add", "Grüße 🦊", "--role", "member", "--password-stdin", stdin=PASSWORD)
    assert added.returncode == 0 and len(added.stdout.splitlines()) == 1, added
    assert [line.split("\t")[:2] for line in parley.succeed("user", "list").splitlines()] == [
        ["ada", "admin"], ["Grüße 🦊", "member"]]
    token = parley.succeed("token", "create", "--user", "Grüße 🦊").strip()
    refusals = (
        ("user", "add", "ada", "--role", "member", "--password-stdin"), ("user", "add", "bob", "--role", "king", "--password-stdin"),
        ("user", "add", "a\nb", "--role", "member", "--password-stdin"), ("user", "add", "", "--role", "member", "--password-stdin"),
        ("user", "add", "x" * 65, "--role", "member", "--password-stdin"), ("user", "password", "nobody", "--password-stdin"),
        ("user", "disable", "nobody"), ("token", "create", "--user", "nobody"), ("setup-link",))
    for words in refusals:
        refused = parley.command(*words, stdin=PASSWORD + "\n")
        assert refused.returncode == 1 and refused.stdout == "" and len(refused.stderr.splitlines()) == 1, (words, refused)
        assert PASSWORD not in refused.stderr
    for password in ("", "short\n", "aaaaaaaaaa\n"):
        refused = parley.command("user", "add", "bob", "--role", "member", "--password-stdin", stdin=password)
        assert refused.returncode == 1 and len(refused.stderr.splitlines()) == 1, refused
    if not running:
        parley.start()
    assert web.request(parley.port, "GET", "/api/session", headers=parley.headers(token)).value["name"] == "Grüße 🦊"


def test_a_password_is_never_taken_from_the_command_line(make):
    parley = make().set_up()
    refused = parley.command("user", "add", "bob", "--role", "member")
    assert refused.returncode == 1 and "--password-stdin" in refused.stderr


def test_commands_beside_a_starting_and_ending_server_are_carried_out(make):
    parley = make().set_up()
    results, leaving = [], threading.Event()

    def ask():
        while not leaving.is_set():
            results.append(parley.command("user", "list"))
    thread = threading.Thread(target=ask)
    thread.start()
    for _ in range(2):
        parley.launch()
        wait_for(lambda: not parley.child.is_running or web.accepts(parley.port), 20, 0.02)
        # A command may hold the folder just then; the server says so, and is started again.
        if parley.child.is_running:
            parley.end()
    leaving.set()
    thread.join(30)
    assert results and all(result.returncode == 0 for result in results), [
        result.stderr for result in results if result.returncode]


def test_names_with_signs_stay_one_line(make):
    parley = make().set_up().start()
    for name in ("\x1b]0;owned\x07", "a\rb", "a\u202eb", "a\u0000b".replace("\0", "\x01")):
        refused = parley.command("user", "add", name, "--role", "member", "--password-stdin", stdin=PASSWORD)
        assert refused.returncode == 1 and len(refused.stderr.splitlines()) == 1
        assert not [sign for sign in refused.stderr if ord(sign) < 32 and sign != "\n" or sign == "\u202e"], refused.stderr
        parley.send(parley.conversation("say:x", title=name), name)
    assert "\x1b" not in parley.log_text() and "\u202e" not in parley.log_text()
