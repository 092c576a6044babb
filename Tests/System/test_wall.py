"""The wall: every route, for everybody, with their own ids, others', unknown ones and such as are none."""
import collections
import dataclasses
import statistics
import time

import pytest

from harness import figures, samples
from harness.contents import LATE, changed, contents
from harness.routes import UNKNOWN, Route, all_routes
from harness.samples import Place, Sample, Side
from harness.town import Town, key
from harness.wall import EVERYBODY, FEW, STATUSES, Who, expected

ROUTES = all_routes()
CREDENTIALS = ("cookie", "token")
# The audit is looked at apart.
UNREAD = ("audit", *LATE)
seen = collections.defaultdict(collections.Counter)
unexpected = []


@pytest.fixture(scope="module")
def town(house):
    return Town(house)


@pytest.fixture(scope="module", autouse=True)
def print_table():
    yield
    for door in dict.fromkeys(door for door, _ in seen):
        alike = collections.defaultdict(list)
        for (_, who), counts in (pair for pair in seen.items() if pair[0][0] == door):
            alike[" ".join("%s×%d" % pair for pair in sorted(counts.items()))].append(who)
        for counts, who in alike.items():
            figures.note("wall | %-13s | %-35s | %s" % (door, counts, ", ".join(who)))
    total = sum(counts.total() for counts in seen.values())
    figures.note("wall: %d requests to %d routes, unexpected: %d" % (total, len(ROUTES), len(unexpected)))


@dataclasses.dataclass
class Case:
    """One request of the matrix, and what it should come to."""

    route: Route
    sample: Sample
    side: Side
    who: Who
    by: str
    target: str

    @property
    def deed(self):
        return self.side.deed if self.side else self.route.deed

    @property
    def expected(self):
        return expected(self.route.door, self.deed, self.who, self.by, self.target, self.sample.talks)

    @property
    def is_done(self):
        return self.expected == "done"

    @property
    def is_quiet(self):
        """It changes nothing."""
        return not self.route.changes or not self.is_done and self.route.door != "open"

    @property
    def statuses(self):
        if self.is_done:
            return self.sample.success
        return [status for status in STATUSES[self.expected] if status != 303 or self.route.is_page]

    def __str__(self):
        return "%s%s by %s (%s, %s)" % (
            self.route, " of " + self.side.name if self.side else "", self.who.name, self.by, self.target)


def targets(route, sample):
    """Whose things a path can name."""
    if route.deed:
        return ("own", "another's", "unknown", "malformed")
    if sample.own is None:
        return ("own",)
    return ("own", "unknown", "malformed") if route.door.startswith("admin") else ("own", "another's", "unknown", "malformed")


def cases(route):
    sample = samples.sample(route)
    everybody = EVERYBODY if route.deed or not sample.is_costly else [who for who in EVERYBODY if who.name in FEW]
    return [
        Case(route, sample, side, who, by, target) for side in sample.sides or (None,) for who in everybody
        for by in CREDENTIALS for target in targets(route, sample)]


# Asking

def ids(town, case, person):
    """What stands in the path for an id that is no conversation's."""
    if case.sample.own is None:
        return {}
    if case.target in ("unknown", "malformed"):
        names = [part[1:-1] for part in case.route.pattern.split("/") if part.startswith("{")]
        return dict.fromkeys(names, UNKNOWN if case.target == "unknown" else "no%20id")
    maker = town.people["admin"] if case.route.door.startswith("admin") else town.spare
    return case.sample.own(person if case.is_done else maker)


def path(case, place, others):
    sides = case.side.ids if case.side else case.sample.ids
    others = {**(sides(place) if sides else {}), **others}
    if case.route.pattern == "/api/events":
        return "/api/events?conversation=" + place.conversation
    return case.route.path(others.pop("id", place.conversation), others.pop("mid", UNKNOWN), **others) + case.sample.query


