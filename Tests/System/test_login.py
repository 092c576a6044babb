"""Signing in: what is refused, how alike the refusals are, and what a cookie looks like."""
import os
import statistics
import threading
import time

import pytest

from harness import figures, web
from harness.browser import COOKIES, Browser, cookie, secret
from harness.crowd import Prober
from harness.server import PASSWORD
from harness.waiting import wait_for

LIMIT = 10
AT_ONCE = int(os.environ.get("PARLEY_TEST_LOGINS_AT_ONCE", "60"))


@pytest.fixture(scope="module")
def house(house):
    house.add_person("grace", "member")
    return house


def login(parley, name, password, source, **headers):
    body = {"name": name, "password": password}
    return web.request(parley.port, "POST", "/api/session", body, headers, seconds=120, source=source)


def test_a_wrong_name_and_a_wrong_password_are_told_apart_by_nothing(house):
    guesses = [
        ("ada", "wrong password"), ("nobody", "wrong password"), ("nobody", PASSWORD), ("ada", ""),
        ("ada", PASSWORD[:-1]), ("ada", PASSWORD + " "), ("", PASSWORD), ("grace\0", PASSWORD)]
    answers = [login(house, name, password, "127.0.1.1") for name, password in guesses]
    assert {answer.status for answer in answers} == {401}
    assert len({answer.raw for answer in answers}) == 1
    assert all(answer.header("set-cookie") is None for answer in answers)


def test_a_wrong_name_takes_as_long_as_a_wrong_password(house):
    seconds = {"grace": [], "nobody": []}
    for index in range(3):
        for name, took in seconds.items():
            began = time.monotonic()
            assert login(house, name, "wrong password", "127.0.2.%d" % (index + 1)).status == 401
            took.append(time.monotonic() - began)
    known, unknown = (min(took) for took in seconds.values())
    figures.note("login refused: known name %.0f ms, unknown name %.0f ms" % (known * 1000, unknown * 1000))
    assert 0.5 <= known / unknown <= 2


def test_after_ten_wrong_logins_an_address_pauses_and_nobody_else_does(house):
    for index in range(LIMIT):
        answer = login(house, "grace" if index % 2 else "someone%d" % index, "wrong password", "127.0.3.1")
        assert answer.status == 401, index
    for name, password in (("grace", "wrong password"), ("grace", PASSWORD), ("ada", PASSWORD)):
        answer = login(house, name, password, "127.0.3.1")
        assert answer.status == 429 and 1 <= int(answer.header("retry-after")) <= 300
    assert login(house, "grace", PASSWORD, "127.0.0.2").status == 204
    forged = {"X-Forwarded-For": "127.0.3.9", "X-Real-IP": "127.0.3.9", "Forwarded": "for=127.0.3.9"}
    assert login(house, "grace", PASSWORD, "127.0.3.1", **forged).status == 429
    assert house.call("GET", "/api/session").status == 200


def test_what_is_no_text_is_refused_before_any_work(house):
    for value in ({}, {"$ne": ""}, [], [PASSWORD], 7, None, True):
        for body in ({"name": "ada", "password": value}, {"name": value, "password": PASSWORD}):
            began = time.monotonic()
            answer = web.request(house.port, "POST", "/api/session", body, source="127.0.4.1")
            assert answer.status == 400 and answer.error["message"], body
            assert time.monotonic() - began < 1
    for body in ({}, {"name": "ada"}, {"password": PASSWORD}):
        assert web.request(house.port, "POST", "/api/session", body, source="127.0.4.1").status == 400


def test_a_very_long_password_is_refused_before_it_is_hashed(house):
    for size in (1025, 1 << 20):
        answer = login(house, "ada", "x" * size, "127.0.5.1")
        assert answer.status == 400
    # None of these counted as a guess, so as many again do not lead to a pause.
    assert {login(house, "ada", "x" * 1025, "127.0.5.1").status for _ in range(LIMIT + 1)} == {400}
    assert login(house, "ada", "wrong password", "127.0.5.1").status == 401


