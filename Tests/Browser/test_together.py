"""Two people in one conversation, each in a browser of their own: they see the same, and see each other."""
import pytest
from playwright.sync_api import expect

from harness.waiting import wait_for


@pytest.fixture
def shared(house):
    """A conversation of Ada's in which Jonas may write."""
    conversation = house.conversation("by-hand")
    house.share(conversation, "Jonas")
    return conversation


@pytest.fixture
def both(ada, jonas, shared, house):
    ada.open_conversation_of_two(shared)
    jonas.open_conversation_of_two(shared)
    return ada, jonas


def ask(chat, models, prompt, text="the first words"):
    chat.send(prompt)
    answer = models.answer_to(prompt)
    answer.write(text)
    return answer


def test_both_see_the_same_words_as_they_come(both, models):
    ada, jonas = both
    answer = ask(ada, models, "watched by two", "one")
    for chat in both:
        expect(chat.last_text).to_have_text("one")
    answer.write(" two **three**")
    for chat in both:
        expect(chat.last_text).to_have_text("one two three")
    expect(jonas.messages.first.locator(".message-name")).to_have_text("Ada")
    expect(jonas.messages.first.locator(".face")).to_have_text("AD")
    answer.end()
    for chat in both:
        chat.expect_ended()
        expect(chat.messages).to_have_count(2)


def test_the_other_is_seen_and_seen_writing(both):
    ada, jonas = both
    expect(ada.faces).to_have_text(["JO"])
    expect(ada.hint).to_have_text("Jonas is reading along")
    jonas.box.press_sequentially("I think")
    expect(ada.hint).to_have_text("Jonas is writing…")
    expect(jonas.hint).to_have_text("Ada is reading along")
    jonas.box.fill("")
    expect(ada.hint).to_have_text("Jonas is reading along")
    jonas.page.close()
    expect(ada.faces).to_have_count(0)
    expect(ada.hint).to_have_text("")


def test_a_writer_who_falls_silent_is_forgotten(both):
    """No word says that it is over: the server forgets who says nothing more, and tells the others."""
    ada, jonas = both
    jonas.page.route("**/typing", lambda route: route.continue_() if "true" in route.request.post_data else route.abort())
    jonas.guard.expect("Failed to load resource")
    jonas.box.press_sequentially("hm")
    expect(ada.hint).to_have_text("Jonas is writing…")
    expect(ada.hint).to_have_text("Jonas is reading along")


def test_stop_by_the_other_is_asked_for_once_and_told_by_name(both, models):
    ada, jonas = both
    answer = ask(ada, models, "stopped by the other")
    expect(jonas.last_text).to_have_text("the first words")
    jonas.stop_button.click()
    dialog = jonas.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Stop the answer to Ada?")
    dialog.get_by_role("button", name="Stop it").click()
    answer.wait_closed()
    ada.expect_ended("stopped")
    expect(ada.last_status).to_have_text("stopped by Jonas", ignore_case=True)
    expect(jonas.last_status).to_have_text("stopped by you", ignore_case=True)
    # Not only what came live: it is stored.
    ada.page.reload()
    expect(ada.last_status).to_have_text("stopped by Jonas", ignore_case=True)


def test_who_had_it_written_again_is_told(both, models):
    ada, jonas = both
    answer = ask(ada, models, "written twice")
    answer.end()
    jonas.expect_ended()
    jonas.last.get_by_role("button", name="Regenerate").click()
    again = models.answer_to("written twice", number=2)
    again.write("the second answer")
    again.end()
    for chat in both:
        chat.expect_ended()
        expect(chat.last_text).to_have_text("the second answer")
    expect(ada.last.locator(".message-asker")).to_have_text("asked again by Jonas")
    expect(jonas.last.locator(".message-asker")).to_have_text("asked again by you")


def test_the_second_who_sends_keeps_the_text_and_learns_for_whom_the_model_writes(both, models):
    ada, jonas = both
    jonas.guard.expect("409")
    answer = ask(ada, models, "first come")
    expect(jonas.last_text).to_have_text("the first words")
    jonas.send("me too")
    expect(jonas.notice).to_contain_text("An answer to Ada is still being written")
    expect(jonas.box).to_have_value("me too")
    expect(jonas.messages).to_have_count(2)
    answer.end()
    expect(jonas.notice).to_be_hidden()
    jonas.send_button.click()
    # The model is told who says what as soon as two people do.
    second = models.answer_to("[Jonas]\nme too")
    second.end()
    expect(ada.messages).to_have_count(4)
    expect(ada.messages.nth(2).locator(".message-name")).to_have_text("Jonas")


