"""The fields of what the server says about people and what they share: those that are documented, and no others."""
import pytest

from harness.routes import all_routes
from harness.team import Team

ROUTES = {route.name for route in all_routes()}
CONVERSATION = {
    "id", "title", "title_source", "model", "provider", "system_prompt", "params", "owner", "revision", "pinned", "archived",
    "deleted_at", "created_at", "updated_at", "summarize", "summary", "leaf_id", "running", "access", "team_access", "shared",
    "unread", "mentioned"}
MESSAGE = {
    "id", "conversation_id", "parent_id", "role", "author", "content", "reasoning", "status", "finish_reason", "model",
    "provider", "usage", "timing", "error", "context", "created_at", "requested_by", "stopped_by", "mentions"}
NOTE = {"id", "conversation_id", "kind", "actor", "person", "detail", "after_id", "revision", "created_at"}
PERSON = {"id", "name"}
LIMITS = {"running", "messages_per_minute", "tokens_per_day", "tokens_per_month"}
USED = {"answers", "prompt_tokens", "completion_tokens", "estimated_tokens"}
PROVIDER = {
    "name", "base_url", "source", "has_key", "models", "context_window", "headers", "connect_timeout", "first_byte_timeout",
    "idle_timeout", "total_timeout", "max_retries", "enabled", "reachable", "error", "checked_at", "api", "warning"}
SESSION = {"id", "created_at", "last_seen_at", "agent", "address", "signed_in_by", "current"}
# By route: the fields of the answer, and those of one entry of each of its lists.
SHAPES = {
    "GET /api/session": ({"id", "name", "role", "has_password", "signed_in_by"}, {}),
    "GET /api/conversations": ({"conversations", "next_cursor"}, {"conversations": CONVERSATION}),
    "GET /api/conversations/{id}": (
        {"conversation", "messages", "revision", "previous", "notes"}, {"messages": MESSAGE, "notes": NOTE}),
    "GET /api/conversations/{id}/messages/{mid}": (MESSAGE, {}),
    "GET /api/conversations/{id}/people": (
        {"people", "team_access"}, {"people": {"id", "name", "access", "joined_at"}}),
    "GET /api/conversations/{id}/queue": ({"queue"}, {}),
    "GET /api/people": ({"people"}, {"people": PERSON}),
    "GET /api/account/sessions": ({"sessions"}, {"sessions": SESSION}),
    "GET /api/account/tokens": (
        {"tokens"}, {"tokens": {"id", "name", "created_at", "expires_at", "last_used_at"}}),
    "GET /api/account/usage": ({"limits", "used", "days"}, {}),
    "GET /api/presets": ({"presets"}, {"presets": {"id", "name", "model", "system_prompt", "params", "scope"}}),
    "GET /api/admin/people": ({"people"}, {"people": {
        "id", "name", "role", "disabled", "has_password", "has_sso", "created_at", "last_seen_at", "sessions", "tokens"}}),
    "GET /api/admin/invites": ({"invites"}, {"invites": {
        "id", "kind", "role", "name", "note", "created_by", "created_at", "expires_at"}}),
    "GET /api/admin/sessions": ({"sessions"}, {"sessions": {*SESSION, "person"}}),
    "GET /api/admin/audit": ({"entries", "next_cursor", "kinds"}, {"entries": {
        "seq", "at", "kind", "actor", "person", "conversation_id", "address", "detail", "hash"}}),
    "GET /api/admin/providers": ({"providers"}, {"providers": PROVIDER}),
    "GET /api/admin/models": ({"models", "default", "system_prompt"}, {"models": {
        "id", "provider", "model", "context_window", "source", "allowed", "people"}}),
    "GET /api/admin/limits": ({"server", "everyone", "people"}, {}),
    "GET /api/admin/usage": ({"from", "to", "by_person", "by_model", "by_day", "total"}, {
        "by_person": {"person", *USED}, "by_model": {"provider", "model", *USED}, "by_day": {"day", *USED}}),
    "GET /api/admin/settings": ({"settings"}, {"settings": {"key", "value", "source", "editable", "allowed"}}),
    "GET /api/admin/health": ({
        "version", "swift", "sqlite", "curl", "started_at", "database", "generations", "listeners", "memory_bytes",
        "providers", "audit", "backups"}, {"providers": {"name", "reachable", "error", "checked_at"}}),
}


@pytest.fixture(scope="module")
def people(house):
    team = Team(house)
    olga, ben = team.some("olga", "ben", role="admin")
    return olga, ben


@pytest.fixture(scope="module")
def conversation(people):
    """One with everything in it: an answer, another person, notes."""
    olga, ben = people
    conversation = olga.begin("say:fine")
    olga.share(conversation, ben, "write")
    ben.finished(conversation, ben.ask(conversation, "@" + olga.name)["id"])
    for path, body in (("/api/account/tokens", {"name": "x"}), ("/api/presets", {"name": "x", "scope": "own"}),
                       ("/api/admin/invites", {"role": "member"})):
        if "POST " + path in ROUTES:
            assert olga.call("POST", path, body, by="cookie").status == 201
    return conversation


@pytest.mark.parametrize("name", [name for name in SHAPES if name in ROUTES])
def test_an_answer_has_the_documented_fields_and_no_others(people, conversation, name):
    olga, _ = people
    message = olga.show(conversation)["messages"][-1]["id"]
    path = name.partition(" ")[2].replace("{id}", conversation).replace("{mid}", message)
    whole, lists = SHAPES[name]
    answer = olga.did("GET", path)
    assert set(answer) == whole
    for field, entry in lists.items():
        assert answer[field], "no %s to look at" % field
        for row in answer[field]:
            assert set(row) == entry, (field, set(row) ^ entry)


def test_a_stream_tells_the_same_fields(people, conversation):
    olga, ben = people
    page, own = olga.watch(conversation), ben.hear()
    page.wait_for(lambda page: page.follow().conversation, 5)
    ben.finished(conversation, ben.ask(conversation, "more")["id"])
    ben.leave(conversation)
    page.wait_for(lambda page: page.events("note"), 5)
    snapshot = page.events("snapshot")[0].value
    assert set(snapshot) == {"revision", "conversation", "messages", "previous", "people", "progress", "notes", "queue"}
    expected = {"message": MESSAGE, "note": NOTE, "people": {"people"}, "queue": {"queue"},
                "progress": {"message_id", "state", "since", "attempt", "retry_at", "by"},
                "delta": {"message_id", "offset", "content"}}
    for event in page.events():
        if event.name in expected:
            assert set(event.value) <= expected[event.name], event
    own.wait_for(lambda own: own.events("conversation"), 5)
    assert all(set(event.value) in ({*CONVERSATION}, {*CONVERSATION} - {"running"}, {"id", "deleted_at"})
               for event in own.events("conversation"))
