"""Words between people: with the model, without it, to one of several models, in a queue, under any name."""
import pytest
from playwright.sync_api import expect

from harness.contrast import WEAK_TEXTS
from harness.waiting import held_by, wait_for


@pytest.fixture
def shared(house):
    conversation = house.conversation()
    house.share(conversation, "Jonas")
    house.ask(conversation, "let us begin")
    return conversation


def test_without_the_model_only_people_talk(ada, jonas, shared):
    ada.open_conversation(shared)
    jonas.open_conversation(shared)
    expect(ada.box).to_have_attribute("placeholder", "Write to Jonas and echo…")
    ada.ask_switch.click()
    expect(ada.ask_switch).to_have_attribute("aria-checked", "false")
    expect(ada.box).to_have_attribute("placeholder", "Write to Jonas, not to the model…")
    ada.send("just between us")
    for chat in (ada, jonas):
        expect(chat.messages).to_have_count(3)
        expect(chat.last_text).to_have_text("just between us")
        expect(chat.last).to_have_attribute("data-status", "complete")
    expect(jonas.last.locator(".message-name")).to_have_text("Ada")
    expect(jonas.status_region).to_have_text("Ada has written")
    # Remembered for this conversation, in this browser, and for no other.
    ada.page.reload()
    expect(ada.ask_switch).to_have_attribute("aria-checked", "false")
    ada.ask_switch.click()
    ada.send("and now the model")
    expect(ada.messages).to_have_count(5)
    ada.expect_ended()


def test_a_name_is_completed_with_the_keyboard(ada, jonas, shared):
    ada.open_conversation(shared)
    ada.box.press_sequentially("ask @jo")
    expect(ada.proposals).to_have_text(["JOJonas"])
    expect(ada.box).to_have_attribute("aria-activedescendant", "mention-options-0")
    ada.box.press("Enter")
    expect(ada.box).to_have_value("ask @Jonas ")
    expect(ada.proposals).to_have_count(0)
    ada.box.press_sequentially("and @")
    expect(ada.proposals.first).to_be_visible()
    ada.box.press("Escape")
    expect(ada.proposals).to_have_count(0)
    ada.box.press_sequentially("x")
    expect(ada.proposals).to_have_count(0)
    expect(ada.messages).to_have_count(2)


def test_a_name_is_completed_by_touch(house, open_browser, shared):
    chat = open_browser(house, "Ada", viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)()
    chat.open_conversation(shared)
    chat.box.tap()
    chat.box.press_sequentially("@")
    chat.proposals.filter(has_text="Jonas").tap()
    expect(chat.box).to_have_value("@Jonas ")
    expect(chat.box).to_be_focused()
    expect(chat.proposals).to_have_count(0)
    assert not chat.has_sideways_scroll()


def test_a_model_is_called_by_name_where_none_is_asked(ada, shared, models):
    ada.open_conversation(shared)
    ada.ask_switch.click()
    ada.box.press_sequentially("@by")
    expect(ada.proposals).to_have_count(1)
    ada.proposals.first.click()
    expect(ada.box).to_be_focused()
    expect(ada.box).to_have_value("@by-hand ")
    ada.box.press_sequentially("what do you say?")
    ada.send_button.click()
    answer = models.answer_to("@by-hand what do you say?")
    answer.write("this")
    answer.end()
    ada.expect_ended()
    expect(ada.last_text).to_have_text("this")
    expect(ada.last.locator(".message-name")).to_have_text("by-hand")


def test_who_sends_while_the_model_writes_is_queued_and_can_take_it_back(own_house, open_browser, models):
    server = own_house(PARLEY_WHEN_BUSY="queue")
    conversation = server.conversation("by-hand")
    server.share(conversation, "Jonas")
    ada, jonas = open_browser(server, "Ada")(), open_browser(server, "Jonas")()
    for chat in (ada, jonas):
        chat.open_conversation_of_two(conversation)
    ada.send("the first")
    answer = models.answer_to("the first")
    answer.write("so")
    for text in ("the second", "the third"):
        expect(jonas.stop_button).to_be_visible()
        jonas.send(text)
        expect(jonas.page.locator(".queued").last).to_contain_text(text)
    expect(ada.page.locator(".queued")).to_have_count(2)
    expect(ada.page.locator(".queued").first).to_contain_text("queued, by Jonas")
    expect(jonas.page.locator(".queued").first).to_contain_text("queued")
    expect(jonas.messages).to_have_count(2)
    jonas.page.get_by_role("button", name="Take back this queued message").last.click()
    expect(jonas.box).to_have_value("the third")
    expect(ada.page.locator(".queued")).to_have_count(1)
    answer.end()
    second = models.answer_to("[Jonas]\nthe second")
    expect(ada.page.locator(".queued")).to_have_count(0)
    expect(ada.messages).to_have_count(4)
    second.write("as well")
    second.end()
    ada.expect_ended()