def test_who_is_removed_in_the_middle_sees_no_more_and_keeps_the_draft(both, models, house, shared):
    ada, jonas = both
    answer = ask(ada, models, "not for all ears", "for both")
    expect(jonas.last_text).to_have_text("for both")
    jonas.box.fill("what I was about to say")
    house.unshare(shared, "Jonas")
    expect(jonas.closed).to_contain_text("you are no longer in it")
    answer.write(", and this for Ada alone")
    expect(ada.last_text).to_have_text("for both, and this for Ada alone")
    answer.end()
    ada.expect_ended()
    expect(jonas.box).to_have_value("what I was about to say")
    expect(jonas.box).to_have_attribute("readonly", "")
    expect(jonas.page.get_by_role("button", name="Copy the text")).to_be_visible()
    expect(jonas.send_button).to_be_hidden()
    assert "for Ada alone" not in jonas.text_of(jonas.timeline)
    expect(jonas.listed.filter(has_text="not for all ears")).to_have_count(0)
    jonas.closed.get_by_role("link", name="Begin a new one").click()
    expect(jonas.page).to_have_url(jonas.server.url + "/")
    expect(jonas.box).to_be_editable()
    expect(jonas.box).to_have_value("")


@pytest.mark.parametrize("title", ["a slip of the hand", "a slip seen from elsewhere"])
def test_who_is_removed_and_added_again_is_in_it_again(both, house, shared, title):
    ada, jonas = both
    house.say(shared, title)
    expect(jonas.last_text).to_have_text(title)
    jonas.box.fill("what I was about to say")
    house.unshare(shared, "Jonas")
    expect(jonas.closed).to_contain_text("you are no longer in it")
    if "elsewhere" in title:
        jonas.closed.get_by_role("link", name="Begin a new one").click()
        expect(jonas.page).to_have_url(jonas.server.url + "/")
    house.share(shared, "Jonas")
    house.say(shared, "sorry, @Jonas")
    jonas.listed_as(title).locator("a").click()
    expect(jonas.last_text).to_have_text("sorry, @Jonas")
    expect(jonas.closed).to_be_hidden()
    expect(jonas.box).to_be_editable()
    expect(jonas.box).to_have_value("what I was about to say")
    jonas.box.fill("")
    jonas.box.press_sequentially("no harm done")
    expect(ada.hint).to_have_text("Jonas is writing…")


def test_a_reader_watches_and_can_do_nothing_else(house, models, open_browser):
    conversation = house.conversation("by-hand")
    house.share(conversation, "Jonas", "read")
    ada, jonas = open_browser(house, "Ada")(), open_browser(house, "Jonas")()
    ada.open_conversation_of_two(conversation)
    jonas.open("/c/" + conversation)
    answer = ask(ada, models, "for reading")
    expect(jonas.last_text).to_have_text("the first words")
    expect(jonas.closed).to_contain_text("You may read this conversation.")
    expect(jonas.closed.get_by_role("link")).to_be_hidden()
    expect(jonas.box).to_be_hidden()
    expect(jonas.stop_button).to_be_hidden()
    answer.end()
    expect(jonas.last).to_have_attribute("data-status", "complete")
    expect(jonas.last.get_by_role("button", name="Regenerate")).to_be_hidden()
    # The right to write comes and goes while the page is open.
    house.share(conversation, "Jonas", "write")
    expect(jonas.box).to_be_visible()
    jonas.box.fill("half a thought")
    house.share(conversation, "Jonas", "read")
    expect(jonas.closed).to_be_visible()
    expect(jonas.box).to_have_value("half a thought")
    expect(jonas.box).to_have_attribute("readonly", "")


def test_the_address_of_a_conversation_one_is_not_in_says_nothing_of_it(house, open_browser):
    conversation = house.conversation()
    house.ask(conversation, "a secret of Ada's")
    jonas = open_browser(house, "Jonas")()
    jonas.guard.expect("404")
    jonas.page.goto(house.url + "/c/" + conversation)
    wait_for(lambda: jonas.page.evaluate("document.readyState") == "complete")
    assert "secret" not in jonas.page.content()
