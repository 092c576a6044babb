"""What is used stands in the database as the providers have told it: neither more nor less, and for who asked."""
import calendar
import random
import sqlite3
import time

import pytest

from harness.completions import GO, PATH, answer, chunk, document, events, whole
from harness.means import Admin, member, own_usage, today, used, wait_until_used
from harness.viewer import Viewer
from harness.waiting import wait_for


@pytest.fixture
def parley(make):
    return make().set_up().start()


def counted(prompt, completion, text="x"):
    """An answer whose provider counts."""
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return answer(events(chunk({"content": text}), chunk({}, "stop"), {**chunk({}), "choices": [], "usage": usage}, "[DONE]"))


def uncounted(text):
    return answer(events(chunk({"content": text}), chunk({}, "stop"), "[DONE]"))


def send(parley, model, content="go", token=None, **fields):
    """Sends in a new conversation; returns the ended answer."""
    made = parley.call("POST", "/api/conversations", {"model": model, **fields}, token=token)
    path = "/api/conversations/" + made.value["id"]
    sent = parley.call("POST", path + "/messages", {"content": content}, token=token)
    assert sent.status == 202, sent
    id = sent.value["assistant_message"]["id"]

    def ended():
        message = parley.call("GET", "%s/messages/%s" % (path, id), token=token).value
        return message if message["status"] != "streaming" else None
    return wait_for(ended, 20, what="the answer's end")


def test_sums_are_what_the_providers_told(parley, upstream):
    admin = Admin(parley)
    grace, id = member(parley)
    chance = random.Random(7)
    told = {None: [0, 0, 0], grace: [0, 0, 0]}
    by_model = {}
    for number in range(24):
        token = chance.choice([None, grace])
        prompt, completion = chance.randrange(1, 5_000), chance.randrange(1, 900)
        model = upstream.tell("sums%d" % number, counted(prompt, completion))
        if number % 3 == 0:
            assert parley.call("POST", PATH, {"model": model, "messages": GO, "stream": number % 2 == 0}, token=token).status == 200
        else:
            send(parley, model, token=token)
        told[token] = [told[token][0] + 1, told[token][1] + prompt, told[token][2] + completion]
        by_model[model] = (prompt, completion)
    for token, sums in told.items():
        wait_until_used(parley, tuple(sums), token)
    report = admin.usage()
    total = [sum(sums) for sums in zip(*told.values())]
    names = ("answers", "prompt_tokens", "completion_tokens")
    assert [report["total"][name] for name in names] == total and report["total"]["estimated_tokens"] == 0
    assert {row["person"]["name"]: [row[name] for name in names] for row in report["by_person"]} == {
        "ada": told[None], "grace": told[grace]}
    assert {row["model"]: (row["prompt_tokens"], row["completion_tokens"]) for row in report["by_model"]} == by_model
    assert {row["provider"] for row in report["by_model"]} == {admin.provider}
    assert [row["day"] for row in report["by_day"]] == [today()]
    assert [report["by_day"][0][name] for name in names] == total
    sizes = [row["prompt_tokens"] + row["completion_tokens"] for row in report["by_model"]]
    assert sizes == sorted(sizes, reverse=True)


def test_what_no_provider_counts_is_estimated_and_marked(parley, upstream):
    admin = Admin(parley)
    words = "word " * 800
    message = send(parley, upstream.tell("uncounted", uncounted(words)), words)
    assert message["usage"] is None
    answers, prompt, completion = used(parley)
    assert answers == 1 and prompt == message["context"]["estimated_tokens"] and 900 < completion < 1_100
    total = admin.usage()["total"]
    assert total["estimated_tokens"] == prompt + completion
    model = upstream.tell("uncounted-program", uncounted(words))
    messages = [{"role": "user", "content": words}]
    assert parley.call("POST", PATH, {"model": model, "messages": messages, "stream": True}).status == 200
    wait_for(lambda: used(parley)[0] == 2, 10, what="the program's answer")
    _, both, written = used(parley)
    assert 900 < both - prompt < 1_150 and 900 < written - completion < 1_100
    assert admin.usage()["total"]["estimated_tokens"] == both + written


def test_what_fails_before_its_first_token_counts_nothing(parley, upstream):
    for model in ("status:401", "status:500"):
        assert send(parley, model)["status"] == "error"
        for stream in (True, False):
            assert parley.call("POST", PATH, {"model": model, "messages": GO, "stream": stream}).status >= 400
    parley.finished(*parley.begin("say:hello"))
    wait_until_used(parley, (1, 10, 5))


