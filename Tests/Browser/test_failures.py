"""An answer that fails: why, in whose words, and the way on from there."""
import re

import pytest
from playwright.sync_api import expect

from harness.contrast import WEAK_TEXTS
from harness.waiting import wait_for

TOO_LONG = "This model's maximum context length is 8192 tokens. Please reduce the length of the messages."
FILTERED = "The response was filtered due to the content management policy."
PHONE = {"viewport": {"width": 375, "height": 760}, "has_touch": True, "is_mobile": True}


def fail(chat, house, model, question="will fail"):
    conversation = house.conversation(model)
    house.send(conversation, question)
    house.stored(conversation, "error")
    chat.open_conversation(conversation)
    return chat.last


def ways(message):
    return message.locator(".failure-ways button").all_text_contents()


def test_each_class_of_failure_has_its_sentence_and_its_ways(ada, house):
    told = {
        "error-401": ("key", "parley check", ["Try again", "Choose another model"]),
        "error-404": ("does not know", "Choose another model", ["Choose another model", "Try again"]),
        "error-402": ("quota", "Choose another model", ["Choose another model", "Try again"]),
        "error-400": ("request", "another model", ["Try again", "Choose another model"]),
    }
    for model, (sentence, advice, buttons) in told.items():
        failed = fail(ada, house, model)
        expect(failed.locator(".status-text")).to_contain_text(sentence)
        expect(failed.locator(".failure-advice")).to_contain_text(advice)
        expect(failed.locator(".provider-words")).to_have_text("the model server says %s" % model[-3:])
        expect(failed.locator(".failure-ways button").first).to_be_visible()
        assert ways(failed) == buttons, model
        expect(failed.locator(".message-foot [data-action=regenerate]")).to_be_hidden()


def test_a_cut_answer_says_that_its_text_is_kept(ada, house):
    failed = fail(ada, house, "cut")
    expect(failed.locator(".message-body")).to_have_text("It begins well and then")
    expect(failed.locator(".failure-advice")).to_have_text("What arrived is kept.")
    expect(failed.locator(".provider-said")).to_be_hidden()
    assert ways(failed) == ["Continue", "Try again"]


def test_a_rate_limit_tells_the_time_that_was_asked_for(ada, house):
    failed = fail(ada, house, "later-429-7200", "too often")
    expect(failed.locator(".status-text")).to_contain_text("2 hours")


def test_the_card_stays_without_its_buttons_above_what_came_later(ada, house):
    conversation = house.conversation("error-401")
    house.ask(conversation, "will fail")
    house.call("PATCH", "/api/conversations/" + conversation, {"model": "echo"})
    house.ask(conversation, "works")
    ada.open_conversation(conversation)
    expect(ada.messages).to_have_count(4)
    first = ada.answers.first
    expect(first.locator(".provider-words")).to_be_visible()
    expect(first.locator(".failure-ways")).to_be_hidden()


def test_another_model_is_chosen_and_asked(ada, house):
    failed = fail(ada, house, "error-404", "who knows this")
    failed.get_by_role("button", name="Choose another model").click()
    ada.expect_focus_in("#model")
    ada.page.keyboard.press("Escape")
    ada.choose("echo")
    expect(ada.page.locator("#model")).to_have_value("echo")
    wait_for(lambda: house.call("GET", "/api/conversations/" + ada.conversation)["conversation"]["model"] == "echo")
    failed.get_by_role("button", name="Try again").click()
    expect(ada.last_text).to_have_text("who knows this")
    ada.expect_ended()
    expect(ada.messages).to_have_count(2)


