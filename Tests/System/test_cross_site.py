"""What changes something comes from our own pages, or from a program with a token; from nowhere else."""
import hashlib
import sqlite3

import pytest

from harness import web
from harness.browser import Browser
from harness.routes import all_routes

MUTATING = [route for route in all_routes() if route.changes]
FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "x"}, {"Sec-Fetch-Site": ""},
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "http://127.0.0.1:1"}, {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:{port}"}, {})


@pytest.fixture(scope="module")
def browser(house):
    return Browser(house).sign_in()


def contents(parley):
    """A hash over everything that is stored, but for when somebody was last seen."""
    database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % parley.data, uri=True)
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT NULL")]
    digest = hashlib.sha256()
    for table in sorted(tables):
        if table not in ("session",) and not table.startswith("messageText"):
            digest.update(repr((table, database.execute('SELECT * FROM "%s"' % table).fetchall())).encode())
    digest.update(repr(database.execute("SELECT count(*) FROM session").fetchall()).encode())
    database.close()
    return digest.hexdigest()


@pytest.mark.parametrize("route", MUTATING, ids=str)
def test_a_foreign_page_changes_nothing(house, browser, route):
    conversation, id = house.begin("say:x")
    house.finished(conversation, id)
    before = contents(house)
    for foreign in FOREIGN:
        headers = {name: value.replace("{port}", str(house.port)) for name, value in foreign.items()}
        for body, kind in ((b"{}", "application/json"), (b"name=ada&password=x", "application/x-www-form-urlencoded"),
                           (b"{}", "text/plain")):
            answer = web.request(
                house.port, route.method, route.path(conversation, id), body,
                {"Cookie": browser.cookie, "Content-Type": kind, **headers}, source="127.0.40.1")
            assert answer.status == 403 and answer.header("set-cookie") is None, (headers, kind, answer)
    assert contents(house) == before and browser.is_known()


@pytest.mark.parametrize("own", [
    {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://127.0.0.1:{port}"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://rewritten.example"}], ids=str)
def test_our_own_page_may(house, browser, own):
    headers = {name: value.replace("{port}", str(house.port)) for name, value in own.items()}
    answer = web.request(
        house.port, "POST", "/api/conversations", {"model": "say:x"}, {"Cookie": browser.cookie, **headers})
    assert answer.status == 201, answer


def test_the_public_address_is_our_own(make):
    parley = make(PARLEY_PUBLIC_URL="http://chat.example").set_up().start()
    cookie = parley.sign_in().header("set-cookie").split(";")[0]
    for origin, status in (("http://chat.example", 201), ("http://chat.example.evil", 403), ("https://chat.example", 201),
                           ("http://evil.example", 403)):
        answer = web.request(
            parley.port, "POST", "/api/conversations", {"model": "say:x"},
            {"Cookie": cookie, "Host": "chat.example", "Origin": origin})
        assert answer.status == status or origin.startswith("https") and answer.status == 403, (origin, answer)


def test_a_token_beside_a_cookie_is_no_way_around(house, browser):
    answer = web.request(house.port, "POST", "/api/conversations", {"model": "say:x"}, {
        "Cookie": browser.cookie, "Authorization": "Bearer x", "Sec-Fetch-Site": "cross-site"})
    assert answer.status in (401, 403)


def test_reading_changes_nothing(house, browser):
    conversation, id = house.begin("say:x")
    house.finished(conversation, id)
    before = contents(house)
    for route in all_routes():
        if not route.changes and route.pattern != "/api/events":
            for method in ("GET", "HEAD"):
                assert browser.call(method, route.path(conversation, id)).status < 500
    assert contents(house) == before
