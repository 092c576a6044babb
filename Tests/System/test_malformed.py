"""Bodies and queries that nobody would send: a plain refusal each, never an inner error, and little memory."""
import itertools
import json
import os
import random

import pytest

from harness import figures
from harness.mutations import VALUES, mutations
from harness.routes import UNKNOWN, all_routes
from harness.samples import Place, sample
from harness.team import Team

# So many for each route; the long run has 10,000.
TOTAL = int(os.environ.get("PARLEY_TEST_MUTATIONS", "150"))
# Each of them asks another server, or costs a hash; the other is OpenAI's shape and has tests of its own.
FEWER = 30
ELSEWHERE = {"POST /v1/chat/completions"}
ROUTES = [route for route in all_routes() if sample(route).body is not None and route.name not in ELSEWHERE]
# What people write; another type is none of it.
NO_TEXTS = (5, 0.5, True, ["x"], [], {"$ne": None}, {"a": {"b": "x"}}, [[["x"]]])
PARAMS = {"temperature": 0.5, "stop": ["x"], "max_tokens": 5, "top_p": 1}
QUERIES = (
    "/api/conversations?limit={}&cursor={}&archived={}", "/api/conversations/{id}?before={}&limit={}&render={}",
    "/api/search?q={}&cursor={}&limit={}", "/api/conversations/{id}/context?model={}&content={}", "/c/{id}?before={}",
    "/login?next={}", "/api/conversations?scope={}", "/api/admin/audit?cursor={}&kind={}&person={}&limit={}",
    "/api/admin/usage?from={}&to={}", "/sso/callback?code={}&state={}", "/sso?next={}")
ODD = (
    "", "-1", "0", "1e9", "9" * 30, "-9223372036854775808", "9223372036854775807", "abc", "%00", "%ff", "%ed%a0%80", "%",
    "%zz", "%22", "NEAR(", "*", "a*", "-x", "a:b", "(", "AND", "%22%22%22", "^x", "%F0%9F%A6%8A", "a" * 3000, "x%0d%0ay", "1&limit=2",
    "'%20OR%201=1--", "{}", "[]", "+", "%2b", ";", "%2e%2e", UNKNOWN.upper(), UNKNOWN + "0", "%E2%80%AE", "content:x", "%2a%22")


class Ground:
    """An admin in a browser, who may do everything, and something for each route to be done to."""

    def __init__(self, house, team):
        self.house = house
        self.person, self.named = team.some("eve", role="admin"), team.some("ben")
        conversation = self.person.begin("say:x")
        said = self.person.say(conversation, "a question")["id"]
        self.place = Place(conversation, said, said, self.named.id, self.person.id)

    def path(self, route):
        own = sample(route).own
        ids = own(self.person) if own else {}
        return route.path(ids.pop("id", self.place.conversation), self.place.answer, **{"pid": self.named.id, **ids})

    def ask(self, method, path, body=None):
        answer = self.person.call(method, path, body, by="cookie", **{"Content-Type": "application/json"})
        assert answer.status < 500, (method, path, body and body[:300], answer)
        return answer

    def check(self):
        """The server goes on."""
        assert self.house.child.is_running
        if self.ask("GET", "/api/session").status == 401:
            self.person.team.renew(self.person)
        assert self.ask("GET", "/api/session").status == 200


@pytest.fixture(scope="module")
def team(house):
    return Team(house)


@pytest.fixture
def ground(house, team):
    return Ground(house, team)


@pytest.fixture(scope="module")
def base(house, team):
    for _ in range(50):
        house.call("POST", "/api/conversations", {"model": "say:x"})
    return house.child.rss()


def others_than(value):
    """Values of other types."""
    if isinstance(value, str):
        return NO_TEXTS
    return ("x", 5, True) if isinstance(value, (list, dict)) else ("x", ["x"], [[]], {"a": 1})


def is_told_in_plain_words(answer):
    error = answer.error
    assert error["message"] and error["code"] and error["type"] and len(answer.raw) < 2000
    assert not any(word in error["message"] for word in ("Swift", "Decoding", "Coding", "Optional(", "nil"))


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_no_body_makes_an_inner_error(house, base, ground, route):
    good, chance, path = sample(route).full_in(ground.place), random.Random(route.name), ground.path(route)
    most = min(TOTAL, FEWER) if sample(route).is_costly and TOTAL < 1000 else TOTAL
    # The first mutations are the same for each field; a short run takes some of them.
    bodies = list(itertools.islice(mutations(good, chance), max(most, 800)))
    statuses = {}
    for body in chance.sample(bodies, most) if most < len(bodies) else bodies:
        answer = ground.ask(route.method, path, body)
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
        if answer.status >= 400:
            is_told_in_plain_words(answer)
        if answer.status == 202:
            house.stop(ground.place.conversation)
            ground.person.stop(ground.place.conversation)
    more = house.child.rss() - base
    figures.note("%s: %d broken bodies, answers %s, %.1f MiB more" % (
        route, sum(statuses.values()), dict(sorted(statuses.items())), more / (1 << 20)))
    assert route.is_open or 401 not in statuses
    # Nothing that was taken is in the way of those that come.
    ground.ask(route.method, path, sample(route).data(ground.place)[0])
    ground.check()
    assert more <= 32 << 20


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_another_type_in_the_place_of_a_text_is_refused(ground, route):
    good, path = sample(route).full_in(ground.place), ground.path(route)
    for name, value in good.items():
        for other in others_than(value):
            answer = ground.ask(route.method, path, json.dumps({**good, name: other}).encode())
            assert answer.status == 400, (name, other, answer)
            is_told_in_plain_words(answer)
        answer = ground.ask(route.method, path, json.dumps({**good, name: None}).encode())
        assert answer.status < 500, (name, answer)
    ground.check()


def test_no_parameter_makes_an_inner_error(house, base, ground):
    path = "/api/conversations/" + ground.place.conversation
    for name in (*PARAMS, "seed", "unknown", "", "a" * 5000, "model", "messages", "stream"):
        for value in VALUES:
            answer = ground.ask("PATCH", path, b'{"params":{%s:%s}}' % (json.dumps(name).encode(), value))
            assert answer.status in (200, 400, 422), (name, value[:100], answer)
    assert ground.ask("GET", path).status == 200


def test_no_query_and_no_path_makes_an_inner_error(house, base, ground):
    conversation, count = ground.place.conversation, 0
    for pattern in (*QUERIES, *paths()):
        for odd in ODD:
            assert ground.ask("GET", pattern.replace("{id}", conversation).replace("{}", odd)).status < 500, (pattern, odd)
            count += 1
    for odd in ODD:
        assert ground.ask("GET", "/api/events?conversation=%s" % odd if odd else "/api/events?after=x").status < 500
    figures.note("odd queries: %d, none made an inner error" % count)
    assert house.child.rss() - base <= 32 << 20


def paths():
    """Each route that is read, with something odd in the place of its ids."""
    for route in all_routes():
        if route.method == "GET" and "{" in route.pattern:
            yield "/".join("{}" if part.startswith("{") else part for part in route.pattern.split("/"))


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
