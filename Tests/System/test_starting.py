"""Starting: files only their owner can read, one server a folder, and one line for everything that is wrong."""
import glob
import os
import re
import shutil
import socket
import stat
import time

import pytest

from harness import web
from harness.process import free_port
from harness.server import ROOT, Parley


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def refused(parley, code, *words, seconds=5, **more):
    began = time.monotonic()
    started = parley.command("serve", **more)
    took = time.monotonic() - began
    lines = started.stderr.splitlines()
    assert started.returncode == code, (started.returncode, started.stderr[-600:])
    assert len(lines) == 1 and lines[0].startswith("parley: ") and started.stdout == "", started.stderr
    assert took <= seconds, took
    for word in words:
        assert word in lines[0], (word, lines[0])
    return lines[0]


def test_only_its_owner_can_read_the_data(make):
    old = os.umask(0)
    try:
        parley = make().set_up().start()
        conversation = parley.conversation("say:x")
        parley.finished(conversation, parley.send(conversation).value["assistant_message"]["id"])
        copy = parley.folder + "/copy"
        parley.succeed("backup", copy)
    finally:
        os.umask(old)
    assert mode(parley.data) == 0o700 and mode(copy) == 0o600
    names = {os.path.basename(path): mode(path) for path in glob.glob(parley.data + "/*")}
    assert {"parley.sqlite", "parley.sqlite-wal", "parley.sqlite-shm", "parley.sock", "parley.lock"} <= set(names)
    assert set(names.values()) == {0o600}, names


def test_a_folder_that_others_could_read_is_closed_to_them(make):
    parley = make().set_up()
    os.chmod(parley.data, 0o755)
    for path in glob.glob(parley.data + "/*"):
        os.chmod(path, 0o644)
    parley.start()
    parley.conversation("say:x")
    assert mode(parley.data) == 0o700
    assert {mode(path) for path in glob.glob(parley.data + "/parley.sqlite*")} == {0o600}


def test_a_second_server_on_the_folder_is_refused(make):
    parley = make().set_up().start()
    second = Parley(parley.folder)
    second.environment["PARLEY_LISTEN"] = "127.0.0.1:%d" % free_port()
    refused(second, 1, parley.data)
    assert parley.call("GET", "/api/session").status == 200 and os.path.exists(parley.data + "/parley.sock")
    assert parley.succeed("user", "list").startswith("ada")


def test_a_port_in_use_is_told(make):
    parley = make().set_up()
    with socket.socket() as other:
        other.bind(("127.0.0.1", parley.port))
        other.listen()
        line = refused(parley, 1, str(parley.port), seconds=4)
        assert re.search("in use|Cannot listen", line)
    assert parley.command("check").returncode == 0 and parley.start()


def test_an_address_that_is_not_here_is_told(make):
    parley = make(PARLEY_LISTEN="192.0.2.1:8484").set_up()
    refused(parley, 1, "192.0.2.1:8484", seconds=4)


