"""By keyboard, by ear, on a phone, without motion, without JavaScript, over plain http."""
import pytest
from playwright.sync_api import expect

from harness.contrast import WEAK_TEXTS
from harness.places import other_address

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


# Keyboard

def test_enter_sends_and_shift_enter_breaks_the_line(ada):
    ada.open()
    ada.expect_focus_in("#composer-text")
    ada.page.keyboard.type("one")
    ada.page.keyboard.press("Shift+Enter")
    ada.page.keyboard.type("two")
    expect(ada.box).to_have_value("one\ntwo")
    ada.page.keyboard.press("Enter")
    expect(ada.answers).to_have_count(1)
    ada.expect_ended()
    assert ada.messages.first.locator(".message-body").inner_text().split() == ["one", "two"]


def test_enter_sends_nothing_while_an_input_method_composes(ada):
    ada.open()
    ada.box.fill("にほ")
    ada.box.evaluate(
        """box => { for (const more of [{ isComposing: true }, { keyCode: 229 }])
            box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more })) }""")
    expect(ada.box).to_have_value("にほ")
    expect(ada.messages).to_have_count(0)


def test_shortcuts(ada):
    ada.open().send("somewhere")
    ada.expect_ended()
    ada.page.keyboard.press("Control+k")
    ada.expect_focus_in("#search-text")
    ada.page.keyboard.type("somewhere")
    expect(ada.hits.first).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(ada.search_box).to_have_value("")
    ada.page.keyboard.press("Control+Shift+O")
    expect(ada.page).to_have_url(ada.server.url + "/")
    ada.expect_focus_in("#composer-text")


def test_renaming_pinning_and_deleting_by_keyboard(ada):
    ada.open().send("a working title")
    ada.expect_ended()
    ada.page.locator(".header-menu").focus()
    ada.page.keyboard.press("Enter")
    ada.expect_focus_in("conversation-menu")
    ada.page.keyboard.press("Enter")
    ada.page.keyboard.type("A better title")
    ada.page.keyboard.press("Enter")
    expect(ada.page.locator("h1")).to_have_text("A better title")
    expect(ada.listed.first).to_contain_text("A better title")
    ada.open_menu().get_by_role("button", name="Pin").click()
    expect(ada.sidebar.locator("section").first).to_contain_text("Pinned")
    expect(ada.sidebar.locator("section").first).to_contain_text("A better title")
    ada.open_menu().get_by_role("button", name="Delete").click()
    dialog = ada.page.get_by_role("dialog")
    expect(dialog).to_contain_text("A better title")
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Enter")
    expect(ada.page).to_have_url(ada.server.url + "/")
    expect(ada.sidebar).not_to_contain_text("A better title")


def test_drafts_belong_to_their_conversations(ada):
    ada.open().send("the first of two")
    ada.expect_ended()
    ada.box.fill("a draft for the first")
    ada.page.locator(".new-conversation").click()
    expect(ada.box).to_have_value("")
    ada.box.fill("a draft for a new one")
    ada.listed.filter(has_text="the first of two").first.locator("a").click()
    expect(ada.box).to_have_value("a draft for the first")
    ada.page.reload()
    expect(ada.box).to_have_value("a draft for the first")
    ada.page.locator(".new-conversation").click()
    expect(ada.box).to_have_value("a draft for a new one")
    ada.box.fill("")


# A phone

def test_the_drawer_keeps_the_focus_and_gives_it_back(house, open_browser):
    chat = open_browser(house, "Ada", **PHONE)().open()
    opener = chat.page.locator(".open-sidebar")
    opener.tap()
    chat.expect_focus_in(".close-sidebar")
    stops = chat.page.evaluate("document.querySelectorAll('chat-sidebar :is(a, button, input)').length")
    for _ in range(stops + 3):
        chat.page.keyboard.press("Tab")
        assert chat.page.evaluate("!document.querySelector('main').contains(document.activeElement)")
    chat.page.keyboard.press("Escape")
    chat.expect_focus_in(".open-sidebar")
    assert not chat.page.evaluate("document.querySelector('main').inert")


def test_enter_breaks_the_line_on_a_touch_screen(house, open_browser):
    chat = open_browser(house, "Ada", **PHONE)().open()
    chat.box.tap()
    chat.page.keyboard.type("one")
    chat.page.keyboard.press("Enter")
    chat.page.keyboard.type("two")
    expect(chat.box).to_have_value("one\ntwo")
    chat.send_button.tap()
    expect(chat.answers).to_have_count(1)


def test_nothing_scrolls_sideways_on_a_phone(house, open_browser):
    conversation = house.conversation("markdown")
    house.ask(conversation, "wide things, and averylongwordwithoutanyspacethatgoesonandonandon" * 3)
    house.call("PATCH", "/api/conversations/" + conversation, {"model": "echo"})
    house.ask(conversation, "| a | b | c | d |\n|-|-|-|-|\n| %s |\n\n```\n%s\n```" % (" | ".join(["averylongcell" * 4] * 4), "x" * 400))
    chat = open_browser(house, "Ada", **PHONE)().open_conversation(conversation)
    expect(chat.last_text.locator("table")).to_be_visible()
    for width in (320, 390, 699):
        chat.page.set_viewport_size({"width": width, "height": 700})
        assert not chat.has_sideways_scroll(), width
    chat.open("/")
    assert not chat.has_sideways_scroll()


