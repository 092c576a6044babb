"""Black-box tests of the server: python -m pytest Tests/System. PARLEY names another program than the debug build;
PARLEY_TEST_ROUNDS makes the repeated tests longer."""
import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from harness import figures  # noqa: E402
from harness.server import Parley  # noqa: E402
from harness.upstream import Upstream  # noqa: E402


def pytest_configure(config):
    config.addinivalue_line("markers", "alone: measures time or memory, so nothing may run beside it")


def pytest_sessionfinish(session):
    """One of several processes sends what it measured to the first."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["figures"] = figures.all_of_them()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    for line in getattr(node, "workeroutput", {}).get("figures", ()):
        figures.note(line)


def pytest_terminal_summary(terminalreporter):
    if figures.all_of_them():
        terminalreporter.section("figures")
    for line in figures.all_of_them():
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def rounds():
    """How often repeated tests repeat."""
    return int(os.environ.get("PARLEY_TEST_ROUNDS", "5"))


@pytest.fixture(scope="session")
def upstream(tmp_path_factory):
    child = Upstream(str(tmp_path_factory.mktemp("upstream")))
    yield child
    child.kill()


@pytest.fixture(scope="module")
def house(tmp_path_factory, upstream):
    """A running server with one admin, shared by the tests of a module."""
    parley = Parley(tmp_path_factory.mktemp("house"), upstream).set_up().start()
    yield parley
    parley.kill()


@pytest.fixture
def make(tmp_path, upstream):
    """Makes data folders of a test's own; their servers are killed after it."""
    made = []

    def one(**settings):
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Parley(folder, upstream, **settings))
        return made[-1]

    yield one
    for parley in made:
        parley.kill()
