"""Who is shut out of an answer while it is written gets no later token of it, however that was done."""
import threading
import time

import pytest

from harness import figures
from harness.clock import sent_last, told
from harness.team import Team
from harness.words import words


@pytest.fixture(scope="module")
def team(house):
    return Team(house)


@pytest.fixture(scope="module")
def crowd(team):
    """The first one begins conversations."""
    return team.add(*("person %02d" % number for number in range(1, 5)))


def shared(crowd, model, access="write"):
    owner, *others = crowd
    conversation = owner.begin(model)
    for other in others:
        owner.share(conversation, other, access)
    return conversation


def is_gone_by(viewer):
    return viewer.wait_for(lambda viewer: viewer.ended or viewer.is_whole, 5, "the stream's end")


def watched(crowd, model, people, access="write"):
    """An answer that is being written, seen by these people: its conversation, itself and their pages."""
    owner = crowd[0]
    conversation = shared([owner, *people] if access else [owner], model, access or "read")
    if not access:
        owner.open(conversation, "write")
    pages = [person.watch(conversation) for person in people]
    answer = owner.ask(conversation, "go")
    for page in pages:
        page.wait_for_text(answer["id"], 60)
    return conversation, answer, pages


def gets_nothing_after(page, moment, staying, id):
    """Others are told on, and this one gets no byte of a token that was sent after a moment."""
    count = len(told(staying, id))
    staying.wait_for(lambda staying: len(told(staying, id)) >= count + 60, 10, "the others' tokens")
    assert sent_last(page) < moment, "%.4f s too late" % (sent_last(page) - moment)
    assert sent_last(staying) > moment


@pytest.mark.parametrize("round", range(3))
def test_who_is_removed_gets_no_later_token(crowd, round):
    owner, removed, staying = crowd[:3]
    conversation, answer, (page, other) = watched(crowd, "clock:4000@5¦removed%d" % round, [removed, staying])
    assert owner.remove(conversation, removed).status == 204
    moment = time.monotonic()
    gets_nothing_after(page, moment, other, answer["id"])
    page.wait_until_gone()
    last = page.events()[-1]
    assert last.name == "conversation" and set(last.value) == {"id", "deleted_at"}
    # The stream goes on with the person's other conversations, and not a word of this one.
    next_one = shared([owner, removed], "say:x")
    owner.say(next_one, "over here")
    page.wait_for(lambda page: any(event.value["id"] == next_one for event in page.events("conversation")), 5)
    page.follow()
    assert page.faults == [] and other.faults == [] and page.ended is None
    owner.stop(conversation)


def test_closing_it_to_the_team_takes_it_from_all_who_are_not_named(crowd):
    owner, watching, joined, named = crowd[:4]
    conversation, answer, pages = watched(crowd, "clock:4000@5¦closed", [watching, joined, named], access=None)
    owner.share(conversation, named)
    joined.join(conversation)
    owner.open(conversation, "none")
    moment = time.monotonic()
    for page in pages[:2]:
        gets_nothing_after(page, moment, pages[2], answer["id"])
        page.wait_until_gone()
    assert all(page.faults == [] for page in pages) and pages[2].gone is None
    owner.stop(conversation)


def test_a_senders_own_answer_ends_when_they_are_removed(crowd):
    owner, sender, other = crowd[:3]
    conversation = shared(crowd[:3], "clock:4000@5¦sender")
    stream = sender.stream(conversation).wait_for_text(40)
    page = other.watch(conversation)
    id = stream.response.headers["x-parley-message-id"]
    page.wait_for_text(id, 40)
    assert owner.remove(conversation, sender).status == 204
    moment = time.monotonic()
    is_gone_by(stream)
    gets_nothing_after(stream, moment, page, id)
    assert not stream.is_done and other.show(conversation)["messages"][-1]["status"] == "streaming"
    owner.stop(conversation)