# By ear, and without motion

def test_a_screen_reader_hears_the_beginning_and_the_end_and_not_each_word(ada, models):
    ada.open()
    ada.page.evaluate(
        """window.heard = [];
        new MutationObserver(() => { const text = document.querySelector("#status").textContent; if (text) window.heard.push(text); })
            .observe(document.querySelector("#status"), { childList: true, characterData: true, subtree: true })""")
    ada.ask("read this out", model="by-hand")
    answer = models.answer_to("read this out")
    for word in "a few words that are not read out one by one".split():
        answer.write(word + " ")
    expect(ada.last_text).to_contain_text("one by one")
    ada.page.wait_for_function("() => window.heard.includes('the model is answering')")
    answer.end()
    ada.page.wait_for_function("() => window.heard.includes('answer finished')")
    assert len(ada.page.evaluate("window.heard")) <= 3
    assert ada.timeline.get_attribute("aria-live") is None


def test_a_stop_is_told(ada, models):
    ada.open().ask("stop, and say so", model="by-hand")
    models.answer_to("stop, and say so").write("well")
    expect(ada.last_text).to_have_text("well")
    ada.box.press("Escape")
    expect(ada.status_region).to_contain_text("stopped")


def test_nothing_moves_where_people_want_no_motion(house, open_browser, models):
    chat = open_browser(house, "Ada", reduced_motion="reduce")()
    chat.open().ask("hold still", model="by-hand")
    models.answer_to("hold still").write("still here")
    expect(chat.last_text).to_have_text("still here")
    assert chat.page.evaluate("document.getAnimations().filter(one => one.playState === 'running').length") == 0
    chat.stop_button.click()
    chat.expect_ended("stopped")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(house, open_browser, scheme):
    chat = open_browser(house, "Ada", color_scheme=scheme, reduced_motion="reduce", viewport={"width": 1180, "height": 1400})()
    weak = {}

    def look(where):
        for ratio, text, element in chat.page.evaluate(WEAK_TEXTS):
            weak.setdefault(element, (where, ratio, text))

    chat.page.goto(house.url + "/login")
    expect(chat.page.locator("#password")).to_be_visible()
    look("login")
    chat.open("/")
    look("empty")
    conversation = house.conversation("markdown")
    house.ask(conversation, "with `code` and a [link](https://a.example)")
    chat.open_conversation(conversation)
    expect(chat.last_text.locator("table")).to_be_visible()
    look("conversation")
    failed = house.conversation("error-429")
    house.ask(failed, "fails")
    chat.open_conversation(failed)
    expect(chat.last_status).to_have_attribute("data-kind", "error")
    look("error")
    chat.choose("silent").send("wait")
    expect(chat.last_status).to_have_attribute("data-kind", "live")
    chat.box.fill("more")
    chat.box.press("Enter")
    expect(chat.notice).to_be_visible()
    look("waiting")
    chat.stop_button.click()
    chat.expect_ended("stopped")
    look("stopped")
    chat.search_box.fill("fails")
    expect(chat.hits.first).to_be_visible()
    look("search")
    chat.open_menu().get_by_role("button", name="Delete").click()
    look("dialog")
    assert not weak


# Without what a browser usually has

def test_without_javascript_one_signs_in_and_reads(house, open_browser):
    conversation = house.conversation("markdown")
    house.ask(conversation, "read me without a script")
    chat = open_browser(house, java_script_enabled=False)()
    chat.page.goto(house.url + "/c/" + conversation)
    chat.sign_in("Ada")
    expect(chat.page).to_have_url(house.url + "/c/" + conversation)
    expect(chat.messages).to_have_count(2)
    expect(chat.messages.first.locator(".message-body")).to_have_text("read me without a script")
    expect(chat.last.locator("table")).to_be_visible()
    expect(chat.last.locator("pre")).to_be_visible()
    expect(chat.page.locator(".dock noscript p")).to_be_visible()
    expect(chat.listed.filter(has_text="read me without a script").locator("a")).to_have_attribute("href", "/c/" + conversation)


def test_without_javascript_nothing_covers_the_text_on_a_phone(house, open_browser):
    conversation = house.conversation()
    house.ask(conversation, "read me on a small screen")
    chat = open_browser(house, "Ada", java_script_enabled=False, **PHONE)()
    chat.page.goto(house.url + "/c/" + conversation)
    title, sidebar = chat.page.locator("h1").bounding_box(), chat.sidebar.bounding_box()
    assert sidebar["y"] >= title["y"] + title["height"], "the list lies over the page"
    expect(chat.listed.first).to_be_attached()


def test_over_plain_http_on_a_network(own_house, open_browser, models):
    address = other_address()
    if not address:
        pytest.skip("this machine has no address but its own loopback")
    server = own_house(host=address)
    chat = open_browser(server, "Ada")()
    chat.open()
    assert chat.page.evaluate("isSecureContext") is False
    assert chat.page.evaluate("typeof crypto.randomUUID") == "undefined"
    chat.send("over a network")
    chat.expect_ended()
    chat.last.locator(".message-copy button").click()
    expect(chat.last.locator(".message-copy button")).to_have_text("Copied")
    chat.box.focus()
    chat.page.keyboard.press("Control+V")
    expect(chat.box).to_have_value("over a network")
    chat.page.reload()
    expect(chat.messages).to_have_count(2)