FILES = {
    "unknown key": ("listen: 127.0.0.1:0\nlissten: x\n", ("line 2", "lissten", "listen")),
    "bad number": ("max_generations: many\n", ("line 1", "max_generations")),
    "number too small": ("max_generations: 0\n", ("line 1", "max_generations")),
    "bad choice": ("demo: on\n", ("line 1", "demo", "auto", "off")),
    "bad address": ("listen: nowhere\n", ("line 1", "listen")),
    "path in public_url": ("public_url: https://chat.example/parley\n", ("line 1", "public_url")),
    "bad url": ("providers:\n  - name: x\n    base_url: ftp://x\n", ("line 3", "base_url")),
    "no base_url": ("providers:\n  - name: x\n", ("base_url",)),
    "unknown provider key": ("providers:\n  - name: x\n    base_url: http://x/v1\n    bsae: 1\n", ("line 4", "bsae")),
    "bad timeout": ("providers:\n  - name: x\n    base_url: http://x/v1\n    idle_timeout: soon\n", ("line 4", "idle_timeout")),
    "two same names": (
        "providers:\n  - {name: x, base_url: http://x/v1}\n  - {name: x, base_url: http://y/v1}\n", ("line 3", "name")),
    "bad network": ("trusted_proxies: [10.0.0.0/99]\n", ("line 1", "trusted_proxies")),
    "a list, not a text": ("listen: [a, b]\n", ("line 1", "listen")),
    "a text, not a list": ("allowed_hosts: {a: b}\n", ("line 1", "allowed_hosts")),
    "not YAML": ("listen: [\n", ("line",)),
    "a list": ("- a\n- b\n", ("line 1",)),
    "twice": ("demo: off\ndemo: auto\n", ("demo",)),
    "key variable not set": (
        "providers:\n  - {name: x, base_url: http://x/v1, api_key_env: NOT_SET_ANYWHERE}\n", ("api_key_env",)),
    "key file missing": (
        "providers:\n  - {name: x, base_url: http://x/v1, api_key_file: /nowhere/key}\n", ("api_key_file",)),
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_settings_file_is_told_with_its_line_and_key(tmp_path, name):
    text, words = FILES[name]
    parley = Parley(tmp_path, config=text)
    for variable in ("PARLEY_LISTEN", "PARLEY_DEMO"):
        parley.environment.pop(variable)
    refused(parley, 2, "parley.yaml", *words)
    assert not os.path.exists(parley.data)


@pytest.mark.parametrize("variable,value", [
    ("PARLEY_LISTEN", "127.0.0.1:70000"), ("PARLEY_MAX_GENERATIONS", "x"), ("PARLEY_DEMO", "maybe"), ("PARLEY_TITLES", "both"),
    ("PARLEY_PUBLIC_URL", "chat.example"), ("PARLEY_PUBLIC_URL", "https://user:pass@chat.example"),
    ("PARLEY_TRUSTED_PROXIES", "everyone"), ("PARLEY_ALLOWED_HOSTS", "a b"), ("OPENAI_BASE_URL", "not a url")])
def test_a_bad_variable_is_told_by_its_name(tmp_path, variable, value):
    refused(Parley(tmp_path, **{variable: value}), 2, variable)


def test_a_settings_file_that_is_missing_or_unreadable_is_told(tmp_path):
    parley = Parley(tmp_path)
    parley.config = str(tmp_path / "nowhere.yaml")
    refused(parley, 2, "nowhere.yaml")
    parley.config = str(tmp_path)
    refused(parley, 2, str(tmp_path))
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    parley.config = str(tmp_path / "bytes.yaml")
    refused(parley, 2, "bytes.yaml")


def test_a_secret_in_a_bad_file_is_not_told(tmp_path):
    secret = "sk-canary-in-a-file"
    texts = ("providers:\n  - {name: x, base_url: http://x/v1, api_key: [%s]}\n", "api_key: %s\n",
             "providers:\n  - {name: x, base_url: http://x/v1, api_key: %s\n", "%s: x\n",
             "providers:\n  - {name: x, base_url: 'http://u:%s@x/v1'}\n", "public_url: https://u:%s@x\n")
    for number, text in enumerate(texts):
        folder = tmp_path / str(number)
        folder.mkdir()
        started = Parley(folder, config=text % secret).command("serve")
        assert started.returncode == 2 and secret not in started.stderr + started.stdout, started.stderr


@pytest.mark.parametrize("missing", ["all", "Public", "Templates"])
def test_missing_page_files_stop_the_start(make, missing):
    parley = make().set_up()
    assets = os.path.join(parley.folder, "assets")
    os.mkdir(assets)
    for name in ("Public", "Templates"):
        if missing not in ("all", name):
            shutil.copytree(os.path.join(ROOT, name), os.path.join(assets, name))
    parley.environment["PARLEY_ASSETS"] = assets
    refused(parley, 1, assets)


def test_page_files_that_go_away_later_harm_nobody(make):
    parley = make().set_up()
    assets = os.path.join(parley.folder, "assets")
    os.mkdir(assets)
    for name in ("Public", "Templates"):
        shutil.copytree(os.path.join(ROOT, name), os.path.join(assets, name))
    parley.environment["PARLEY_ASSETS"] = assets
    parley.start()
    os.rename(assets, assets + "-away")
    for path in ("/login", "/js/app.js", "/"):
        assert web.request(parley.port, "GET", path, headers=parley.headers()).status in (200, 303)


def test_settings_given_at_start_are_the_strongest(tmp_path, upstream):
    parley = Parley(tmp_path, upstream, config="listen: 127.0.0.1:1\ndemo: auto\n")
    port = free_port()
    parley.environment["PARLEY_LISTEN"] = "127.0.0.1:2"
    parley.port = port
    old = parley.arguments
    parley.arguments = lambda *words: [*old(*words), *(["--listen", "127.0.0.1:%d" % port] if words == ("serve",) else [])]
    parley.start()
    assert web.request(port, "GET", "/healthz").status == 200
    parley.kill()


def test_an_unknown_option_or_command_is_told_briefly(tmp_path):
    parley = Parley(tmp_path)
    for words in (("serve", "--lisen", "x"), ("frobnicate",), ("user", "add"), ("backup",), ("token", "create")):
        result = parley.command(*words)
        assert result.returncode not in (0, 132, 134, 139) and 1 <= len(result.stderr.splitlines()) <= 8, (words, result)
    for words in (("--help",), ("user", "--help"), ("--version",)):
        assert parley.command(*words).returncode == 0
    assert not os.path.exists(parley.data)
