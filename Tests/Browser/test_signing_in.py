"""The first admin, signing in, signing out."""
import re

from playwright.sync_api import expect

from harness.server import PASSWORD


def fill_setup(page, name, password, again=None):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("The password again").fill(again or password)
    page.get_by_role("button", name="Begin").click()


def test_the_first_admin_comes_in_by_the_printed_link(own_house, open_browser):
    server = own_house(people=())
    chat = open_browser(server)()
    chat.guard.expect("400 (Bad Request)")
    chat.page.goto(server.url)
    expect(chat.page.locator(".setup-missing")).to_be_visible()

    chat.page.goto(server.setup_link())
    chat.page.reload()
    fill_setup(chat.page, "Ada Kovač", PASSWORD, "something else")
    expect(chat.page.locator(".form-error")).to_have_text("The two passwords are not the same.")
    fill_setup(chat.page, "Ada Kovač", "short")
    expect(chat.page.locator(".form-error")).to_contain_text("at least 8")
    fill_setup(chat.page, "Ada Kovač", PASSWORD)
    expect(chat.page.locator(".welcome-title")).to_have_text("Welcome, Ada")
    expect(chat.page.locator(".account-name")).to_have_text("Ada Kovač")


def test_a_used_link_says_so(house, open_browser):
    page = open_browser(house)().page
    page.goto(house.url + "/setup#used")
    expect(page).to_have_url(re.compile("/login"))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_sign_in_goes_where_one_wanted_to(house, open_browser):
    conversation = house.conversation()
    house.ask(conversation, "a place to come back to")
    chat = open_browser(house)()
    chat.guard.expect("401 (Unauthorized)")
    chat.page.goto(house.url + "/c/" + conversation)
    expect(chat.page.get_by_role("heading", name="Sign in")).to_be_visible()
    chat.sign_in("Ada", "not the password")
    expect(chat.page.locator(".form-error")).to_be_visible()
    expect(chat.page.get_by_label("Name")).to_have_value("Ada")
    chat.sign_in("Ada")
    expect(chat.page).to_have_url(house.url + "/c/" + conversation)
    expect(chat.last_text).to_have_text("a place to come back to")


def test_a_foreign_next_is_not_followed(house, open_browser):
    chat = open_browser(house)()
    chat.page.goto(house.url + "/login?next=https://evil.example/")
    chat.sign_in("Jonas")
    expect(chat.page).to_have_url(house.url + "/")


def test_sign_out_ends_the_session_and_keeps_the_draft(house, open_browser):
    chat = open_browser(house)()
    chat.guard.expect("401 (Unauthorized)")
    chat.page.goto(house.url)
    chat.sign_in("Jonas").wait_ready()
    chat.box.fill("half a thought")
    chat.page.get_by_role("button", name="Sign out").click()
    expect(chat.page).to_have_url(re.compile("/login"))
    chat.page.goto(house.url + "/")
    expect(chat.page).to_have_url(re.compile("/login"))
    chat.sign_in("Jonas").wait_ready()
    expect(chat.box).to_have_value("half a thought")


def test_signed_out_while_writing_keeps_the_text(house, open_browser):
    """The session ends elsewhere; what stands in the box survives the way over the sign-in page."""
    chat = open_browser(house)()
    chat.page.goto(house.url)
    chat.sign_in("Jonas").wait_ready()
    chat.guard.expect("401 (Unauthorized)", "net::ERR")
    chat.box.fill("a long and careful thought")
    chat.page.evaluate("fetch('/api/session', { method: 'DELETE' })")
    chat.send_button.click()
    expect(chat.notice).to_contain_text("signed out")
    expect(chat.box).to_have_value("a long and careful thought")
    chat.notice.get_by_role("link", name="Sign in").click()
    chat.sign_in("Jonas").wait_ready()
    expect(chat.box).to_have_value("a long and careful thought")


def test_nothing_secret_is_within_reach_of_scripts(ada):
    ada.open()
    assert "session" not in ada.page.evaluate("document.cookie")
    ada.send("something to keep")
    ada.expect_ended()
    kept = ada.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    for secret in list(ada.server.cookies["Ada"].values()) + [PASSWORD]:
        assert secret not in kept