def ask(town, case, place, others):
    """Sends the request of a case, and notes it where what comes of it is not what should."""
    person = town.people[case.who.name]
    data, kind = case.sample.data(place)
    more = {"Content-Type": kind} if kind else {}
    answer = person.call(case.route.method, path(case, place, others), data, case.by, **more)
    seen[" ".join(filter(None, (case.route.door, case.deed))), case.who.name][answer.status] += 1
    if answer.status not in case.statuses:
        unexpected.append("%s: %s, not %s" % (case, answer, case.statuses))
    elif case.expected == "hidden" and key(answer) != town.hidden:
        unexpected.append("%s: not as an unknown id: %s" % (case, answer))
    return answer


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_route_lets_through_whom_it_should_and_nobody_else(town, route):
    known = len(unexpected)
    quiet = [case for case in cases(route) if case.is_quiet]
    loud = [case for case in cases(route) if not case.is_quiet]
    town.settle()
    prepared = [(case, town.place(case.who, case.target), ids(town, case, town.people[case.who.name])) for case in quiet]
    before, (_, last) = contents(town.parley, UNREAD), town.audited()
    for case, place, others in prepared:
        ask(town, case, place, others)
    assert changed(before, contents(town.parley, UNREAD)) == []
    assert town.audited(last)[0] <= ({"conversation_read"} if route.deed == "read" else set())
    for case in loud:
        place = town.fresh(case.who, case.target) if route.deed else Place()
        ask(town, case, place, ids(town, case, town.people[case.who.name]))
        if case.sample.is_costly:
            town.team.renew(town.people[case.who.name])
    assert town.untouched()
    assert unexpected[known:] == []


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "GET"], ids=str)
def test_a_head_tells_nobody_more_than_a_get(town, route):
    for case in cases(route):
        if case.by == "token" and case.who.name in ("nobody", "disabled", "stranger", "reader", "admin"):
            person, place = town.people[case.who.name], town.place(case.who, case.target)
            where = path(case, place, {})
            get, head = (person.call(method, where) for method in ("GET", "HEAD"))
            assert head.status == get.status and head.raw == b"", (case, get, head)
            assert {name for name, _ in head.headers} <= {name for name, _ in get.headers} | {"content-length"}, case


# Ids of other things, in paths and bodies

ODD = (UNKNOWN, "no%20id", "%00", "..%2f..", UNKNOWN.upper(), "x" * 500)


@pytest.mark.parametrize("route", [route for route in ROUTES if "{mid}" in route.pattern], ids=str)
def test_a_message_is_found_in_its_own_conversation_alone(town, route):
    reader = town.people["reader"]
    own, readable = town.own["reader"], town.victims["named"]
    pairs = [(own.conversation, readable.answer), (readable.conversation, own.answer),
             (own.conversation, town.own["stranger"].answer), *((own.conversation, odd) for odd in ODD)]
    for conversation, message in pairs:
        for by in CREDENTIALS:
            assert key(reader.call(route.method, route.path(conversation, message), by=by)) == town.hidden, message
    assert reader.call(route.method, route.path(own.conversation, own.answer)).status == 200


@pytest.mark.parametrize("where,body", [
    ("/messages", {"content": "x", "parent_id": "{}", "model": "say:x¦foreign"}),
    ("/replies", {"to": "{}", "model": "say:x¦foreign"}),
    ("/replies", {"to": "{own}", "continues": "{}", "model": "say:x¦foreign"})], ids=str)
def test_a_message_of_another_conversation_in_a_body_is_as_one_that_is_not(town, upstream, where, body):
    reader, own = town.people["reader"], town.own["reader"]

    def ask(id):
        filled = {name: value.replace("{own}", own.question).replace("{}", id) for name, value in body.items()}
        return reader.call("POST", "/api/conversations/%s%s" % (own.conversation, where), filled)
    unknown = ask(UNKNOWN)
    assert unknown.status in (404, 422)
    for place in (town.victims["named"], town.own["stranger"]):
        for id in (place.answer, place.question, place.conversation):
            assert key(ask(id)) == key(unknown)
    assert upstream.requests("say:x¦foreign") == []


