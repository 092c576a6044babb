"""What is another person's does not exist: every route answers as for an id that nobody has."""
import pytest

from harness.browser import Browser
from harness.routes import UNKNOWN, all_routes
from harness.viewer import Viewer

BODIES = {"POST": {"content": "from a stranger", "to": UNKNOWN, "typing": True}, "PATCH": {"title": "a stranger's"},
          "PUT": {"access": "write", "revision": 1}}
ROUTES = [route for route in all_routes() if route.deed and "{id}" in route.pattern]


@pytest.fixture(scope="module")
def stranger(house):
    return house.add_person("grace", "member")


@pytest.fixture(scope="module")
def theirs(house):
    """A's conversation with a finished answer, and one whose answer is running."""
    finished, id = house.begin("say:the secret of A")
    house.finished(finished, id)
    running, running_id = house.begin("endless:20¦A")
    yield {finished: id, running: running_id}
    house.stop(running)


def key(answer):
    """All that a stranger sees of an answer, but for its own number and the time."""
    return answer.status, answer.raw, sorted(
        (name, value) for name, value in answer.headers if name not in ("date", "x-request-id"))


def texts(house, theirs):
    return [(id, message["content"] if message["status"] != "streaming" else "") for id in theirs
            for message in house.history(id)], [house.call("GET", "/api/conversations/" + id).value["conversation"]["title"]
                                                for id in theirs]


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_foreign_conversation_is_as_unknown_as_one_that_is_not(house, stranger, theirs, route):
    before = texts(house, theirs)
    for conversation, message in theirs.items():
        bodies = [BODIES.get(route.method)]
        if route.method == "POST":
            bodies.append({"content": "x", "to": message, "continues": message, "parent_id": message, "typing": False})
        for body in bodies:
            foreign = house.call(route.method, route.path(conversation, message), body, token=stranger)
            unknown = house.call(route.method, route.path(UNKNOWN, UNKNOWN), body, token=stranger)
            assert foreign.status == 404 and key(foreign) == key(unknown), (foreign, unknown)
    assert texts(house, theirs) == before
    for conversation, message in theirs.items():
        if conversation != next(iter(theirs)):
            assert house.message(conversation, message)["status"] == "streaming"


def test_the_page_of_a_foreign_conversation_is_as_unknown_too(house, theirs, stranger):
    browser = Browser(house).sign_in("grace", source="127.0.50.1")
    answers = [browser.call("GET", "/c/" + id, Accept="text/html") for id in (*theirs, UNKNOWN, "no-id")]
    assert {answer.status for answer in answers} == {404} and len({answer.raw for answer in answers}) == 1


def test_a_foreign_stream_brings_not_one_byte(house, stranger, theirs):
    seen = []
    for conversation in (*theirs, UNKNOWN):
        for query in ("", "&after=0", "&render=blocks", "&after=1&render=text"):
            path = "/api/events?conversation=%s%s" % (conversation, query)
            viewer = Viewer(house.port, "GET", path, {**house.headers(stranger), "Connection": "close"})
            viewer.wait_for_end(5)
            assert viewer.status == 404 and "secret" not in str(viewer.response.body)
            seen.append(bytes(viewer.response.body))
    assert len(set(seen)) == 1


def test_a_strangers_own_stream_hears_nothing_of_others(house, stranger, theirs):
    viewer = Viewer(house.port, "GET", "/api/events", house.headers(stranger))
    viewer.wait_for(lambda viewer: viewer.status == 200, 5)
    conversation, id = house.begin("say:a secret that is told now")
    house.finished(conversation, id)
    own = house.call("POST", "/api/conversations", {"model": "say:x"}, token=stranger).value["id"]
    house.call("POST", "/api/conversations/%s/messages" % own, {"content": "mine"}, token=stranger)
    def heard(viewer):
        return viewer.understand().response.body.decode()
    viewer.wait_for(lambda viewer: own in heard(viewer), 5, "the stranger's own events")
    assert conversation not in heard(viewer)
    viewer.leave()


def test_foreign_ids_inside_a_body_are_refused(house, stranger, theirs, upstream):
    conversation, message = next(iter(theirs.items()))
    model = "say:x¦borrowed"
    own = house.call("POST", "/api/conversations", {"model": model}, token=stranger).value["id"]
    path = "/api/conversations/" + own
    bodies = [("/messages", {"content": "x", "parent_id": message}), ("/replies", {"to": message}),
              ("/replies", {"to": message, "continues": message})]
    for place, body in bodies:
        foreign = house.call("POST", path + place, body, token=stranger)
        unknown = house.call("POST", path + place, {
            name: UNKNOWN if name != "content" else value for name, value in body.items()}, token=stranger)
        assert foreign.status in (404, 422) and key(foreign) == key(unknown), (foreign, unknown)
    for route in ("GET %s/messages/%s", ):
        assert house.call("GET", path + "/messages/" + message, token=stranger).status == 404
    assert house.call("GET", path + "?before=" + message, token=stranger).status in (200, 404)
    assert upstream.requests(model) == []


def test_lists_and_search_hold_only_ones_own(house, stranger, theirs):
    listed = house.call("GET", "/api/conversations?limit=200", token=stranger).raw.decode()
    found = house.call("GET", "/api/search?q=secret", token=stranger).raw.decode()
    for conversation in theirs:
        assert conversation not in listed and conversation not in found
    assert house.call("GET", "/api/search?q=secret").value["hits"]


def test_a_stop_by_a_stranger_stops_nothing(house, stranger, theirs):
    conversation, message = list(theirs.items())[1]
    length = len(house.message(conversation, message)["content"])
    answers = [house.call(method, "/api/conversations/" + conversation + end, body, token=stranger) for method, end, body in (
        ("POST", "/stop", {}), ("DELETE", "", None), ("PATCH", "", {"archived": True}))]
    assert [answer.status for answer in answers] == [404, 404, 404]
    page = house.watch(conversation)
    page.wait_for_text(message, length + 50)
    page.leave()


def test_what_a_person_may_not_choose_is_not_taken_from_a_body(house, stranger):
    me = house.call("GET", "/api/session").value["id"]
    fields = {"owner": {"id": me}, "owner_id": me, "id": UNKNOWN, "created_at": "2001-01-01T00:00:00Z", "role": "admin",
              "revision": 900, "deleted_at": "2001-01-01T00:00:00Z", "provider": "x"}
    answer = house.call("POST", "/api/conversations", {"model": "say:x", **fields}, token=stranger)
    if answer.status == 201:
        made = answer.value
        assert made["owner"]["name"] == "grace" and made["id"] != UNKNOWN and made["revision"] < 900
        assert not made["created_at"].startswith("2001") and made["deleted_at"] is None
        changed = house.call("PATCH", "/api/conversations/" + made["id"], fields, token=stranger)
        if changed.status == 200:
            assert changed.value["owner"] == made["owner"] and changed.value["id"] == made["id"]
    assert house.call("GET", "/metrics", token=stranger).status == 404
