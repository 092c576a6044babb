"""The key that seals providers' keys: where it is, what is found without it, and what a rotation leaves behind."""
import glob
import os
import random
import shutil
import signal
import subprocess
import time

import pytest

from harness.admin import Admin, alone
from harness.models import Models
from harness.waiting import wait_for

KEY = "sk-canary-9d02-sealed"
SECRET = "canary-9d02-header"


@pytest.fixture
def models():
    server = Models()
    yield server
    server.close()


@pytest.fixture
def parley(make):
    return alone(make, PARLEY_LOG_LEVEL="trace").set_up().start()


def key_file(parley):
    return parley.data + "/parley.key"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def mode(path):
    return os.stat(path).st_mode & 0o777


def add(parley, models, name="gpu"):
    return Admin(parley).add(name, models.url, api_key=KEY, headers={"X-Team-Secret": SECRET}, models=["one"])


def sent(parley, models, name=None):
    """The headers with which the provider is asked."""
    message = Admin(parley).talk(name or "one")
    assert message["status"] == "complete", message
    return models.asked("/chat/completions")[-1]["headers"]


def all_bytes(parley):
    paths = glob.glob(parley.data + "/**", recursive=True) + [parley.log, parley.out]
    return b"".join(read(path) for path in paths if os.path.isfile(path))


def test_the_secrets_are_nowhere_but_at_their_provider(parley, models):
    admin = Admin(parley)
    add(parley, models)
    said = [admin.call("GET", path).raw for path in ("/providers", "/settings", "/health")]
    models.mode = "refuse"
    said += [admin.call("POST", "/providers/test", {"name": "gpu"}).raw, str(admin.talk("one")).encode()]
    said += [admin.call("PATCH", "/providers/gpu", {"base_url": "http://elsewhere"}).raw]
    said += [parley.call("POST", "/v1/chat/completions", {"model": "one", "messages": [{"role": "user", "content": "x"}]}).raw]
    said += [parley.call("GET", path).raw for path in ("/metrics", "/api/models", "/v1/models", "/api/conversations")]
    assert models.saw(KEY) and models.saw(SECRET)
    backup = parley.folder + "/backup"
    parley.succeed("backup", backup)
    said += [read(backup), read("/proc/%d/cmdline" % parley.child.pid), parley.command("check").stdout.encode()]
    said += [subprocess.run(["ps", "axww"], capture_output=True).stdout, read(key_file(parley))]
    for running in (True, False):
        for secret in (KEY, SECRET):
            assert secret.encode() not in all_bytes(parley), "kept in the clear"
            assert not [raw for raw in said if secret.encode() in raw]
        if running:
            parley.end()
    sealing = read(key_file(parley)).strip()
    assert len(sealing) == 44 and sealing not in read(parley.data + "/parley.sqlite") + read(backup)
    assert sealing not in read(parley.log)


def test_the_key_file_is_made_once_for_its_owner_alone(parley, models):
    before = read(key_file(parley))
    assert mode(key_file(parley)) == 0o600 and len(before.strip()) == 44
    add(parley, models)
    parley.end()
    os.chmod(key_file(parley), 0o644)
    parley.start()
    assert mode(key_file(parley)) == 0o600 and read(key_file(parley)) == before
    assert "could be read by others" in parley.log_text()
    assert sent(parley, models)["Authorization"] == "Bearer " + KEY


def test_it_may_be_in_another_place_and_in_hex(make, models):
    parley = alone(make).set_up()
    place = parley.folder + "/elsewhere.key"
    with open(os.open(place, os.O_WRONLY | os.O_CREAT, 0o400), "w") as file:
        file.write("5a" * 32 + "\n")
    parley.environment["PARLEY_KEY_FILE"] = place
    parley.start()
    add(parley, models)
    assert not os.path.exists(key_file(parley)) and sent(parley, models)["Authorization"] == "Bearer " + KEY
    assert Admin(parley).settings()["key_file"] == {
        "key": "key_file", "value": place, "source": "environment", "editable": False, "allowed": None}