def test_the_owner_removes_what_waits_with_the_keyboard_alone(own_house, open_browser, models):
    server = own_house(PARLEY_WHEN_BUSY="queue")
    conversation = server.conversation("by-hand")
    server.share(conversation, "Jonas")
    ada = open_browser(server, "Ada")().open_conversation_of_two(conversation)
    server.send(conversation, "first of all")
    answer = models.answer_to("first of all")
    answer.write("so")
    for text in ("one", "two"):
        server.call("POST", "/api/conversations/%s/messages" % conversation, {"content": text}, by="Jonas")
    remove = ada.page.get_by_role("button", name="Remove the queued message of Jonas")
    expect(remove).to_have_count(2)
    remove.first.focus()
    ada.page.keyboard.press("Enter")
    expect(remove).to_have_count(1)
    expect(remove).to_be_focused()
    ada.page.keyboard.press("Enter")
    expect(remove).to_have_count(0)
    ada.expect_focus_in("chat-composer")
    answer.end()
    ada.expect_ended()


def test_what_is_taken_back_late_goes_where_it_was_written(own_house, open_browser, models):
    server = own_house(PARLEY_WHEN_BUSY="queue")
    conversation = server.conversation("by-hand")
    server.share(conversation, "Jonas")
    jonas = open_browser(server, "Jonas")().open_conversation_of_two(conversation)
    server.send(conversation, "to begin with")
    answer = models.answer_to("to begin with")
    answer.write("so")
    expect(jonas.stop_button).to_be_visible()
    jonas.send("for this conversation alone")
    held = []
    jonas.page.route("**/queue/*", lambda route: held.append(route))
    jonas.page.get_by_role("button", name="Take back this queued message").click()
    jonas.page.locator(".new-conversation").click()
    expect(jonas.page).to_have_url(server.url + "/")
    jonas.box.fill("something else")
    with jonas.page.expect_response("**/queue/*"):
        held_by(jonas.page, held).continue_()
    answer.end()
    jonas.listed_as("to begin with").locator("a").click()
    expect(jonas.box).to_have_value("for this conversation alone")
    jonas.page.locator(".new-conversation").click()
    expect(jonas.box).to_have_value("something else")


HOSTILE = ["<img src=x onerror=window.__xss=1>", "</title><script>window.__xss=1</script>", "{{person.name}} &amp; `x`"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_wherever_it_stands(own_house, open_browser, name):
    server = own_house()
    server.add(name)
    conversation = server.conversation("by-hand")
    server.share(conversation, name)
    server.say(conversation, "see here, @" + name)
    server.say(conversation, "I see, @Ada", by=name)
    ada, other = open_browser(server, "Ada")(), open_browser(server, name)()
    ada.open_conversation(conversation)
    other.open_conversation(conversation)
    expect(ada.messages.last.locator(".message-name")).to_have_text(name)
    expect(ada.notes.first).to_contain_text(name)
    other.box.press_sequentially("typing")
    expect(ada.hint).to_contain_text("is writing")
    expect(ada.faces).to_have_count(1)
    ada.open_share()
    expect(ada.shared_person(name)).to_be_visible()
    ada.page.keyboard.press("Escape")
    ada.box.press_sequentially("@")
    expect(ada.proposals.first).to_contain_text(name)
    ada.box.fill("")
    other.box.fill("who stops me?")
    other.send_button.click()
    expect(ada.stop_button).to_be_visible()
    other.stop_button.click()
    ada.expect_ended("stopped")
    expect(ada.last_status).to_contain_text("topped by " + name)
    for chat in (ada, other):
        assert chat.page.evaluate("window.__xss") is None
        assert chat.page.locator("img, iframe, object, embed").count() == 0


def test_a_new_conversation_begins_with_a_preset(ada, house):
    house.call("POST", "/api/presets", {"name": "Plain words", "model": "by-hand", "system_prompt": "Short.", "scope": "own"})
    ada.open()
    preset = ada.page.get_by_role("button", name="Plain words")
    preset.click()
    expect(preset).to_have_attribute("aria-pressed", "true")
    expect(ada.page.locator("#model")).to_have_value("by-hand")
    ada.send("begin so")
    conversation = ada.conversation
    stored = wait_for(lambda: house.call("GET", "/api/conversations/" + conversation)["conversation"])
    assert (stored["model"], stored["system_prompt"]) == ("by-hand", "Short.")
    ada.wait_loaded().open_menu().get_by_role("button", name="Save as preset").click()
    dialog = ada.page.get_by_role("dialog", name="Save as preset")
    expect(dialog.get_by_label("What the model is told first")).to_have_value("Short.")
    dialog.get_by_label("Name").fill("For all of us")
    dialog.get_by_label("For the team").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("“For all of us” is saved")
    dialog.get_by_role("button", name="Remove Plain words").click()
    expect(dialog).to_contain_text("“Plain words” is removed")
    dialog.get_by_role("button", name="Remove For all of us").click()
    question = ada.page.get_by_role("dialog", name="Remove this preset?")
    expect(question).to_contain_text("“For all of us” is the team’s")
    question.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_role("button", name="Remove For all of us")).to_be_visible()
    names = [(one["name"], one["scope"]) for one in house.call("GET", "/api/presets", by="Jonas")["presets"]]
    assert names == [("For all of us", "team")]


def test_everything_can_be_read_in_both_themes(house, open_browser, shared):
    house.say(shared, "for @Jonas and @Ada", by="Ada")
    for theme in ("light", "dark"):
        chat = open_browser(house, "Jonas", color_scheme=theme, reduced_motion="reduce")()
        chat.open_conversation(shared)
        expect(chat.last.locator(".mention").first).to_be_visible()
        chat.box.press_sequentially("@")
        expect(chat.proposals.first).to_be_visible()
        assert chat.page.evaluate(WEAK_TEXTS) == []
