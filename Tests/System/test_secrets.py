"""What must not be found: secrets in the data folder, secrets and people's words in the log."""
import glob
import os

from harness import web
from harness.browser import Browser, secret
from harness.server import PASSWORD
from harness.waiting import wait_for

CANARY = "canary-7d1f-what-people-say"
TITLE = "canary-7d1f-a-title"


def bytes_of(paths):
    return b"".join(open(path, "rb").read() for path in paths if os.path.isfile(path))


def test_only_hashes_are_kept_and_the_log_holds_no_secret_and_no_words(make, upstream):
    key = "sk-canary-of-the-provider"
    parley = make(OPENAI_API_KEY=key, PARLEY_LOG_LEVEL="trace")
    token = parley.add_person()
    parley.token = token
    parley.start()
    browser = Browser(parley)
    signed_in = browser.call("POST", "/api/session", {"name": "ada", "password": PASSWORD})
    browser.cookie = "parley_session=" + secret(signed_in)
    conversation = browser.call("POST", "/api/conversations", {"model": "say:%s answer" % CANARY}).value["id"]
    path = "/api/conversations/" + conversation
    browser.call("POST", path + "/messages", {"content": CANARY})
    wait_for(lambda: parley.history(conversation)[-1]["status"] == "complete", 10)
    browser.call("PATCH", path, {"title": TITLE, "system_prompt": CANARY})
    for method, place in (("GET", "/api/search?q=" + CANARY), ("GET", path + "/context?content=" + CANARY),
                          ("GET", "/c/" + conversation), ("GET", "/nowhere/" + CANARY), ("GET", "/?token=" + token)):
        browser.call(method, place)
    browser.call("POST", path + "/messages", b'{"content": "%s' % CANARY.encode())
    broken = parley.conversation("status:401¦" + CANARY)
    parley.send(broken, CANARY)
    parley.sign_in(password=PASSWORD + CANARY)
    web.request(parley.port, "POST", "/api/setup", {"token": CANARY, "name": CANARY, "password": PASSWORD})
    wait_for(lambda: parley.history(broken)[-1]["status"] == "error", 10)
    secrets = [secret(signed_in), token, token.removeprefix("parley_"), PASSWORD, key]

    def files():
        return bytes_of(glob.glob(parley.data + "/**", recursive=True))
    wait_for(lambda: CANARY.encode() in files(), 5, what="the words in the database, where they belong")
    for running in (True, False):
        for text in secrets:
            assert text.encode() not in files(), "kept in the data folder: %s…" % text[:6]
        if running:
            parley.end()
    told = bytes_of([parley.log, parley.out]).decode(errors="replace")
    for text in secrets + [CANARY, TITLE]:
        assert text not in told, next(line for line in told.splitlines() if text in line)


def test_a_secret_is_in_no_command_line_and_no_page(house):
    browser = Browser(house).sign_in()
    with open("/proc/%d/cmdline" % house.child.pid, "rb") as file:
        assert house.token.encode() not in file.read()
    for path in ("/", "/login", "/setup", "/metrics", "/api/session", "/api/models", "/healthz", "/readyz"):
        raw = browser.call("GET", path, Accept="*/*").raw
        assert browser.cookie.partition("=")[2].encode() not in raw and b"scrypt" not in raw


def test_no_names_of_types_files_or_tables_are_told(house):
    for path in ("/api/conversations/%00", "/api/conversations/'--", "/api/search?q=%22%00&limit=x", "/c/x", "/api/nope"):
        raw = house.call("GET", path).raw.lower()
        for word in (b"swift", b"sqlite", b"select", b"sources", b"grdb", b".data", b"hummingbird"):
            assert word not in raw, (path, raw)