@pytest.mark.parametrize("fault", ["missing", "another", "broken", "a folder", "empty"])
def test_without_the_right_key_the_server_runs_and_says_so(parley, models, fault):
    add(parley, models)
    parley.end()
    kept = read(key_file(parley))
    os.unlink(key_file(parley))
    if fault == "a folder":
        os.mkdir(key_file(parley))
    elif fault != "missing":
        with open(key_file(parley), "wb") as file:
            file.write({"another": b"A" * 43 + b"=\n", "broken": b"not a key\n", "empty": b""}[fault])
    parley.start()
    admin = Admin(parley)
    entry = admin.provider("gpu")
    assert entry["has_key"] and "cannot be read" in entry["error"] and "anew" in entry["error"], entry
    assert os.path.exists(key_file(parley)) == (fault != "missing"), "something was made in the place of a lost key"
    message = admin.talk("one")
    assert message["error"]["code"] == "auth" and "cannot be decrypted" in message["error"]["message"], message
    assert not models.asked("/chat/completions") and key_file(parley) not in str(message)
    for change in ({"api_key": "sk-other"}, {"headers": {}}, {"headers": {"X-Team-Secret": None}}):
        assert admin.call("PATCH", "/providers/gpu", change).status == 422
    assert admin.call("PATCH", "/providers/gpu", {"context_window": 4096}).status == 200
    if fault != "missing":
        os.path.isdir(key_file(parley)) and os.rmdir(key_file(parley))
        assert fault == "another" or parley.command("rotate-key").returncode == 1
    parley.end()
    with open(key_file(parley), "wb") as file:
        file.write(kept)
    os.chmod(key_file(parley), 0o600)
    parley.start()
    assert Admin(parley).provider("gpu")["error"] is None
    headers = sent(parley, models)
    assert headers["Authorization"] == "Bearer " + KEY and headers["X-Team-Secret"] == SECRET


def test_a_restored_backup_without_the_key_is_mended_by_entering_keys_anew(make, parley, models):
    add(parley, models)
    parley.succeed("backup", parley.folder + "/backup")
    other = alone(make)
    os.makedirs(other.data)
    shutil.copy(parley.folder + "/backup", other.data + "/parley.sqlite")
    other.token = parley.token
    other.start()
    admin = Admin(other)
    assert "no key file" in admin.provider("gpu")["error"] and not os.path.exists(key_file(other))
    changed = admin.call("PATCH", "/providers/gpu", {"api_key": "sk-entered-anew", "headers": {}})
    assert changed.status == 200 and changed.value["error"] is None, changed
    assert mode(key_file(other)) == 0o600
    assert sent(other, models)["Authorization"] == "Bearer sk-entered-anew"
    other.end()
    other.start()
    assert sent(other, models)["Authorization"] == "Bearer sk-entered-anew"


def test_a_row_that_is_moved_or_pointed_elsewhere_does_not_open(parley, models):
    import sqlite3
    add(parley, models)
    parley.end()
    stranger = Models()
    database = sqlite3.connect(parley.data + "/parley.sqlite")
    database.execute("INSERT INTO provider SELECT 'moved', baseURL, settings, sealed, 1, 1 FROM provider")
    database.execute("UPDATE provider SET baseURL = ? WHERE name = 'gpu'", (stranger.url,))
    database.commit()
    database.close()
    parley.start()
    admin = Admin(parley)
    for name in ("gpu", "moved"):
        assert "another name or address" in admin.provider(name)["error"]
        trial = admin.call("POST", "/providers/test", {"name": name}).value
        assert not trial["reachable"] and "decrypted" in trial["error"]
    asked = len(models.requests)
    assert admin.talk("one")["error"]["code"] == "auth" and admin.talk("gpu/one")["error"]["code"] == "auth"
    assert not stranger.requests and len(models.requests) == asked
    stranger.close()