def test_a_stopped_answer_counts_what_came(parley):
    conversation, id = parley.begin("endless:5¦stopped-usage", "go " * 400)
    wait_for(lambda: len(parley.message(conversation, id)["content"]) > 200, 10, what="some text")
    message = parley.stop(conversation).value["message"]
    answers, prompt, completion = used(parley)
    assert answers == 1 and prompt == message["context"]["estimated_tokens"] > 300
    assert len(message["content"]) / 8 < completion < len(message["content"])


def test_a_program_that_leaves_has_used_what_came(parley, upstream):
    model = upstream.tell("left", answer(events(chunk({"content": "word " * 400})), ending="open"))
    viewer = Viewer(parley.port, "POST", PATH, parley.headers(), {"model": model, "messages": GO, "stream": True})
    viewer.wait_for(lambda viewer: viewer.events(), 10, "the first piece")
    viewer.leave()
    wait_for(lambda: used(parley)[0] == 1, 10, what="its usage")
    assert 400 < used(parley)[2] < 600


def test_a_document_counts_as_it_says(parley, upstream):
    model = upstream.tell("whole", document(whole("A fox.")))
    assert parley.call("POST", PATH, {"model": model, "messages": GO}).status == 200
    wait_until_used(parley, (1, 3, 2))


def test_a_title_counts_for_who_asked(make, upstream):
    parley = make(PARLEY_TITLES="model").set_up().start()
    grace, _ = member(parley)
    send(parley, "say:Stalled imports¦titled", token=grace)
    wait_until_used(parley, (1, 20, 10), grace)
    assert used(parley) == (0, 0, 0)


def test_who_asks_anew_pays(parley, upstream):
    conversation, id = parley.begin("say:first¦anew")
    parley.finished(conversation, id)
    question = parley.message(conversation, id)["parent_id"]
    again = parley.call("POST", "/api/conversations/%s/replies" % conversation, {"to": question})
    parley.finished(conversation, again.value["assistant_message"]["id"])
    wait_until_used(parley, (2, 20, 10))


def test_ones_own_usage_is_told_by_day(parley):
    grace, _ = member(parley)
    empty = own_usage(parley, grace)
    assert empty["days"] == [] and empty["used"] == {
        "running": 0, "messages_last_minute": 0, "tokens_today": 0, "tokens_this_month": 0}
    send(parley, "say:hello", token=grace)
    assert own_usage(parley, grace)["days"] == [
        {"day": today(), "answers": 1, "prompt_tokens": 10, "completion_tokens": 5}]
    wait_for(lambda: own_usage(parley, grace)["used"]["tokens_today"] == 15, 5, what="the sum of the day")
    assert own_usage(parley)["days"] == [], "another's is not one's own"


def test_answers_of_a_killed_server_count(parley):
    conversation, id = parley.begin("words:100000@2¦killed-usage")
    wait_for(lambda: len(parley.message(conversation, id)["content"]) > 2_000, 20, what="some text")
    wait_for(lambda: drafted(parley) > 500, 10, what="a saved draft")
    parley.kill()
    parley.start()
    assert parley.message(conversation, id)["status"] == "interrupted"
    answers, _, completion = used(parley)
    assert answers == 1 and completion > 50


def drafted(parley):
    database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % parley.data, uri=True)
    try:
        return database.execute("SELECT coalesce(sum(length(text)), 0) FROM draft").fetchone()[0]
    finally:
        database.close()


# The report's days

@pytest.mark.parametrize("query", [
    "?from=2026-11-31&to=2026-12-01", "?from=x", "?to=2026-1-1", "?from=2026-11-02&to=2026-11-01",
    "?from=2025-01-01&to=2026-02-05", "?from=2026-11-01T00:00:00Z", "?from=", "?from=2026-11-01%00", "?to=9999-99-99"])
def test_days_that_are_none_are_not_taken(house, query):
    answer = house.call("GET", "/api/admin/usage" + query)
    assert answer.status == 400 and answer.error["code"] == "invalid_request", answer


def test_days_may_be_left_out(house):
    report = house.call("GET", "/api/admin/usage").value
    assert report["to"] == today() and (day_number(report["to"]) - day_number(report["from"])) == 29
    year = house.call("GET", "/api/admin/usage?from=2025-01-01&to=2026-02-04")
    assert year.status == 200 and year.value["from"] == "2025-01-01" and year.value["by_day"] == []
    assert year.value["total"] == {"answers": 0, "prompt_tokens": 0, "completion_tokens": 0, "estimated_tokens": 0}


def day_number(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%d")) // 86_400


def test_the_report_is_admins_business(house):
    grace = house.add_person("grace-usage", "member")
    hidden = house.call("GET", "/api/admin/usage", token=grace)
    assert hidden.status == 404 and hidden.raw == house.call("GET", "/api/admin/unknown", token=grace).raw
