"""The first admin: made once, with the link, whoever is in a hurry."""
import re
import sqlite3
import threading
import time

from harness import figures, web
from harness.server import PASSWORD
from harness.waiting import wait_for

LINK = re.compile(r"http://127\.0\.0\.1:\d+/setup#(\S+)")
AT_ONCE = 50
# A debug build hashes so slowly that the same race takes minutes.
AT_ONCE_WHERE_HASHING_IS_SLOW = 12


def link(parley, starts=1):
    """The one-time token that the server printed when it started, for the how-manieth time."""
    def printed():
        with open(parley.out) as file:
            found = LINK.findall(file.read())
        return found if len(found) >= starts else None
    return wait_for(printed, 10, what="the setup link")[-1]


def set_up(parley, token, name="ada", password=PASSWORD):
    return web.request(
        parley.port, "POST", "/api/setup", {"token": token, "name": name, "password": password}, seconds=120)


def rows(parley, query):
    database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % parley.data, uri=True)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def test_fifty_at_once_make_one_admin(make, rounds):
    refusals = set()
    for number in range(max(1, rounds // 5)):
        parley = make().start()
        token, answers = link(parley), []
        began = time.monotonic()
        assert parley.sign_in("nobody").status == 401, "a hash is made for nobody, too"
        count = AT_ONCE if time.monotonic() - began < 0.6 else AT_ONCE_WHERE_HASHING_IS_SLOW
        barrier = threading.Barrier(count)

        def hurry(name):
            barrier.wait()
            answers.append(set_up(parley, token, name))
        threads = [threading.Thread(target=hurry, args=("ada%d" % index,)) for index in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        statuses = [answer.status for answer in answers]
        assert len(statuses) == count and statuses.count(201) == 1, statuses
        assert set(statuses) <= {201, 403, 409, 429}, statuses
        assert all(answer.header("retry-after") for answer in answers if answer.status == 429)
        refusals |= set(statuses)
        assert rows(parley, "SELECT role FROM person") == [("admin",)]
        winner = next(answer for answer in answers if answer.status == 201)
        me = web.request(
            parley.port, "GET", "/api/session", headers={"Cookie": winner.header("set-cookie").split(";")[0]})
        assert me.status == 200 and me.value["role"] == "admin"
        assert set_up(parley, token, "eve").status in (403, 409)
        parley.kill()
    figures.note("%d at once set up: one admin each time, answers %s" % (count, sorted(refusals)))


def test_a_wrong_or_older_link_makes_nobody(make):
    parley = make().start()
    first = link(parley)
    second = LINK.findall(parley.succeed("setup-link"))[0]
    for token in ("", first, second + "x"):
        assert set_up(parley, token).status == 403, token
    assert rows(parley, "SELECT count(*) FROM person") == [(0,)]
    assert set_up(parley, second).status == 201
    assert set_up(parley, second, "eve").status in (403, 409)
    assert rows(parley, "SELECT count(*) FROM person") == [(1,)]
    assert rows(parley, "SELECT count(*) FROM setupLink") == [(0,)]


def test_a_wrong_link_costs_no_hash_and_is_slowed_down(make):
    parley = make().start()
    token = link(parley)
    began = time.monotonic()
    assert parley.sign_in("nobody").status == 401
    hashing = time.monotonic() - began
    began = time.monotonic()
    assert [set_up(parley, "x").status for _ in range(10)] == [403] * 10
    assert time.monotonic() - began < 10 * hashing / 2
    refused = set_up(parley, token)
    assert refused.status == 429 and int(refused.header("retry-after")) > 0
    assert parley.log_text().count("wrong setup link") == 10
    answer = web.request(parley.port, "POST", "/api/setup", {"token": token, "name": "ada", "password": PASSWORD},
                         source="127.0.0.2", seconds=120)
    assert answer.status == 201, "elsewhere the right one is good"


def test_a_link_that_is_too_old_makes_nobody(make):
    parley = make().start()
    token = link(parley)
    parley.end()
    database = sqlite3.connect(parley.data + "/parley.sqlite")
    with database:
        kind = database.execute("SELECT typeof(expiresAt) FROM setupLink").fetchone()[0]
        old = "2020-01-01T00:00:00Z" if kind == "text" else 0
        database.execute("UPDATE setupLink SET expiresAt = ?", (old,))
        hashed = database.execute("SELECT tokenHash FROM setupLink").fetchone()
    database.close()
    parley.start()
    newer = link(parley, 2)
    assert newer != token and set_up(parley, token).status == 403
    assert rows(parley, "SELECT tokenHash FROM setupLink") != [hashed]


def test_who_has_no_admin_yet_sees_the_setting_up_only(make):
    parley = make().start()
    for path in ("/login", "/setup"):
        answer = web.request(parley.port, "GET", path)
        assert answer.status == 200 and b"one-time link" in answer.raw
    assert web.request(parley.port, "GET", "/api/conversations").status == 401
    assert web.request(parley.port, "POST", "/api/session", {"name": "ada", "password": PASSWORD}).status == 401


def test_weak_first_passwords_are_refused_before_the_link_is_used(make):
    parley = make().start()
    token = link(parley)
    for password in ("", "short77", "aaaaaaaa", "x" * 1025):
        assert set_up(parley, token, password=password).status == 400, password[:20]
    assert set_up(parley, token, name="augusta ada", password="Augusta Ada").status == 400
    assert set_up(parley, token).status == 201


def test_there_is_no_link_once_there_is_an_admin(make):
    parley = make().set_up().start()
    for running in (True, False):
        refused = parley.command("setup-link")
        assert refused.returncode == 1 and refused.stdout == "" and len(refused.stderr.splitlines()) == 1, refused
        if running:
            assert web.request(parley.port, "GET", "/setup").header("location") == "/login"
            assert set_up(parley, "x").status in (403, 409)
            with open(parley.out) as file:
                assert "setup" not in file.read()
            parley.end()