# A new key

@pytest.mark.parametrize("running", [True, False])
def test_a_rotation_seals_everything_anew(parley, models, running):
    for name in ("gpu", "second", "third"):
        add(parley, models, name)
    Admin(parley).add("open", models.url)
    before, sealed = read(key_file(parley)), all_bytes(parley)
    if not running:
        parley.end()
    assert "3 sealed" in parley.succeed("rotate-key")
    assert read(key_file(parley)) != before and mode(key_file(parley)) == 0o600
    assert sorted(os.path.basename(path) for path in glob.glob(parley.data + "/parley.key*")) == ["parley.key"]
    if running:
        assert sent(parley, models)["Authorization"] == "Bearer " + KEY
        Admin(parley).call("PATCH", "/providers/gpu", {"api_key": "sk-after"})
        parley.end()
    parley.start()
    assert sent(parley, models)["Authorization"] == "Bearer " + ("sk-after" if running else KEY)
    assert sent(parley, models, "second/one")["X-Team-Secret"] == SECRET
    assert all(entry["error"] is None for entry in Admin(parley).providers()) and sealed


def test_a_rotation_that_is_killed_loses_nothing(parley, models):
    for number in range(30):
        add(parley, models, "gpu%d" % number)
    parley.end()
    chance = random.Random(7)
    for _ in range(12):
        child = subprocess.Popen(
            parley.arguments("rotate-key"), env=parley.environment, cwd=parley.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Long enough, mostly, to have begun: the new key's file is the sign.
        end = time.monotonic() + 5
        while child.poll() is None and not os.path.exists(key_file(parley) + ".new") and time.monotonic() < end:
            pass
        time.sleep(chance.random() * 0.01)
        child.send_signal(signal.SIGKILL)
        child.wait()
        parley.start()
        admin = Admin(parley)
        assert all(entry["error"] is None for entry in admin.providers()), glob.glob(parley.data + "/parley.key*")
        trial = admin.call("POST", "/providers/test", {"name": "gpu29"}).value
        assert trial["reachable"] and models.requests[-1]["headers"]["Authorization"] == "Bearer " + KEY
        assert sorted(os.path.basename(path) for path in glob.glob(parley.data + "/parley.key*")) == ["parley.key"]
        parley.end()


def test_a_rotation_while_answers_run_and_providers_change(parley, models, upstream):
    admin = Admin(parley)
    admin.add("fake", upstream.url, api_key=KEY, models=["words:80@20¦rotation"])
    conversation, id = parley.begin("words:80@20¦rotation")
    parley.watch(conversation).wait_for_text(id, 20)
    for number in range(5):
        parley.succeed("rotate-key")
        admin.add("gpu%d" % number, models.url, api_key=KEY, models=["m%d" % number])
    assert parley.finished(conversation, id)["content"] == upstream.text("words:80@20¦rotation")
    parley.end()
    parley.start()
    for number in range(5):
        assert sent(parley, models, "m%d" % number)["Authorization"] == "Bearer " + KEY
    rows = [row["detail"] for row in Admin(parley).audit("settings_changed")]
    assert rows == [{"change": "replaced", "key": "sealing_key"}] * 5


def test_a_clock_that_goes_back_changes_nothing(parley, models):
    """Which provider is the default is the order in which they were added, whatever the clock has said then."""
    import sqlite3
    add(parley, models, "early")
    parley.end()
    database = sqlite3.connect(parley.data + "/parley.sqlite")
    database.execute("UPDATE provider SET createdAt = createdAt + 10 * 365 * 86400000")
    database.commit()
    database.close()
    parley.start()
    add(parley, models, "late")
    assert [entry["name"] for entry in Admin(parley).providers()] == ["early", "late"]
    conversation = parley.conversation(None)
    assert parley.call("GET", "/api/conversations/" + conversation).value["conversation"]["provider"] == "early"
    wait_for(lambda: Admin(parley).provider("early")["reachable"], 5)
