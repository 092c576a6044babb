"""How long a refused login takes tells nothing about whether there is such a person, or how they come in."""
import os
import sqlite3
import statistics
import time

from harness import figures
from harness.server import PASSWORD

# PARLEY_TEST_LOGINS=24 measures to 5 %, which takes minutes and a quiet machine. Without it only what answers without
# having hashed anything is found out: that is a hundred times as fast. All are asked in turn, so that what slows one
# down slows all.
TRIES = int(os.environ.get("PARLEY_TEST_LOGINS", "5"))
BOUND = 0.05 if "PARLEY_TEST_LOGINS" in os.environ else 1.0
KINDS = ("grace", "nobody", "sonja", "dora")


def without_a_password(parley, name):
    """As somebody who comes in by single sign-on alone."""
    database = sqlite3.connect(parley.data + "/parley.sqlite")
    with database:
        database.execute("UPDATE person SET passwordHash = NULL WHERE name = ?", (name,))
    database.close()


def medians(parley, number):
    took = {name: [] for name in KINDS}
    for index in range(TRIES):
        # Another order each time: who comes after whom must not matter.
        for name in KINDS[index % len(KINDS):] + KINDS[:index % len(KINDS)]:
            began = time.perf_counter()
            answer = parley.sign_in(name, "wrong password", source="127.%d.%d.1" % (100 + number, index))
            took[name].append(time.perf_counter() - began)
            assert answer.status == 401, answer
    return {name: statistics.median(seconds) for name, seconds in took.items()}


def test_a_known_and_an_unknown_name_take_the_same_time(make):
    parley = make().set_up()
    for name in ("grace", "sonja", "dora"):
        parley.succeed("user", "add", name, "--role", "member", "--password-stdin", stdin=PASSWORD)
    parley.succeed("user", "disable", "dora")
    without_a_password(parley, "sonja")
    parley.start()
    medians_found = []
    for number in range(3):
        found = medians(parley, number)
        medians_found.append(found)
        spread = max(found.values()) / min(found.values()) - 1
        if spread <= BOUND:
            break
    figures.note("login refused, median of %d: %s; %.1f %% apart" % (
        TRIES, ", ".join("%s %.1f ms" % (name, seconds * 1000) for name, seconds in found.items()), spread * 100))
    assert spread <= BOUND, medians_found
