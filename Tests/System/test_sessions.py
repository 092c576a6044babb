"""How being signed in ends: signing in again, signing out, a changed password, a person who is shut out."""
import time

import pytest

from harness import figures, web
from harness.browser import Browser, secret
from harness.server import PASSWORD
from harness.waiting import wait_for


def is_known_by(parley, token):
    return parley.call("GET", "/api/session", token=token).status == 200


def ends_within(viewer, seconds, name):
    began = time.monotonic()
    wait_for(lambda: viewer.ended or viewer.is_whole, seconds, what="the %s's stream to end" % name)
    figures.note("stream ended %.1f s after %s" % (time.monotonic() - began, name))


def test_signing_in_again_replaces_the_session(house):
    browser = Browser(house).sign_in()
    old = Browser(house, browser.cookie)
    stream = old.watch()
    assert browser.sign_in().cookie != old.cookie
    assert browser.is_known() and not old.is_known()
    ends_within(stream, 5, "a login in its place")


def test_signing_out_ends_the_session_and_its_streams(house):
    browser, other = Browser(house).sign_in(), Browser(house).sign_in()
    conversation, _ = house.begin("endless:50¦signout")
    stream, others = browser.watch(conversation), other.watch(conversation)
    answer = browser.call("DELETE", "/api/session")
    assert answer.status == 204
    values = {value.strip() for value in answer.header("clear-site-data").split(",")}
    assert {'"cache"', '"storage"'} <= values
    assert "max-age=0" in answer.header("set-cookie").lower()
    for method, path in (("GET", "/api/session"), ("GET", "/api/conversations/" + conversation), ("DELETE", "/api/session")):
        assert browser.call(method, path).status == 401
    assert browser.call("GET", "/", Accept="text/html").status == 303
    ends_within(stream, 5, "signing out")
    length = len(stream.all)
    time.sleep(0.5)
    assert len(stream.understand().all) == length
    assert other.is_known() and not others.ended
    house.stop(conversation)


def test_a_new_password_signs_out_everywhere(make):
    parley = make().set_up().start()
    browser = Browser(parley).sign_in()
    conversation, _ = parley.begin("endless:50¦password")
    stream = browser.watch(conversation)
    done = parley.command("user", "password", "ada", "--password-stdin", stdin="another good password\n")
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 1, done
    assert not browser.is_known()
    ends_within(stream, 5, "a new password")
    assert parley.sign_in().status == 401
    assert parley.sign_in(password="another good password").status == 204
    assert is_known_by(parley, parley.token)
    parley.stop(conversation)


def test_who_is_shut_out_is_out_at_once(make):
    parley = make().set_up().start()
    token = parley.add_person("grace", "member")
    browser = Browser(parley).sign_in("grace")
    conversation = parley.call("POST", "/api/conversations", {"model": "endless:50¦out"}, token=token).value["id"]
    path = "/api/conversations/%s" % conversation
    sent = parley.call("POST", path + "/messages", {"content": "go"}, token=token)
    assert sent.status == 202
    streams = [browser.watch(conversation), parley.watch(conversation, headers=parley.headers(token))]
    streams[1].wait_for_text(sent.value["assistant_message"]["id"], 5)
    parley.succeed("user", "disable", "grace")
    assert not browser.is_known() and not is_known_by(parley, token)
    assert parley.sign_in("grace").status == 401
    for name, stream in zip(("a browser's shutting out", "a token's shutting out"), streams):
        ends_within(stream, 5, name)
    assert browser.call("POST", path + "/stop", {}).status == 401
    assert not is_known_by(parley, parley.command("token", "create", "--user", "grace").stdout.strip() or "x")
    assert "disabled" in next(line for line in parley.succeed("user", "list").splitlines() if "grace" in line)


def test_the_only_admin_cannot_be_shut_out(make):
    parley = make().set_up().start()
    refused = parley.command("user", "disable", "ada")
    assert refused.returncode == 1 and len(refused.stderr.splitlines()) == 1 and refused.stdout == ""
    assert parley.call("GET", "/api/session").status == 200


def test_a_token_is_printed_alone_and_works_at_once(house):
    created = house.command("token", "create", "--user", "ada", "--name", "a script")
    assert created.returncode == 0 and created.stderr == ""
    token = created.stdout
    assert token.endswith("\n") and token.count("\n") == 1 and " " not in token and len(token.strip()) >= 43
    assert is_known_by(house, token.strip())
    for wrong in (token.strip()[:-1], token.strip() + "x", token.strip().upper(), ""):
        assert not is_known_by(house, wrong or "x")
    made = {house.succeed("token", "create", "--user", "ada") for _ in range(3)}
    assert len(made) == 3


@pytest.mark.parametrize("header", [
    "Basic YWRhOnBhc3N3b3Jk", "Bearer", "Bearer ", "bearer\t", "Token x", "Bearer " + "x" * 4000, "Bearer é"])
def test_other_ways_to_name_oneself_are_not_known(house, header):
    answer = web.request(house.port, "GET", "/api/session", headers={"Authorization": header.encode()})
    assert answer.status == 401


def test_a_forged_identity_has_no_effect(house):
    names = ("X-User", "X-Forwarded-User", "Remote-User", "X-Remote-User", "X-Auth-Request-User")
    answer = web.request(house.port, "GET", "/api/session", headers={name: "ada" for name in names})
    assert answer.status == 401


def test_session_secrets_are_random(house):
    found = set()
    for index in range(3):
        answer = house.sign_in(source="127.0.9.%d" % (index + 1))
        found.add(secret(answer))
    assert len(found) == 3 and all(len(text) >= 43 for text in found)
    assert house.sign_in(password=PASSWORD + "!").header("set-cookie") is None
