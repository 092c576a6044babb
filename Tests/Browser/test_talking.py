"""Sending, watching an answer come, and what is told in words."""
import re

from playwright.sync_api import expect

from harness.samples import LOREM
from harness.waiting import wait_for


def test_an_answer_streams_and_is_stored(ada, models):
    ada.open().ask("Tell me of the sea", model="by-hand")
    expect(ada.messages.first.locator(".message-body")).to_have_text("Tell me of the sea")
    expect(ada.last_status).to_contain_text("aiting for the model")
    answer = models.answer_to("Tell me of the sea")
    answer.write("It is **wide**")
    expect(ada.last_text).to_have_text("It is wide")
    expect(ada.last_text.locator("strong")).to_have_text("wide")
    expect(ada.last).to_have_attribute("data-writing", "")
    answer.write(" and deep.")
    answer.end()
    ada.expect_ended()
    expect(ada.last_text).to_have_text("It is wide and deep.")
    expect(ada.last.locator(".figures")).to_contain_text("17 tokens")
    stored = ada.server.messages(ada.conversation)
    assert [one["content"] for one in stored] == ["Tell me of the sea", "It is **wide** and deep."]
    ada.expect_title("Tell me of the sea – Parley")
    expect(ada.sidebar.locator("[aria-current=page]")).to_have_text("Tell me of the sea")


def test_the_button_is_stop_while_an_answer_runs_and_send_waits(ada, models):
    ada.open().ask("a question about buttons", model="by-hand")
    answer = models.answer_to("a question about buttons")
    expect(ada.stop_button).to_be_visible()
    expect(ada.send_button).to_be_hidden()
    ada.box.fill("and another thing")
    expect(ada.send_button).to_have_attribute("aria-disabled", "true")
    ada.box.press("Enter")
    expect(ada.notice).to_contain_text("still being written")
    expect(ada.box).to_have_value("and another thing")
    answer.write("yes")
    answer.end()
    expect(ada.stop_button).to_be_hidden()
    expect(ada.notice).to_be_hidden()
    ada.send_button.click()
    expect(ada.messages).to_have_count(4)
    second = models.answer_to("and another thing")
    second.write("yes")
    second.end()
    ada.expect_ended()


def test_waiting_counts_the_seconds(ada, models):
    ada.open().ask("are you there", model="silent")
    expect(ada.last.locator(".status-text")).to_have_text(re.compile(r"^waiting for the model, [1-9]"))
    expect(ada.last_status).to_have_attribute("data-kind", "live")
    ada.stop_button.click()
    ada.expect_ended("stopped")


def test_thoughts_are_folded_away(ada, models):
    ada.open().ask("think about it", model="by-hand")
    answer = models.answer_to("think about it")
    answer.think("First this, ")
    expect(ada.last.locator(".reasoning-title")).to_have_text("Thinking")
    expect(ada.last.locator(".reasoning-text")).to_be_hidden()
    answer.think("then that.")
    answer.write("Done.")
    answer.end()
    ada.expect_ended()
    ada.last.locator(".reasoning-title").click()
    expect(ada.last.locator(".reasoning-text")).to_have_text("First this, then that.")
    ada.page.reload()
    expect(ada.last.locator(".reasoning-title")).to_have_text("Thoughts")


def test_errors_are_told_in_words(ada, house):
    told = {
        "error-401": ("key", "the model server says 401"), "error-429": ("", "the model server says 429"),
        "error-500": ("", "the model server says 500"), "cut": ("", None),
    }
    for model, (words, provider) in told.items():
        conversation = house.conversation(model)
        house.send(conversation, "will fail")
        house.stored(conversation, "error")
        ada.open_conversation(conversation)
        expect(ada.last_status).to_have_attribute("data-kind", "error")
        expect(ada.last.locator(".status-text")).not_to_be_empty()
        expect(ada.last.locator(".status-text")).to_contain_text(words)
        if provider:
            expect(ada.last.locator(".provider-words")).to_contain_text(provider)
        expect(ada.last.get_by_role("button", name="Try again")).to_be_visible()


def test_a_cut_answer_can_be_continued(ada, models):
    ada.open().ask("will be cut", model="by-hand")
    answer = models.answer_to("will be cut")
    answer.write("The first half")
    expect(ada.last_text).to_have_text("The first half")
    answer.cut()
    ada.expect_ended("error")
    expect(ada.last_text).to_have_text("The first half")
    ada.last.get_by_role("button", name="Continue").click()
    expect(ada.last).to_have_attribute("data-status", "streaming")
    rest = wait_for(lambda: None if models.answers[-1] is answer else models.answers[-1])
    rest.write(" and the second.")
    rest.end()
    ada.expect_ended()
    expect(ada.last_text).to_have_text("The first half and the second.")


def test_regenerate_puts_another_answer_in_the_place(ada, models):
    ada.open().ask("try this twice", model="by-hand")
    first = models.answer_to("try this twice")
    first.write("one")
    first.end()
    ada.expect_ended()
    ada.last.get_by_role("button", name="Regenerate").click()
    second = models.answer_to("try this twice", 2)
    second.write("two")
    second.end()
    expect(ada.last_text).to_have_text("two")
    ada.expect_ended()
    expect(ada.messages).to_have_count(2)
    ada.page.reload()
    expect(ada.last_text).to_have_text("two")
    expect(ada.messages).to_have_count(2)


def test_a_long_answer_is_whole_to_the_letter(ada):
    ada.open().ask("write a lot", model="lorem")
    ada.expect_ended()
    shown = ada.last_text.inner_text()
    assert shown.split() == LOREM.split()
    assert ada.server.messages(ada.conversation)[-1]["content"] == LOREM


def test_copy_gives_what_was_written(ada, models):
    ada.open().ask("**bold** `code`", model="echo")
    ada.expect_ended()
    ada.last.locator(".message-copy button").click()
    expect(ada.last.locator(".message-copy button")).to_have_text("Copied")
    ada.box.focus()
    ada.page.keyboard.press("Control+V")
    expect(ada.box).to_have_value("**bold** `code`")


def test_another_model_answers_when_it_is_chosen(ada):
    ada.open().ask("first", model="echo")
    ada.expect_ended()
    ada.choose("markdown").send("second")
    expect(ada.last.locator("table")).to_be_visible()
    ada.expect_ended()
    expect(ada.last.locator(".message-name")).to_have_text("markdown")


def test_what_one_person_says_the_other_neither_opens_nor_finds(house, jonas):
    conversation = house.conversation(by="Ada")
    house.ask(conversation, "a secret about giraffes", by="Ada")
    jonas.guard.expect("404 (Not Found)")
    jonas.page.goto(house.url + "/c/" + conversation)
    expect(jonas.page.locator("body")).to_contain_text("404")
    expect(jonas.page.locator("body")).not_to_contain_text("giraffes")
    jonas.open("/")
    expect(jonas.sidebar).not_to_contain_text("giraffes")
    jonas.search_box.fill("giraffes")
    expect(jonas.page.locator(".search-note")).to_have_text("Nothing found.")


def test_an_answer_running_elsewhere_is_marked_in_the_list(house, open_browser, models):
    open_tab = open_browser(house, "Ada")
    here = open_tab().open("/")
    conversation = house.conversation("by-hand")
    house.send(conversation, "runs elsewhere")
    answer = models.answer_to("runs elsewhere")
    item = here.listed.filter(has_text="runs elsewhere")
    expect(item).to_have_attribute("data-mark", "running")
    answer.write("done")
    answer.end()
    expect(item).not_to_have_attribute("data-mark", "running")