@pytest.mark.parametrize("password", [
    "eight ch", "ä€🦊 " * 50, "100% of %s %00", "nul\0inside", "abc" * 24 + "the end counts"],
    ids=["8", "emoji", "percent", "nul", "past-72"])
def test_any_long_enough_password_is_taken_exactly(make, password):
    parley = make()
    if "\0" not in password:
        parley.succeed("user", "add", "ada", "--role", "admin", "--password-stdin", stdin=password + "\n")
        parley.start()
    else:
        parley.start()
        wait_for(lambda: "#" in open(parley.out).read(), 10, what="the setup link")
        with open(parley.out) as file:
            token = file.read().split("#")[1].split()[0]
        body = {"token": token, "name": "ada", "password": password}
        assert web.request(parley.port, "POST", "/api/setup", body).status == 201
    assert parley.sign_in(password=password).status == 204
    for other in (password[:-1], password[:72])[:2 if len(password) > 72 else 1]:
        assert parley.sign_in(password=other).status == 401


def test_the_cookie_over_plain_http(house):
    line = login(house, "ada", PASSWORD, "127.0.6.1").header("set-cookie")
    flags = [part.strip().lower() for part in line.split(";")[1:]]
    assert line.startswith("parley_session=") and len(line.split(";")[0]) >= len("parley_session=") + 43
    assert "httponly" in flags and "path=/" in flags and "samesite=lax" in flags or "samesite=strict" in flags
    assert "secure" not in flags and not any(flag.startswith("domain") for flag in flags)


def test_the_cookie_where_people_come_over_https(make):
    parley = make(PARLEY_PUBLIC_URL="https://chat.example").set_up().start()
    own = {"Host": "chat.example", "Origin": "https://chat.example"}
    answer = web.request(parley.port, "POST", "/api/session", {"name": "ada", "password": PASSWORD}, own)
    line = answer.header("set-cookie")
    flags = [part.strip().lower() for part in line.split(";")[1:]]
    assert answer.status == 204 and line.startswith("__Host-parley_session=")
    assert {"secure", "httponly", "path=/"} <= set(flags) and not any(flag.startswith("domain") for flag in flags)
    assert "max-age=31536000" in answer.header("strict-transport-security")

    def known(name):
        headers = {"Host": "chat.example", "Cookie": "%s=%s" % (name, secret(answer))}
        return web.request(parley.port, "GET", "/api/session", headers=headers).status
    assert [known(name) for name in COOKIES] == [401, 200]


def test_a_cookie_that_somebody_chose_is_never_adopted(house):
    chosen = Browser(house, "parley_session=" + "A" * 43)
    answer = chosen.call("POST", "/api/session", {"name": "ada", "password": PASSWORD}, source="127.0.7.1")
    assert answer.status == 204 and cookie(answer) != chosen.cookie
    assert not chosen.is_known()


@pytest.mark.alone
def test_many_logins_at_once_hold_nobody_up(house):
    house.call("GET", "/api/conversations")
    alone = Prober(house, pause=0.02)
    time.sleep(1)
    quiet = figures.percentile(alone.end(), 0.99)
    base = house.child.rss()
    prober, statuses = Prober(house, pause=0.02), []

    def try_one(index):
        statuses.append(login(house, "grace", "wrong password", "127.0.8.%d" % (index + 1)).status)
    threads = [threading.Thread(target=try_one, args=(index,)) for index in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    peak = 0
    while any(thread.is_alive() for thread in threads[:-20]) and len(prober.seconds) < 400:
        peak = max(peak, house.child.rss())
        time.sleep(0.05)
    late = prober.end()
    for thread in threads:
        thread.join(120)
    figures.note("%d logins at once: others p50 %.0f ms, p99 %.0f ms (alone p99 %.0f ms), %d MiB, answers %s" % (
        AT_ONCE, statistics.median(late) * 1000, figures.percentile(late, 0.99) * 1000, quiet * 1000, (peak - base) >> 20,
        sorted(set(statuses))))
    assert len(statuses) == AT_ONCE and set(statuses) <= {401, 429} and prober.statuses == {200}
    assert peak - base <= 256 << 20
    assert figures.percentile(late, 0.99) <= 0.1 + 3 * quiet
