"""For each route a request that is fine, and what it answers; a route that is not in here fails the tests of the wall."""
import dataclasses
import itertools
import json

from .routes import UNKNOWN
from .server import PASSWORD

MIB = 1 << 20
numbers = itertools.count(1)


@dataclasses.dataclass
class Place:
    """What a request is about: a conversation, somebody named in it, and who asks."""

    conversation: str = UNKNOWN
    question: str = UNKNOWN
    answer: str = UNKNOWN
    named: str = UNKNOWN
    asking: str = UNKNOWN


@dataclasses.dataclass
class Sample:
    """A request that is fine."""

    # What it answers where it is allowed.
    success: tuple
    # A JSON body, or a function of the place that makes one.
    body: object = None
    # All fields that there are, for those who send them wrong; where this is None, those of the body.
    full: object = None
    # An urlencoded body instead.
    form: str = None
    query: str = ""
    # Its name for the other ids in its path, from the place.
    ids: object = None
    # Makes a thing of the asking person's own; gives its ids in the path.
    own: object = None
    # Only who may talk: no reviewer.
    talks: bool = False
    # It ends sessions, or takes so long that one person of each role is enough.
    is_costly: bool = False
    most: int = 2 * MIB
    # The deed and the ids in the place of the table's: one route may have two sides.
    sides: tuple = ()

    def body_in(self, place):
        body = self.body(place) if callable(self.body) else self.body
        return None if body is None else dict(body)

    def full_in(self, place):
        full = self.full(place) if callable(self.full) else self.full
        return {**(self.body_in(place) or {}), **(full or {})}

    def data(self, place=Place()):
        """The body's bytes and type."""
        if self.form is not None:
            return self.form.encode(), "application/x-www-form-urlencoded"
        body = self.body_in(place)
        return (None, None) if body is None else (json.dumps(body).encode(), "application/json")


@dataclasses.dataclass
class Side:
    name: str
    deed: str
    ids: object


def read(*success, **more):
    return Sample(success or (200,), **more)


def thing(method, path, body, *keys):
    """Makes something by another route; its id, found under these keys."""
    def make(person):
        answer = person.call(method, path, body() if callable(body) else body, by="cookie")
        assert answer.status in (200, 201), (path, answer)
        value = answer.value
        for key in keys:
            value = value[key]
        return value
    return make


def one(name, make):
    return lambda person: {name: make(person)}


def fresh(prefix):
    return "%s %d" % (prefix, next(numbers))


def other_session(person):
    """Another browser of the same person."""
    return {"sid": person.team.second_session(person)}


def newcomer(person):
    return {"pid": person.team.add(fresh("newcomer")).id}


def message(place):
    return {"mid": place.answer}


def provider():
    return {"name": "p%d" % next(numbers), "base_url": "http://127.0.0.1:9/v1", "models": ["m"]}


NO_LIMITS = {"running": None, "messages_per_minute": None, "tokens_per_day": None, "tokens_per_month": None}
TOKEN = {"name": "a script"}
INVITE = {"role": "member"}
PRESET_FIELDS = {"name": "a preset", "model": "say:x", "system_prompt": "Be kind.", "params": {"top_p": 0.5}}
PRESET = {**PRESET_FIELDS, "scope": "own"}

# Too long to be hashed, which takes its time.
LONG = "x" * 1_100

PAGES = {
    "GET /login": read(200, 303),
    "POST /login": Sample((400, 429), form="name=nobody&password=" + LONG, most=64 << 10),
    "GET /setup": read(200, 303),
    "GET /": read(200),
    "GET /c/{id}": read(200),
    "GET /invite": read(200),
    "GET /account": read(200),
    "GET /admin": read(200, 303),
    "GET /admin/{section}": read(200, ids=lambda place: {"section": "people"}),
    "GET /sso": read(303, 404),
    "GET /sso/callback": read(303, 400, 404),
}

COMING = {
    "POST /api/setup": Sample((403, 409), {"token": "x", "name": "eve", "password": PASSWORD}),
    "POST /api/session": Sample((400, 429), {"name": "nobody", "password": LONG}),
    "GET /api/session": read(200),
    "DELETE /api/session": Sample((204,), is_costly=True),
    "POST /api/invites/look": Sample((403, 429), {"token": "x"}),
    "POST /api/invites/accept": Sample((403, 429), {"token": "x", "name": "eve", "password": PASSWORD}),
}

CHAT = {
    "GET /api/models": read(200),
    "GET /api/search": read(200, query="?q=secret"),
    "GET /api/events": read(200),
    "GET /api/conversations": read(200),
    "POST /api/conversations": Sample(
        (201,), {"title": "x", "model": "say:x", "system_prompt": "x", "params": {"temperature": 0.5, "stop": ["x"]}},
        full={"params": {"temperature": 0.5, "stop": ["x"], "max_tokens": 5}, "client_id": "c"}, talks=True),
    "GET /api/conversations/{id}": read(200),
    "PATCH /api/conversations/{id}": Sample(
        (200,), {"title": "x", "model": "say:x", "system_prompt": None, "params": {"top_p": 1}},
        full={"system_prompt": "x", "archived": False, "pinned": True, "summarize": False, "team_access": "none"}),
    "DELETE /api/conversations/{id}": Sample((204,)),
    "GET /api/conversations/{id}/context": read(200, query="?content=x"),
    "POST /api/conversations/{id}/stop": Sample((200,)),
    "POST /api/conversations/{id}/messages": Sample(
        (202,), {"content": "a message", "model": "say:x"}, most=8 * MIB,
        full={"parent_id": UNKNOWN, "client_id": "c", "ask": True, "begins_anew": False}),
    "GET /api/conversations/{id}/messages/{mid}": read(200, ids=message),
    "GET /api/conversations/{id}/messages/{mid}/context": read(200, ids=message),
    "POST /api/conversations/{id}/replies": Sample((202,), lambda place: {"to": place.question, "model": "say:x"},
        full={"to": UNKNOWN, "continues": UNKNOWN, "client_id": "c"}),
}

