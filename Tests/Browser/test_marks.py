"""What is new is marked, in the list and in the title, until it has been looked at."""
import re

import pytest
from playwright.sync_api import expect

from harness.places import hide, hideable, other_address
from harness.waiting import wait_for


@pytest.fixture
def server(own_house):
    """A house in which nothing else is new."""
    return own_house()


@pytest.fixture
def shared(server):
    conversation = server.conversation()
    server.share(conversation, "Jonas")
    server.ask(conversation, "our plan")
    return conversation


@pytest.fixture
def tabs(server, open_browser):
    return lambda name, **options: open_browser(server, name, **options)


def is_unread(server, conversation, by):
    listed = server.call("GET", "/api/conversations", by=by)["conversations"]
    return next(one for one in listed if one["id"] == conversation)["unread"]


def expect_marked(chat, mark, number):
    expect(chat.listed_as("our plan").locator(".sidebar-mark")).to_have_text(mark)
    expect(chat.page).to_have_title(re.compile(r"^\(%d\) " % number if number else r"^[^(]"))


def test_what_somebody_else_writes_is_new_until_it_is_opened(server, shared, tabs):
    jonas = tabs("Jonas")().open()
    expect_marked(jonas, "new", 1)
    jonas.listed_as("our plan").locator("a").click()
    expect(jonas.messages).to_have_count(2)
    wait_for(lambda: not is_unread(server, shared, "Jonas"), what="it to be read")
    jonas.open()
    expect(jonas.listed_as("our plan")).to_be_visible()
    expect_marked(jonas, "", 0)
    server.ask(shared, "one thing more")
    expect_marked(jonas, "new", 1)


def test_who_is_named_is_told_so(server, shared, tabs):
    jonas = tabs("Jonas")().open()
    server.say(shared, "what do you think, @Jonas?")
    expect_marked(jonas, "names you", 1)
    jonas.listed_as("our plan").locator("a").click()
    expect(jonas.last.locator(".mention-mine")).to_have_text("@Jonas")
    wait_for(lambda: not is_unread(server, shared, "Jonas"), what="it to be read")
    ada = tabs("Ada")().open_conversation(shared)
    expect(ada.last.locator(".mention")).to_have_text("@Jonas")
    expect(ada.last.locator(".mention-mine")).to_have_count(0)


def test_nothing_is_read_while_nobody_looks(server, shared, tabs):
    jonas = hideable(tabs("Jonas")).open_conversation(shared)
    wait_for(lambda: not is_unread(server, shared, "Jonas"), what="it to be read")
    hide(jonas)
    server.say(shared, "while you are away")
    expect(jonas.last_text).to_have_text("while you are away")
    expect_marked(jonas, "new", 1)
    assert is_unread(server, shared, "Jonas")
    hide(jonas, False)
    wait_for(lambda: not is_unread(server, shared, "Jonas"), what="it to be read")
    expect_marked(jonas, "", 0)


RECORD = """
  window.__told = [];
  class Told { static permission = "granted"; static requestPermission() { window.__asked = true; return Promise.resolve("granted"); }
    constructor(title, options) { this.title = title; this.body = options.body; window.__told.push(this); } close() {} }
  window.Notification = Told;
"""


def told(chat):
    return chat.page.evaluate("window.__told.map(one => [one.title, one.body])")


def read(server, conversation, by):
    """Read on another device."""
    revision = server.call("GET", "/api/conversations/" + conversation, by=by)["conversation"]["revision"]
    server.call("PUT", "/api/conversations/%s/read" % conversation, {"revision": revision}, by)


def reads_of_list(chat):
    return chat.page.evaluate("performance.getEntriesByType('resource').filter(one => one.name.includes('/api/conversations?')).length")


def notified(tabs):
    """A tab in which notifications are on, as far as the page can tell."""
    chat = hideable(tabs)
    chat.page.add_init_script(RECORD)
    chat.open()
    switch = chat.page.get_by_role("switch", name="Notifications")
    expect(switch).to_have_attribute("aria-checked", "false")
    assert not chat.page.evaluate("window.__asked")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    return chat


def test_who_looks_elsewhere_is_told_of_a_mention_and_nothing_that_was_written(server, shared, tabs):
    jonas = notified(tabs("Jonas"))
    expect(jonas.listed_as("our plan")).to_be_visible()
    server.say(shared, "first, @Jonas, while you look")
    expect_marked(jonas, "names you", 1)
    read(server, shared, "Jonas")
    expect_marked(jonas, "", 0)
    hide(jonas)
    server.say(shared, "secret word for @Jonas")
    wait_for(lambda: told(jonas), what="a notification")
    hide(jonas, False)
    # Of what came while he looked nothing was told, and of what came since nothing twice.
    assert told(jonas) == [["Parley", "You are mentioned"]]
    jonas.page.evaluate("window.__told[0].onclick()")
    expect(jonas.page).to_have_url(server.url + "/c/" + shared)


