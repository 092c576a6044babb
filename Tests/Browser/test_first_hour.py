"""As somebody new meets it: nothing is set up, the demo model answers."""
from playwright.sync_api import expect

from harness.server import PASSWORD


def test_from_the_printed_link_to_a_first_answer(own_house, open_browser):
    server = own_house(people=(), models=None)
    chat = open_browser(server)()
    chat.page.goto(server.setup_link())
    chat.page.get_by_label("Name").fill("Ada")
    chat.page.get_by_label("Password", exact=True).fill(PASSWORD)
    chat.page.get_by_label("The password again").fill(PASSWORD)
    chat.page.get_by_role("button", name="Begin").click()
    expect(chat.page.locator(".welcome-text")).to_contain_text("demo model")
    expect(chat.page.locator(".welcome-connect")).to_contain_text("OPENAI_BASE_URL")
    chat.send("What is this?")
    expect(chat.last.locator(".message-name")).to_have_text("demo")
    expect(chat.last).to_have_attribute("data-writing", "")
    chat.expect_ended()
    for part in ("table", "pre code", "li"):
        expect(chat.last_text.locator(part).first).to_be_visible()
    expect(chat.last_text).to_contain_text("OPENAI_BASE_URL")


def test_where_no_model_is_the_page_says_so(own_house, open_browser):
    server = own_house(models=None, PARLEY_DEMO="off")
    chat = open_browser(server, "Ada")()
    chat.guard.expect("503 (Service Unavailable)")
    chat.page.goto(server.url)
    expect(chat.page.locator(".welcome-text")).to_contain_text("No model is connected yet")
    chat.send("anybody there?")
    expect(chat.notice).to_be_visible()
    expect(chat.box).to_have_value("anybody there?")