def test_provider_words_are_long_and_stay_inside(house, open_browser):
    chat = open_browser(house, "Ada", **PHONE)()
    words = "x" * 900 + " and then " + "y " * 500
    failed = fail(chat, house, "error-echo", words)
    expect(failed.locator(".provider-words")).to_contain_text("and then")
    assert not chat.has_sideways_scroll()
    assert failed.locator(".provider-words").bounding_box()["height"] < 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_card_stands_out(house, open_browser, scheme):
    chat = open_browser(house, "Ada", color_scheme=scheme, reduced_motion="reduce")()
    failed = fail(chat, house, "error-401")
    expect(failed.locator(".failure-advice code")).to_have_text("parley check")
    assert chat.page.evaluate(WEAK_TEXTS) == []


# Shortening a question

def test_a_question_that_was_too_long_is_shortened_in_the_text_box(ada, house, models):
    conversation = house.conversation("echo")
    house.ask(conversation, "a first question")
    house.call("PATCH", "/api/conversations/" + conversation, {"model": "error-echo"})
    house.ask(conversation, TOO_LONG)
    ada.open_conversation(conversation)
    ada.box.fill("a draft that waits")
    ada.last.get_by_role("button", name="Shorten the question").click()
    expect(ada.box).to_have_value(TOO_LONG)
    expect(ada.box).to_be_focused()
    expect(ada.page.locator(".composer-editing")).to_contain_text("Editing the question")
    ada.choose("echo")
    ada.box.fill("a shorter question")
    ada.box.press("Enter")
    ada.expect_ended()
    expect(ada.messages).to_have_count(4)
    expect(ada.messages.nth(2).locator(".message-body")).to_have_text("a shorter question")
    expect(ada.last_text).to_have_text("a shorter question")
    expect(ada.page.locator(".composer-editing")).to_be_hidden()
    expect(ada.box).to_have_value("a draft that waits")
    stored = house.messages(conversation)
    assert [one["content"] for one in stored if one["role"] == "user"] == ["a first question", "a shorter question"]
    assert stored[2]["parent_id"] == stored[1]["id"]
    ada.page.reload()
    ada.wait_loaded()
    expect(ada.messages).to_have_count(4)
    expect(ada.box).to_have_value("a draft that waits")


def test_a_first_question_that_was_too_long_begins_the_conversation_anew(ada, house):
    fail(ada, house, "error-echo", TOO_LONG).get_by_role("button", name="Shorten the question").click()
    ada.choose("echo")
    ada.box.fill("a shorter question")
    ada.box.press("Enter")
    expect(ada.last_text).to_have_text("a shorter question")
    expect(ada.messages).to_have_count(2)
    stored = house.messages(ada.conversation)
    assert [one["content"] for one in stored] == ["a shorter question"] * 2 and stored[0]["parent_id"] is None


def test_editing_is_cancelled_and_the_draft_is_there_again(ada, house):
    failed = fail(ada, house, "error-echo", TOO_LONG)
    ada.box.fill("a draft")
    for leave in ("Cancel", "Escape"):
        failed.get_by_role("button", name="Shorten the question").click()
        expect(ada.box).to_have_value(TOO_LONG)
        if leave == "Cancel":
            ada.box.fill("half of it")
            ada.page.locator(".composer-editing").get_by_role("button", name="Cancel").click()
        else:
            ada.box.press("Escape")
        expect(ada.box).to_have_value("a draft")
        expect(ada.page.locator(".composer-editing")).to_be_hidden()
    assert len(house.messages(ada.conversation)) == 2


def test_escape_takes_away_nothing_that_was_written(ada, house):
    fail(ada, house, "error-echo", TOO_LONG).get_by_role("button", name="Shorten the question").click()
    ada.box.fill("half of it")
    ada.box.press("Escape")
    expect(ada.box).to_have_value("half of it")
    expect(ada.page.locator(".composer-editing")).to_be_visible()


