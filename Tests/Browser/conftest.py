"""The page in a real browser, against the real server: python -m pytest Tests/Browser. PARLEY names another program
than the debug build, PARLEY_CHROMIUM another browser than /usr/bin/chromium."""
import os
import sys

import pytest
from playwright.sync_api import expect, sync_playwright

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from harness.chat import Chat  # noqa: E402
from harness.guard import Guard  # noqa: E402
from harness.server import Parley  # noqa: E402
from harness.upstream import Models  # noqa: E402

PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

# Chromium draws parts of its own window as pages, in a renderer for each window: a fifth of the time of these tests. The
# switch counts once, so what Playwright turns off is named again.
NEEDLESS = [
    "InitialWebUI", "PreloadTopChromeWebUI", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "WebUIReloadButton",
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying",
    "OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"]
FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-proxy-server", "--disable-features=" + ",".join(NEEDLESS)]


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("PARLEY_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def models():
    server = Models()
    yield server
    server.shutdown()


@pytest.fixture(autouse=True)
def a_model_without_a_past(models):
    """What another test has asked is not what this one waits for."""
    models.answers.clear()


@pytest.fixture(scope="session")
def house(models):
    """A server that most tests share: Ada is its admin, Jonas a member."""
    parley = Parley(models).settle("Ada", "Jonas")
    yield parley.start()
    parley.remove()


@pytest.fixture
def own_house(models):
    """Makes servers that a test has for itself."""
    made = []

    def make(people=("Ada", "Jonas"), **more):
        parley = Parley(more.pop("models", models), **more)
        made.append(parley)
        return parley.settle(*people).start()

    yield make
    for parley in made:
        parley.remove()


@pytest.fixture
def open_browser(browser):
    """A browser of somebody's own at a server: `open_browser(house, "Ada")` gives a maker of tabs, each a Chat."""
    contexts, guards = [], []

    def make(server, name=None, **options):
        context = browser.new_context(**{"viewport": {"width": 1180, "height": 800}, **options})
        context.set_default_timeout(PATIENCE)
        guard = Guard(context, "%s:%d" % (server.host, server.port))
        contexts.append(context)
        guards.append(guard)
        if name:
            context.add_cookies(server.cookie(name))

        def open_tab():
            return Chat(context.new_page(), server, guard)

        open_tab.context, open_tab.guard = context, guard
        return open_tab

    yield make
    for context in contexts:
        # A request that a test still holds is nobody's any more.
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.unroute_all(behavior="ignoreErrors")
        context.close()
    for guard in guards:
        guard.check()


@pytest.fixture
def ada(open_browser, house):
    """Ada's browser with one tab, on the shared server."""
    return open_browser(house, "Ada")()


@pytest.fixture
def jonas(open_browser, house):
    return open_browser(house, "Jonas")()
