"""How long a refused login takes tells nothing about whether there is such a person, or how they come in."""
import os
import sqlite3
import statistics
import time

import pytest

from harness import figures
from harness.server import PASSWORD

pytestmark = pytest.mark.alone

# PARLEY_TEST_LOGINS=24 measures what a client sees, to 5 %, which takes minutes and a quiet machine. Without it the
# server's own CPU time is compared, which other work on the machine hardly changes. All are asked in turn, so that what
# slows one down slows all.
SEES = "PARLEY_TEST_LOGINS" in os.environ
TRIES = int(os.environ.get("PARLEY_TEST_LOGINS", "5"))
BOUND = 0.05 if SEES else 0.25
TICKS = os.sysconf("SC_CLK_TCK")
KINDS = ("grace", "nobody", "sonja", "dora")


def without_a_password(parley, name):
    """As somebody who comes in by single sign-on alone."""
    database = sqlite3.connect(parley.data + "/parley.sqlite")
    with database:
        database.execute("UPDATE person SET passwordHash = NULL WHERE name = ?", (name,))
    database.close()


def clock(parley):
    """Seconds, of the wall or of the server's CPU."""
    if SEES:
        return time.perf_counter()
    with open("/proc/%d/stat" % parley.child.pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def medians(parley, number):
    took = {name: [] for name in KINDS}
    for index in range(TRIES):
        # Another order each time: who comes after whom must not matter.
        for name in KINDS[index % len(KINDS):] + KINDS[:index % len(KINDS)]:
            began = clock(parley)
            answer = parley.sign_in(name, "wrong password", source="127.%d.%d.1" % (100 + number, index))
            took[name].append(clock(parley) - began)
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