def test_who_stalls_and_is_removed_finds_nothing_new_when_they_read_on(crowd):
    owner, staller, other = crowd[:3]
    conversation = shared(crowd[:3], "clock:4000@5¦stalled")
    stalling = staller.watch(conversation, receive_bytes=4096, reads=False)
    answer = owner.ask(conversation, "go")
    page = other.watch(conversation).wait_for_text(answer["id"], 400)
    assert owner.remove(conversation, staller).status == 204
    moment = time.monotonic()
    gets_on = len(told(page, answer["id"]))
    page.wait_for(lambda page: len(told(page, answer["id"])) >= gets_on + 60, 10)
    read_on(stalling)
    stalling.wait_until_gone()
    assert sent_last(stalling) < moment
    owner.stop(conversation)


def read_on(viewer):
    """Who has not read begins to."""
    threading.Thread(target=viewer._record, daemon=True).start()


def shut_out(team, person, way):
    admin = team.some("admin", role="admin")
    path = "/api/admin/people/" + person.id
    if way == "a command":
        return team.disable(person)
    answer = {
        "signing out": lambda: person.call("DELETE", "/api/session", by="cookie"),
        "an admin": lambda: admin.call("PATCH", path, {"disabled": True}, by="cookie"),
        "another role": lambda: admin.call("PATCH", path, {"role": "reviewer"}, by="cookie"),
        "ended sessions": lambda: admin.call("DELETE", path + "/sessions", by="cookie")}[way]()
    assert answer.status < 300, answer


@pytest.mark.parametrize("way", ["a command", "signing out", "an admin", "another role", "ended sessions"])
def test_who_is_shut_out_of_the_server_gets_no_later_token(crowd, team, way):
    """V6: also on the stream of an answer that they asked for."""
    owner, staying = crowd[:2]
    leaving = team.some("leaving")
    conversation = shared([owner, staying, leaving], "clock:4000@5¦out by " + way)
    sending = leaving.stream(conversation, by="cookie").wait_for_text(40)
    id = sending.response.headers["x-parley-message-id"]
    pages = [leaving.watch(conversation, by="cookie"), staying.watch(conversation)]
    for page in pages:
        page.wait_for_text(id, 60)
    streams = [sending, pages[0]]
    if way in ("a command", "an admin"):
        streams += [leaving.hear(), leaving.watch(conversation)]
    shut_out(team, leaving, way)
    moment = time.monotonic()
    for stream in streams:
        is_gone_by(stream)
    figures.note("%d streams ended %.2f s after: %s" % (len(streams), time.monotonic() - moment, way))
    for stream in streams:
        gets_nothing_after(stream, moment, pages[1], id)
    assert not sending.is_done
    assert leaving.call("GET", "/api/conversations/" + conversation, by="cookie").status == 401
    owner.stop(conversation)


def test_who_becomes_a_reader_sees_on_and_may_not_stop(crowd):
    owner, other = crowd[:2]
    conversation, answer, (page,) = watched(crowd, "clock:4000@5¦reader", [other])
    owner.share(conversation, other, "read")
    assert other.stop(conversation).status == 403
    page.wait_for(lambda page: page.follow().conversation["access"] == "read", 5, "the new access")
    count = len(page.text(answer["id"]))
    page.wait_for_text(answer["id"], count + 100)
    assert page.messages[answer["id"]]["status"] == "streaming" and page.faults == []
    owner.stop(conversation)


def test_the_answer_of_somebody_who_is_removed_is_written_to_its_end(crowd):
    owner, sender = crowd[:2]
    conversation = shared(crowd[:2], "words:60@10¦orphan")
    answer = sender.ask(conversation, "go")
    page = owner.watch(conversation).wait_for_text(answer["id"], 20)
    owner.remove(conversation, sender)
    assert page.wait_for_final(answer["id"])["content"] == words(60) and page.faults == []
    assert owner.show(conversation)["messages"][-1]["requested_by"] == sender.ref
