"""The line breaks, the server dies, a tab sleeps: nothing is lost, nothing is there twice."""
import sqlite3

from playwright.sync_api import expect

from harness.waiting import wait_for

LOST = ("Failed to load resource", "net::ERR")


def begin(chat, models, prompt, text="the text so far"):
    chat.open().ask(prompt, model="by-hand")
    answer = models.answer_to(prompt)
    answer.write(text)
    expect(chat.last_text).to_have_text(text)
    return answer


def test_a_reload_in_the_middle_shows_all_and_nothing_twice(ada, models):
    answer = begin(ada, models, "reload me")
    ada.page.reload()
    expect(ada.last_text).to_have_text("the text so far")
    answer.write(", and what came after the reload")
    expect(ada.last_text).to_have_text("the text so far, and what came after the reload")
    answer.end()
    ada.expect_ended()
    expect(ada.messages).to_have_count(2)
    expect(ada.last_text).to_have_text("the text so far, and what came after the reload")


def test_a_kill_in_the_middle_keeps_the_text(own_house, open_browser, models):
    server = own_house()
    chat = open_browser(server, "Ada")()
    chat.guard.expect(*LOST)
    begin(chat, models, "killed in the middle")
    # What a kill leaves is what has been saved of the answer, several times a second.
    wait_for(lambda: "the text so far" in stored_draft(server), what="the draft to be stored")
    server.kill()
    expect(chat.link_line).to_be_visible()
    server.start()
    chat.expect_ended("interrupted")
    expect(chat.link_line).to_be_hidden()
    expect(chat.last_status).to_have_text("interrupted when the server restarted", ignore_case=True)
    expect(chat.last_text).to_have_text("the text so far")
    expect(chat.messages).to_have_count(2)
    chat.last.get_by_role("button", name="Continue").click()
    expect(chat.last).to_have_attribute("data-status", "streaming")
    rest = wait_for(lambda: models.answers[-1] if not models.answers[-1].closed.is_set() else None)
    rest.write(" goes on")
    rest.end()
    chat.expect_ended()
    expect(chat.last_text).to_have_text("the text so far goes on")


def stored_draft(server):
    """What the file itself holds of running answers."""
    database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % server.data, uri=True)
    try:
        return "".join(row[0] for row in database.execute("SELECT text FROM draft ORDER BY offset"))
    finally:
        database.close()


def test_an_orderly_restart_is_survived(own_house, open_browser, models):
    server = own_house()
    chat = open_browser(server, "Ada")()
    chat.guard.expect(*LOST)
    begin(chat, models, "ended in order")
    assert server.terminate() == 0
    server.start()
    chat.expect_ended("interrupted")
    expect(chat.last_text).to_have_text("the text so far")
    chat.choose("echo").send("after the restart")
    chat.expect_ended()
    expect(chat.last_text).to_have_text("after the restart")


def test_offline_and_back(ada, models):
    ada.guard.expect(*LOST)
    answer = begin(ada, models, "a train in a tunnel")
    ada.page.context.set_offline(True)
    ada.page.evaluate("dispatchEvent(new Event('offline'))")
    ada.box.fill("written in the tunnel")
    answer.write(", what was missed")
    answer.end()
    ada.server.stored(ada.conversation, "complete")
    ada.page.context.set_offline(False)
    ada.expect_ended()
    expect(ada.last_text).to_have_text("the text so far, what was missed")
    expect(ada.box).to_have_value("written in the tunnel")


def test_what_could_not_be_sent_is_kept_and_sent_once(own_house, open_browser, models):
    server = own_house()
    chat = open_browser(server, "Ada")()
    chat.guard.expect(*LOST)
    chat.open().send("before")
    chat.expect_ended()
    server.kill()
    chat.send("while the server is away")
    expect(chat.last).to_have_attribute("data-status", "unsent")
    expect(chat.last_status).to_contain_text("not sent", ignore_case=True)
    server.start()
    expect(chat.link_line).to_be_hidden()
    chat.page.reload()
    expect(chat.last_text).to_have_text("while the server is away")
    expect(chat.last).to_have_attribute("data-status", "unsent")
    chat.last.get_by_role("button", name="Send again").click()
    expect(chat.answers).to_have_count(2)
    chat.expect_ended()
    assert [one["content"] for one in server.messages(chat.conversation) if one["role"] == "user"] == [
        "before", "while the server is away"]


