"""Bodies and queries that nobody would send: a plain refusal each, never an inner error, and little memory."""
import http.client
import itertools
import json
import os
import random

import pytest

from harness import figures
from harness.mutations import VALUES, mutations
from harness.routes import UNKNOWN

TOTAL = int(os.environ.get("PARLEY_TEST_MUTATIONS", "2000"))
GOOD = {
    "POST /api/session": {"name": "nobody", "password": "x"},
    "POST /api/setup": {"token": "x", "name": "eve", "password": "correct horse"},
    "POST /api/conversations": {
        "title": "x", "model": "say:x", "system_prompt": "x", "params": {"temperature": 0.5, "stop": ["x"], "max_tokens": 5},
        "client_id": "c"},
    "PATCH /api/conversations/{id}": {
        "title": "x", "model": "say:x", "system_prompt": None, "params": {"top_p": 1}, "archived": False, "pinned": True},
    "POST /api/conversations/{id}/messages": {"content": "x", "parent_id": UNKNOWN, "model": "say:x", "client_id": "c"},
    "POST /api/conversations/{id}/replies": {"to": UNKNOWN, "model": "say:x", "continues": UNKNOWN, "client_id": "c"}}
QUERIES = (
    "/api/conversations?limit={}&cursor={}&archived={}", "/api/conversations/{id}?before={}&limit={}&render={}",
    "/api/search?q={}&cursor={}&limit={}", "/api/conversations/{id}/context?model={}&content={}", "/c/{id}?before={}",
    "/api/conversations/{}", "/api/conversations/{}/messages/{}", "/c/{}", "/login?next={}")
ODD = (
    "", "-1", "0", "1e9", "9" * 30, "-9223372036854775808", "9223372036854775807", "abc", "%00", "%ff", "%ed%a0%80", "%",
    "%zz", "%22", "NEAR(", "*", "a*", "-x", "a:b", "(", "AND", "%22%22%22", "^x", "%F0%9F%A6%8A", "a" * 3000, "x%0d%0ay", "1&limit=2",
    "'%20OR%201=1--", "{}", "[]", "+", "%2b", ";", "%2e%2e", UNKNOWN.upper(), UNKNOWN + "0", "%E2%80%AE", "content:x", "%2a%22")


class Line:
    """One connection, made again whenever the server has closed it."""

    def __init__(self, house):
        self.house = house
        self.connection = None

    def ask(self, method, path, body=None):
        headers = self.house.headers(**{"Content-Type": "application/json"})
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=20)
            try:
                self.connection.request(method, path, body, headers)
                response = self.connection.getresponse()
                return response.status, response.read()
            except (http.client.HTTPException, ConnectionError):
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise


@pytest.fixture(scope="module")
def base(house):
    for _ in range(50):
        house.call("POST", "/api/conversations", {"model": "say:x"})
    return house.child.rss()


@pytest.mark.parametrize("place", GOOD)
def test_no_body_makes_an_inner_error(house, base, place):
    method, path = place.split(" ")
    chance, line = random.Random(place), Line(house)
    conversation = house.conversation("say:x")
    statuses = {}
    bodies = list(itertools.islice(mutations(GOOD[place], chance), max(300, TOTAL // len(GOOD))))
    if place == "POST /api/setup":
        bodies = bodies[:100]
    for body in bodies:
        status, raw = line.ask(method, path.replace("{id}", conversation), body)
        statuses[status] = statuses.get(status, 0) + 1
        assert status < 500, (body[:200], status, raw[:300])
        if status >= 400:
            error = json.loads(raw)["error"]
            assert error["message"] and error["code"] and error["type"] and len(raw) < 2000
            assert not any(word in error["message"] for word in ("Swift", "Decoding", "Coding", "Optional(", "nil"))
        if status == 202:
            house.stop(conversation)
    figures.note("%s: %d broken bodies, answers %s" % (place, len(bodies), dict(sorted(statuses.items()))))
    assert house.child.is_running and house.call("GET", "/api/session").status == 200
    assert house.child.rss() - base <= 32 << 20, "%d MiB more" % ((house.child.rss() - base) >> 20)


def test_no_parameter_makes_an_inner_error(house, base):
    good = GOOD["PATCH /api/conversations/{id}"]["params"]
    conversation, line = house.conversation("say:x"), Line(house)
    for name in (*good, "temperature", "stop", "max_tokens", "seed", "unknown", "", "a" * 5000, "model", "messages", "stream"):
        for value in VALUES:
            body = b'{"params":{%s:%s}}' % (json.dumps(name).encode(), value)
            status, raw = line.ask("PATCH", "/api/conversations/" + conversation, body)
            assert status in (200, 400, 422), (body[:100], status, raw[:200])
    assert house.call("GET", "/api/conversations/" + conversation).status == 200


def test_no_query_and_no_path_makes_an_inner_error(house, base):
    conversation, line = house.conversation("say:x"), Line(house)
    count = 0
    for pattern in QUERIES:
        pattern = pattern.replace("{id}", conversation)
        for odd in ODD:
            status, raw = line.ask("GET", pattern.replace("{}", odd))
            assert status < 500, (pattern, odd, raw[:300])
            count += 1
    for odd in ODD:
        status, _ = line.ask("GET", "/api/events?conversation=%s" % odd if odd else "/api/events?after=x")
        assert status < 500
    figures.note("odd queries: %d, none made an inner error" % count)
    assert house.child.rss() - base <= 32 << 20


def test_search_takes_signs_as_text(house):
    conversation = house.conversation("say:it's a \"quoted\" bird-song NEAR(x) 100%")
    _, id = conversation, house.send(conversation, "what * is - this").value["assistant_message"]["id"]
    house.finished(conversation, id)
    for query in ("bird-song", "%22quoted%22", "NEAR(x)", "it's"):
        hits = house.call("GET", "/api/search?q=" + query).value["hits"]
        assert conversation in {hit["conversation_id"] for hit in hits}, query


def test_what_names_a_setting_stays_as_it_is_written(house):
    for text in ("${OPENAI_API_KEY}", "{{env}}", "%(x)s", "$HOME", "`id`", "{{name}}"):
        made = house.call("POST", "/api/conversations", {"model": "say:x", "title": text, "system_prompt": text}).value
        assert made["title"] == text and made["system_prompt"] == text
        page = house.call("GET", "/c/" + made["id"]).raw.decode()
        assert text.replace("`", "`") in page or text.replace("&", "&amp;") in page
