"""Stop, by button and by Esc, here and from elsewhere."""
from playwright.sync_api import expect


def begin(chat, models, prompt):
    chat.open().ask(prompt, model="by-hand")
    answer = models.answer_to(prompt)
    answer.write("what came before the stop")
    expect(chat.last_text).to_have_text("what came before the stop")
    return answer


def expect_stopped(chat, answer, by="you"):
    chat.expect_ended("stopped")
    expect(chat.last_status).to_have_text("stopped by %s" % by, ignore_case=True)
    expect(chat.last_text).to_have_text("what came before the stop")
    answer.wait_closed()


def test_stop_by_button(ada, models):
    answer = begin(ada, models, "stop me by button")
    ada.stop_button.click()
    expect_stopped(ada, answer)
    assert ada.server.messages(ada.conversation)[-1]["status"] == "stopped"


def test_stop_by_escape(ada, models):
    answer = begin(ada, models, "stop me by escape")
    ada.box.press("Escape")
    expect_stopped(ada, answer)


def test_escape_stops_nothing_while_an_input_method_composes(ada, models):
    answer = begin(ada, models, "compose")
    ada.box.evaluate(
        """box => { for (const more of [{ isComposing: true }, { keyCode: 229 }])
            box.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true, ...more })) }""")
    answer.write(", and goes on")
    expect(ada.last_text).to_have_text("what came before the stop, and goes on")
    expect(ada.last).to_have_attribute("data-status", "streaming")
    answer.end()
    ada.expect_ended()


def test_escape_closes_a_menu_or_a_dialog_and_stops_nothing(ada, models):
    answer = begin(ada, models, "escape with something open")
    menu = ada.open_menu()
    expect(menu).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    ada.open_menu().get_by_role("button", name="Delete").click()
    dialog = ada.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    answer.write(", and goes on")
    expect(ada.last_text).to_have_text("what came before the stop, and goes on")
    expect(ada.last).to_have_attribute("data-status", "streaming")
    answer.end()
    ada.expect_ended()


def test_stop_before_the_first_word(ada, models):
    ada.open().ask("stop before a word", model="by-hand")
    answer = models.answer_to("stop before a word")
    ada.stop_button.click()
    ada.expect_ended("stopped")
    answer.wait_closed()
    expect(ada.last_text).to_be_hidden()


def test_a_second_tab_shows_the_same_and_can_stop(house, open_browser, models):
    open_tab = open_browser(house, "Ada")
    first, second = open_tab(), open_tab()
    answer = begin(first, models, "watched from two tabs")
    second.open_conversation(first.conversation)
    expect(second.last_text).to_have_text("what came before the stop")
    second.stop_button.click()
    expect_stopped(second, answer)
    expect_stopped(first, answer)


def test_a_phone_elsewhere_sees_it_live(house, open_browser, models):
    here, phone = open_browser(house, "Ada")(), open_browser(house, "Ada", viewport={"width": 390, "height": 780})()
    answer = begin(here, models, "watched from a phone")
    phone.open_conversation(here.conversation)
    answer.write(", and after")
    expect(phone.last_text).to_have_text("what came before the stop, and after")
    answer.end()
    phone.expect_ended()
    here.expect_ended()