def test_eight_tabs_of_one_browser_are_all_alive(house, open_browser, models):
    """Six connections are all that a browser has for a host. Eight tabs are opened in the background, one after
    another; each loads, and each shows what happened as soon as it is looked at."""
    open_tab = open_browser(house, "Ada")
    open_tab.guard.expect("net::ERR_ABORTED")
    writer = open_tab()
    pretend_to_be_hidden(writer, False)
    answer = begin(writer, models, "for eight tabs")
    tabs = [open_tab() for _ in range(7)]
    hide(writer)
    for tab in tabs:
        pretend_to_be_hidden(tab, True)
        tab.page.goto(writer.page.url)
        expect(tab.last_text).to_have_text("the text so far")
    answer.write(", for all of them")
    answer.end()
    house.stored(writer.conversation, "complete")
    for tab in [writer, *tabs]:
        look_at(tab)
        tab.expect_ended()
        expect(tab.last_text).to_have_text("the text so far, for all of them")
        hide(tab)


def test_a_hidden_tab_sleeps_and_comes_back_from_its_revision(house, open_browser, models):
    chat = open_browser(house, "Ada")()
    pretend_to_be_hidden(chat, False)
    sleep_soon(chat)
    answer = begin(chat, models, "a tab in the background")
    hide(chat)
    closed = [one for one in chat.guard.requests if "/api/events" in one.url][-1]
    chat.page.wait_for_event("requestfailed", lambda one: one == closed) if not closed.failure else None
    answer.write(", and what came meanwhile")
    answer.end()
    house.stored(chat.conversation, "complete")
    before = len(addresses(chat))
    look_at(chat)
    chat.expect_ended()
    expect(chat.last_text).to_have_text("the text so far, and what came meanwhile")
    later = addresses(chat)[before:]
    assert later and all("after=" in address for address in later)


# A browser without windows shows every tab, so the page is told what to believe about being seen.

def pretend_to_be_hidden(chat, is_hidden):
    chat.page.add_init_script(
        """let isHidden = %s;
        Object.defineProperty(document, "hidden", { get: () => isHidden });
        window.__hide = (value) => { isHidden = value; document.dispatchEvent(new Event("visibilitychange")); };"""
        % ("true" if is_hidden else "false"))


def sleep_soon(chat):
    """Half a minute is a moment in this tab."""
    chat.page.add_init_script(
        "const later = setTimeout; window.setTimeout = (action, wait, ...more) => later(action, wait === 30000 ? 50 : wait, ...more);")


def hide(chat):
    chat.page.evaluate("window.__hide(true)")


def look_at(chat):
    chat.page.evaluate("window.__hide(false)")


def addresses(chat):
    return [request.url for request in chat.guard.requests if "/api/events" in request.url]


def test_a_server_that_fails_is_not_asked_without_end(own_house, open_browser):
    """V43: a tab keeps its distance from a server that answers nothing but errors, and comes back soon after."""
    server = own_house()
    chat = open_browser(server, "Ada")()
    chat.guard.expect(*LOST)
    chat.open().send("before the fault")
    chat.expect_ended()
    asked = []

    def fail(route):
        asked.append(route.request.url)
        route.fulfill(status=503, content_type="application/json",
                      body='{"error":{"message":"down","type":"server_error","code":"overloaded"}}')
    chat.page.route("**/api/**", fail)
    server.kill()
    expect(chat.link_line).to_be_visible()
    chat.page.wait_for_timeout(25_000)
    assert 1 <= len(asked) <= 8, asked
    server.start()
    chat.page.unroute("**/api/**")
    expect(chat.link_line).to_be_hidden(timeout=20_000)
    chat.send("after the fault")
    chat.expect_ended()