def test_people_who_are_not_there_cannot_be_named(town):
    owner, conversation = town.owner, town.own["owner"].conversation
    for id in (*ODD, town.people["disabled"].id, town.own["owner"].answer):
        answer = owner.call("PUT", "/api/conversations/%s/people/%s" % (conversation, id), {"access": "read"})
        assert key(answer) == town.hidden, id
    assert owner.call(
        "PUT", "/api/conversations/%s/people/%s" % (conversation, owner.id), {"access": "read"}).status == 409


def test_nobody_makes_themselves_more_than_they_are(town):
    """Fields that are not for them are refused or not heeded, whoever sends them."""
    fields = {"id": UNKNOWN, "owner": town.spare.ref, "owner_id": town.spare.id, "access": "owner", "role": "admin",
              "created_at": "2001-01-01T00:00:00Z", "revision": 900, "deleted_at": "2001-01-01T00:00:00Z", "shared": True,
              "members": [town.spare.id], "unread": True, "author": town.spare.ref, "requested_by": town.spare.ref}
    for name in ("reader", "writer", "team writer"):
        who, person = next(who for who in EVERYBODY if who.name == name), town.people[name]
        place = town.fresh(who, "another's")
        path = "/api/conversations/" + place.conversation
        before = person.show(place.conversation)["conversation"]
        for route, body in (("PATCH", {}), ("PUT /people/%s" % person.id, {"access": "write"}), ("POST /join", {}),
                            ("POST /messages", {"content": "x", "ask": False}), ("PUT /read", {"revision": 1})):
            method, _, rest = route.partition(" ")
            answer = person.call(method, path + rest, {**fields, **body})
            assert answer.status < 500 and answer.status not in (201,), (route, answer)
        after = person.show(place.conversation)["conversation"]
        assert all(after[field] == before[field] for field in ("id", "owner", "access", "team_access", "created_at"))
        assert person.call("GET", "/api/session").value["role"] == "member"
        authors = {row["author"]["id"] for row in person.show(place.conversation)["messages"]}
        assert authors <= {town.owner.id, person.id}


def test_nobody_gives_themselves_a_role(town):
    person = town.team.some("climber")
    fields = {"role": "admin", "id": UNKNOWN, "disabled": False, "has_password": True, "created_at": "2001-01-01T00:00:00Z"}
    for method, path, body in (
            ("PATCH", "/api/account", {"name": person.name}), ("POST", "/api/account/tokens", {"name": "x"}),
            ("POST", "/api/presets", samples.PRESET)):
        for by in CREDENTIALS:
            assert person.call(method, path, {**fields, **body}, by=by).status in (200, 201, 400, 403)
        made = person.call(method, path, {**fields, **body}, by="cookie").value
        assert made["id"] != UNKNOWN and "2001" not in str(made), made
    assert person.call("POST", "/api/presets", {**samples.PRESET, "scope": "team"}, by="cookie").status == 403
    own = person.call("GET", "/api/session").value
    assert (own["id"], own["role"]) == (person.id, "member")
    assert person.call("GET", "/api/admin/people", by="cookie").status == 404


def test_a_foreign_conversation_takes_as_long_as_an_unknown_one(town):
    stranger, victim = town.people["stranger"], town.victims["named"].conversation

    def took(conversation):
        began = time.monotonic()
        assert stranger.send(conversation, "x").status == 404
        return time.monotonic() - began
    pairs = [(took(victim), took(UNKNOWN)) for _ in range(60)]
    foreign, unknown = (statistics.median(times) * 1000 for times in zip(*pairs))
    figures.note("a foreign id is refused in %.2f ms, an unknown one in %.2f ms (medians of %d)" % (
        foreign, unknown, len(pairs)))
    assert abs(foreign - unknown) <= 5


# The table

def test_every_route_is_listed():
    assert {route.name for route in ROUTES} <= set(samples.SAMPLES)


def test_a_route_that_is_not_listed_fails():
    with pytest.raises(AssertionError, match="is not listed"):
        cases(Route("GET", "/api/forgotten", "person"))