SHARING = {
    "GET /api/conversations/{id}/people": read(200),
    "PUT /api/conversations/{id}/people/{pid}": Sample(
        (200,), {"access": "read"}, ids=lambda place: {"pid": place.named}),
    "DELETE /api/conversations/{id}/people/{pid}": Sample((204,), sides=(
        Side("another", "manage", lambda place: {"pid": place.named}),
        Side("oneself", "leave", lambda place: {"pid": place.asking}))),
    "POST /api/conversations/{id}/join": Sample((200,)),
    "PUT /api/conversations/{id}/read": Sample((204,), {"revision": 1}),
    "POST /api/conversations/{id}/typing": Sample((204,), {"typing": True}),
    "GET /api/conversations/{id}/queue": read(200),
    # Nothing waits: also who may see the conversation is told that there is no such thing.
    "DELETE /api/conversations/{id}/queue/{qid}": Sample((404,)),
}

PROGRAMS = {
    "GET /v1/models": read(200),
    "GET /v1/models/**": read(404),
    "POST /v1/chat/completions": Sample(
        (200,), {"model": "say:x", "messages": [{"role": "user", "content": "x"}]}, most=8 * MIB, talks=True),
}

ACCOUNT = {
    "PATCH /api/account": Sample((200,), lambda place: {"name": fresh("somebody")}),
    "PUT /api/account/password": Sample(
        (204,), {"current_password": PASSWORD, "new_password": PASSWORD}, is_costly=True,
        full={"current_password": LONG}),
    "GET /api/account/sessions": read(200),
    "DELETE /api/account/sessions": Sample((204,), is_costly=True),
    "DELETE /api/account/sessions/{sid}": Sample((204,), own=other_session),
    "GET /api/account/tokens": read(200),
    "POST /api/account/tokens": Sample((201,), TOKEN, full={"expires_in_days": 3}),
    "DELETE /api/account/tokens/{tid}": Sample(
        (204,), own=one("tid", thing("POST", "/api/account/tokens", TOKEN, "id"))),
    "GET /api/account/usage": read(200),
    "GET /api/people": read(200),
    "GET /api/presets": read(200),
    "POST /api/presets": Sample((201,), PRESET),
    "PATCH /api/presets/{preset}": Sample(
        (200,), {"name": "a better one"}, full=PRESET_FIELDS, own=one("preset", thing("POST", "/api/presets", PRESET, "id"))),
    "DELETE /api/presets/{preset}": Sample((204,), own=one("preset", thing("POST", "/api/presets", PRESET, "id"))),
}

ADMIN = {
    "GET /metrics": read(200),
    "GET /api/admin/people": read(200),
    "PATCH /api/admin/people/{pid}": Sample((200,), lambda place: {"name": fresh("renamed")}, own=newcomer,
                                            full={"role": "member", "disabled": False}),
    "DELETE /api/admin/people/{pid}/sessions": Sample((204,), own=newcomer),
    "GET /api/admin/invites": read(200),
    "POST /api/admin/invites": Sample(
        (201,), INVITE, full={"name": "zoe", "note": "for zoe", "expires_in_hours": 5}),
    "DELETE /api/admin/invites/{iid}": Sample(
        (204,), own=one("iid", thing("POST", "/api/admin/invites", INVITE, "invite", "id"))),
    "GET /api/admin/sessions": read(200),
    "DELETE /api/admin/sessions/{sid}": Sample((204,), own=other_session),
    "GET /api/admin/audit": read(200),
    "GET /api/admin/providers": read(200),
    "POST /api/admin/providers": Sample((201,), lambda place: provider()),
    "POST /api/admin/providers/test": Sample((200,), lambda place: provider(), is_costly=True),
    "PATCH /api/admin/providers/{name}": Sample(
        (200,), {"models": ["other"]}, own=one("name", thing("POST", "/api/admin/providers", provider, "name"))),
    "DELETE /api/admin/providers/{name}": Sample(
        (204,), own=one("name", thing("POST", "/api/admin/providers", provider, "name"))),
    "GET /api/admin/models": read(200),
    "PATCH /api/admin/models": Sample(
        (200,), {"system_prompt": "Be kind."},
        full=lambda place: {"provider": "p", "model": "m", "allowed": "people", "people": [place.asking]}),
    "GET /api/admin/limits": read(200),
    "PUT /api/admin/limits": Sample((200,), {"scope": "everyone", **NO_LIMITS}),
    "GET /api/admin/usage": read(200, query="?from=2026-11-01&to=2026-11-30"),
    "GET /api/admin/settings": read(200),
    "PATCH /api/admin/settings": Sample((200,), {"when_busy": "refuse"}),
    "GET /api/admin/health": read(200),
    "GET /api/admin/proxy-check": read(200),
}

UPKEEP = {
    "GET /healthz": read(200),
    "GET /readyz": read(200),
    "GET /js/**": read(200),
    "GET /css/**": read(200, 404),
    "GET /vendor/**": read(200, 404),
}

SAMPLES = {**PAGES, **COMING, **CHAT, **SHARING, **PROGRAMS, **ACCOUNT, **ADMIN, **UPKEEP}


def sample(route):
    assert route.name in SAMPLES, "%s is not listed in harness/samples.py" % route
    return SAMPLES[route.name]