def test_once_named_one_is_told_no_more_of_it_until_one_has_looked(server, shared, tabs):
    other = server.conversation()
    server.share(other, "Jonas")
    for conversation, title in ((shared, "our plan"), (other, "the other plan")):
        server.call("PATCH", "/api/conversations/" + conversation, {"title": title})
    jonas = notified(tabs("Jonas"))
    expect(jonas.listed_as("our plan")).to_be_visible()
    hide(jonas)
    for text in ("here, @Jonas", "and one more thing", "and again, @Jonas"):
        before = reads_of_list(jonas)
        server.say(shared, text)
        wait_for(lambda: reads_of_list(jonas) > before, what="the list to be read")
    server.say(other, "over here, @Jonas")
    wait_for(lambda: ["the other plan", "You are mentioned"] in told(jonas), what="a later notification")
    assert told(jonas) == [["our plan", "You are mentioned"], ["the other plan", "You are mentioned"]]


def test_an_answer_is_told_to_who_asked_for_it(server, tabs, models):
    conversation = server.conversation("by-hand")
    ada = notified(tabs("Ada")).open_conversation_of_one(conversation)
    ada.send("tell me when it is done")
    answer = models.answer_to("tell me when it is done")
    answer.write("in a moment")
    expect(ada.last_text).to_have_text("in a moment")
    hide(ada)
    answer.end()
    wait_for(lambda: told(ada), what="a notification")
    assert told(ada) == [["Parley", "by-hand has answered"]]


def test_an_answer_that_failed_is_not_told_as_one(server, tabs, models):
    conversation = server.conversation("by-hand")
    ada = notified(tabs("Ada")).open_conversation_of_one(conversation)
    ada.send("tell me how it went")
    answer = models.answer_to("tell me how it went")
    answer.write("well")
    expect(ada.last_text).to_have_text("well")
    hide(ada)
    answer.cut()
    wait_for(lambda: told(ada), what="a notification")
    assert told(ada) == [["Parley", "by-hand could not answer"]]


def test_of_two_tabs_one_tells_and_none_while_the_other_is_in_sight(server, shared, tabs):
    open_tab = tabs("Jonas")
    first = notified(open_tab)
    second = hideable(open_tab)
    second.page.add_init_script(RECORD)
    second.open()
    expect(second.page.get_by_role("switch", name="Notifications")).to_have_attribute("aria-checked", "true")
    hide(first)
    server.say(shared, "one, @Jonas")
    for chat in (first, second):
        expect_marked(chat, "names you", 1)
    read(server, shared, "Jonas")
    for chat in (first, second):
        expect_marked(chat, "", 0)
    hide(second)
    for number, text in enumerate(("two, @Jonas", "three, @Jonas"), 1):
        server.say(shared, text)
        wait_for(lambda: len(told(first) + told(second)) >= number, what="a notification")
        assert len(told(first) + told(second)) == number
        for chat in (first, second):
            expect_marked(chat, "names you", 1)
        read(server, shared, "Jonas")
        for chat in (first, second):
            expect_marked(chat, "", 0)


def test_what_is_chosen_in_one_tab_holds_in_the_other(server, shared, tabs):
    open_tab = tabs("Jonas")
    first = notified(open_tab).open_conversation_of_two(shared)
    second = hideable(open_tab)
    second.page.add_init_script(RECORD)
    second.open_conversation_of_two(shared)
    bell = second.page.get_by_role("switch", name="Notifications")
    hide(second)
    expect(bell).to_have_attribute("aria-checked", "true")
    first.ask_switch.click()
    expect(second.ask_switch).to_have_attribute("aria-checked", "false")
    first.page.get_by_role("switch", name="Notifications").click()
    expect(bell).to_have_attribute("aria-checked", "false")
    hide(second, False)
    second.ask_switch.click()
    expect(first.ask_switch).to_have_attribute("aria-checked", "true")
    first.page.reload()
    expect(first.page.get_by_role("switch", name="Notifications")).to_have_attribute("aria-checked", "false")


def test_out_of_sight_for_long_only_what_concerns_the_person_is_heard(server, shared, tabs):
    """The line of the conversation is given back; one line of the whole browser stays, to tell."""
    jonas = hideable(tabs("Jonas"))
    jonas.page.add_init_script(RECORD)
    jonas.page.clock.install()
    jonas.open_conversation(shared)
    jonas.page.get_by_role("switch", name="Notifications").click()
    expect(jonas.page.get_by_role("switch", name="Notifications")).to_have_attribute("aria-checked", "true")
    hide(jonas)
    with jonas.page.expect_request(lambda one: one.url.endswith("/api/events?render=blocks")):
        jonas.page.clock.fast_forward(31_000)
    server.say(shared, "are you there, @Jonas?")
    wait_for(lambda: jonas.page.clock.fast_forward(3_000) or told(jonas), what="a notification")
    expect(jonas.messages).to_have_count(2)
    hide(jonas, False)
    jonas.page.clock.resume()
    expect(jonas.messages).to_have_count(3)


def test_on_plain_http_it_says_why_there_are_none(own_house, open_browser):
    address = other_address()
    if not address:
        pytest.skip("this machine has no address but its own loopback")
    server = own_house(host=address)
    chat = open_browser(server, "Ada")().open()
    chat.page.get_by_role("switch", name="Notifications").click()
    expect(chat.page.get_by_role("dialog")).to_contain_text("only for pages that come over https")
    chat.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(chat.page.get_by_role("switch", name="Notifications")).to_have_attribute("aria-checked", "false")