def test_what_is_edited_survives_a_reload_and_another_conversation(ada, house):
    fail(ada, house, "error-echo", TOO_LONG).get_by_role("button", name="Shorten the question").click()
    ada.box.fill("half of it")
    ada.page.reload()
    ada.wait_loaded()
    expect(ada.box).to_have_value("half of it")
    expect(ada.page.locator(".composer-editing")).to_be_visible()
    ada.page.locator(".new-conversation").click()
    expect(ada.box).to_have_value("")
    expect(ada.page.locator(".composer-editing")).to_be_hidden()
    ada.page.go_back()
    expect(ada.box).to_have_value("half of it")
    expect(ada.page.locator(".composer-editing")).to_be_visible()
    ada.page.locator("[data-action=cancel-edit]").click()
    expect(ada.box).to_have_value("")


def test_an_edited_question_that_is_refused_is_edited_on(ada, house):
    ada.guard.expect("507")
    fail(ada, house, "error-echo", TOO_LONG).get_by_role("button", name="Shorten the question").click()
    ada.page.route("**/messages", lambda route: route.fulfill(
        status=507, json={"error": {"message": "The disk is full.", "type": "server_error", "code": "storage_full"}}))
    ada.box.fill("half of it")
    ada.box.press("Enter")
    expect(ada.notice).to_contain_text("disk is full")
    expect(ada.box).to_have_value("half of it")
    expect(ada.page.locator(".composer-editing")).to_be_visible()


def test_a_filtered_question_is_put_in_other_words(ada, house):
    failed = fail(ada, house, "error-echo", FILTERED)
    assert ways(failed)[0] == "Change the question"
    failed.get_by_role("button", name="Change the question").click()
    expect(ada.box).to_have_value(FILTERED)


# How an answer that did not fail ended

@pytest.mark.parametrize("reason, words, goes_on", [
    ("length", "reached its length limit", True), ("model_length", "window is full", True),
    ("content_filter", "filter ended the answer", False), ("insufficient_system_resource", "out of capacity", True),
    ("abort", "the word “abort”", False)])
def test_an_end_that_is_no_end_is_told(ada, models, reason, words, goes_on):
    question = "ends with " + reason
    ada.open().ask(question, model="by-hand")
    answer = models.answer_to(question)
    answer.write("As far as it came")
    answer.end(reason)
    ada.expect_ended()
    expect(ada.last_status).to_contain_text(words, ignore_case=True)
    expect(ada.last.get_by_role("button", name="Continue")).to_be_visible(visible=goes_on)


def test_an_answer_that_ended_well_says_nothing(ada, models):
    ada.open().ask("ends well", model="echo")
    ada.expect_ended()
    expect(ada.last_status).to_be_hidden()


# Waiting for another try

@pytest.mark.parametrize("status", [503, 429])
def test_a_retry_counts_down_and_then_answers(ada, models, status):
    question = "come back later, %d" % status
    # Long enough for a page that is slow to open.
    begin(ada, "later-%d-8" % status, question)
    line = ada.last.locator(".status-text")
    expect(line).to_have_text(re.compile(r"^the model did not answer · next try in \d s · try\s2$"))
    expect(ada.last_status).to_have_attribute("data-kind", "warn")
    first = seconds_left(line)
    wait_for(lambda: (seconds_left(line) or 0) < (first or 1), what="the seconds to count down")
    ada.expect_ended()
    expect(ada.last_text).to_have_text(question)
    assert len([one for one in models.answers if one.prompt == question]) == 2


def test_a_wait_for_the_next_try_is_stopped_at_once(ada, models):
    begin(ada, "later-503-50", "never mind")
    expect(ada.last.locator(".status-text")).to_contain_text("next try in")
    ada.stop_button.click()
    expect(ada.last).to_have_attribute("data-status", "stopped", timeout=2000)
    expect(ada.last_status).to_contain_text("stopped by you", ignore_case=True)
    assert len([one for one in models.answers if one.prompt == "never mind"]) == 1


def begin(chat, model, question):
    conversation = chat.server.conversation(model)
    chat.server.send(conversation, question)
    return chat.open_conversation(conversation)


def seconds_left(line):
    found = re.search(r"in (\d+) s", line.text_content())
    return found and int(found[1])
