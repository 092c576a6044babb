"""One's own account: name, password, sessions, tokens, usage, presets."""
import re

import pytest
from playwright.sync_api import expect

from harness.desk import Desk
from harness.server import PASSWORD
from harness.waiting import held_by


@pytest.fixture
def desk_of(open_browser):
    def make(server, name="Jonas", **options):
        tab = open_browser(server, name, **options)()
        return Desk(tab.page, server, tab.guard)
    return make


def panel(desk, name):
    return desk.page.locator("#" + name)


def change_password(desk, current, wanted, again=None):
    panel(desk, "password").get_by_label("Current password").fill(current)
    panel(desk, "password").get_by_label("New password", exact=True).fill(wanted)
    panel(desk, "password").get_by_label("The new password again").fill(again or wanted)
    panel(desk, "password").get_by_role("button", name="Change password").click()


def test_the_way_there_and_back(house, desk_of):
    desk = desk_of(house)
    desk.page.goto(house.url)
    desk.page.get_by_role("link", name="Account").click()
    expect(desk.heading).to_have_text("Your account")
    expect(desk.page.get_by_role("link", name="Administration")).to_have_count(0)
    desk.page.get_by_role("link", name="Back to the chat").click()
    expect(desk.page).to_have_url(house.url + "/")


def test_a_name_is_no_longer_than_the_server_takes_it(house, desk_of):
    desk = desk_of(house).open("/account")
    name = panel(desk, "you").get_by_label("Name")
    name.fill("")
    desk.page.keyboard.type("n" * 70)
    expect(name).to_have_value("n" * 64)


def test_a_name_is_changed(own_house, desk_of):
    desk = desk_of(own_house()).open("/account")
    field = panel(desk, "you").get_by_label("Name")
    expect(field).to_have_value("Jonas")
    field.fill("Jonas Ågren")
    panel(desk, "you").get_by_role("button", name="Save").click()
    expect(desk.said).to_have_text("Your name is changed.")
    expect(desk.page.locator(".account-name")).to_have_text("Jonas Ågren")
    desk.open("/account")
    expect(panel(desk, "you").get_by_label("Name")).to_have_value("Jonas Ågren")
    expect(desk.page.locator(".account-name")).to_have_text("Jonas Ågren")


def test_a_password_is_changed_by_who_knows_it(own_house, desk_of, open_browser):
    server = own_house()
    desk, elsewhere = desk_of(server), open_browser(server)()
    elsewhere.page.goto(server.url)
    elsewhere.sign_in("Jonas").wait_ready()
    desk.guard.expect("403 (Forbidden)", "400 (Bad Request)")
    elsewhere.guard.expect("401 (Unauthorized)", "net::ERR")
    desk.open("/account")
    change_password(desk, PASSWORD, "another password", "yet another")
    expect(panel(desk, "password").locator(".form-error")).to_have_text("The two new passwords are not the same.")
    change_password(desk, "not this one", "another password")
    expect(panel(desk, "password").locator(".form-error")).to_be_visible()
    desk.expect_focus_in("[name=current_password]")
    change_password(desk, PASSWORD, "another password")
    expect(desk.said).to_contain_text("Your password is changed")
    expect(panel(desk, "password").get_by_label("Current password")).to_have_value("")
    expect(panel(desk, "sessions").locator("tbody tr")).to_have_count(1)
    elsewhere.page.goto(server.url + "/account")
    expect(elsewhere.page).to_have_url(re.compile("/login"))
    elsewhere.sign_in("Jonas", "another password")
    expect(elsewhere.page.locator(".account-name")).to_have_text("Jonas")


def test_sessions_are_listed_and_ended(own_house, desk_of, open_browser):
    server = own_house()
    others = [open_browser(server)() for _ in range(2)]
    for other in others:
        other.guard.expect("401 (Unauthorized)", "net::ERR")
        other.page.goto(server.url)
        other.sign_in("Jonas").wait_ready()
    desk = desk_of(server).open("/account")
    rows = panel(desk, "sessions").locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("this one")
    expect(rows.first.get_by_role("button")).to_have_count(0)
    rows.last.get_by_role("button", name="End").click()
    desk.confirm("End it")
    expect(rows).to_have_count(2)
    desk.expect_focus_in("#sessions")
    panel(desk, "sessions").get_by_role("button", name="End all others").click()
    desk.confirm("End them")
    expect(rows).to_have_count(1)
    expect(panel(desk, "sessions").get_by_role("button", name="End all others")).to_be_hidden()
    for other in others:
        other.page.goto(server.url + "/account")
        expect(other.page).to_have_url(re.compile("/login"))


def test_a_token_is_shown_once_and_opens_until_it_is_revoked(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/account")
    panel(desk, "tokens").get_by_role("button", name="Make a token").click()
    desk.dialog.get_by_label("Name").fill("import script")
    desk.dialog.get_by_label("It ends").select_option("Never")
    desk.dialog.get_by_role("button", name="Make it").click()
    field = desk.dialog.get_by_label("The token", exact=True)
    token = field.input_value()
    desk.dialog.get_by_role("button", name="Copy").click()
    expect(desk.dialog.get_by_role("button", name="Copied")).to_be_visible()
    desk.confirm("Done")
    row = panel(desk, "tokens").locator("tbody tr").filter(has_text="import script")
    expect(row).to_contain_text("no end")
    assert token not in desk.page.content()

    def asks():
        return server.request("GET", "/api/session", headers={"Authorization": "Bearer " + token})[0]

    assert asks() == 200
    desk.open("/account")
    expect(row).not_to_contain_text("never")
    row.get_by_role("button", name="Revoke").click()
    desk.confirm("Revoke")
    expect(row).to_have_count(0)
    assert asks() == 401


def test_a_token_that_is_being_made_is_shown_whatever_is_pressed(house, desk_of):
    desk, held = desk_of(house).open("/account"), []
    desk.page.route("**/api/account/tokens", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    panel(desk, "tokens").get_by_role("button", name="Make a token").click()
    desk.dialog.get_by_label("Name").fill("slow one")
    with desk.page.expect_request("**/api/account/tokens"):
        desk.dialog.get_by_role("button", name="Make it").click()
    desk.dialog.get_by_role("button", name="Cancel").click(force=True)
    for _ in range(3):
        desk.page.keyboard.press("Escape")
    held_by(desk.page, held).continue_()
    expect(desk.dialog.get_by_label("The token", exact=True)).not_to_have_value("")
    desk.confirm("Done")
    expect(panel(desk, "tokens").locator("tbody tr").filter(has_text="slow one")).to_be_visible()


def test_usage_is_told_beside_the_limits(own_house, desk_of):
    server = own_house()
    server.ask(server.conversation(by="Jonas"), "count this", by="Jonas")
    desk = desk_of(server).open("/account")
    expect(panel(desk, "usage").locator(".limit-list li")).to_have_count(4)
    expect(panel(desk, "usage")).to_contain_text(re.compile(r"[1-9][\d,]* tokens today"))


def test_presets_are_renamed_and_deleted(own_house, desk_of):
    server = own_house()
    server.call("POST", "/api/presets", {"name": "Notes", "model": "echo", "system_prompt": "Be brief.", "scope": "own"}, by="Jonas")
    desk = desk_of(server).open("/account")
    desk.choose("Notes", "Rename").get_by_label("Name").fill("Protocol")
    desk.confirm("Rename")
    expect(desk.row("Protocol")).to_be_visible()
    desk.expect_focus_in(".row-more")
    desk.choose("Protocol", "Delete")
    desk.confirm("Delete")
    expect(desk.row("Protocol")).to_have_count(0)
    assert server.call("GET", "/api/presets", by="Jonas")["presets"] == []


def test_signed_out_while_writing_keeps_what_was_typed(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/account")
    desk.guard.expect("401 (Unauthorized)")
    panel(desk, "you").get_by_label("Name").fill("A name that took thought")
    desk.page.evaluate("fetch('/api/session', { method: 'DELETE' })")
    panel(desk, "you").get_by_role("button", name="Save").click()
    expect(panel(desk, "you").locator(".form-error")).to_contain_text("You are signed out.")
    expect(panel(desk, "you").get_by_label("Name")).to_have_value("A name that took thought")
    desk.page.reload()
    expect(desk.page).to_have_url(re.compile(r"/login\?next=/account$|/login\?next=%2Faccount$"))


def test_the_keyboard_reaches_everything(house, desk_of):
    desk = desk_of(house).open("/account")
    desk.page.keyboard.press("Tab")
    desk.expect_focus_in(".skip-link")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("Tab")
    desk.expect_focus_in("#you")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_and_nothing_scrolls_sideways(house, desk_of, scheme):
    desk = desk_of(house, color_scheme=scheme).open("/account")
    assert not desk.weak_texts()
    for width in (320, 390, 699, 899, 1280):
        desk.page.set_viewport_size({"width": width, "height": 800})
        assert not desk.has_sideways_scroll(), width


def test_without_javascript_the_page_says_so(house, desk_of):
    desk = desk_of(house, java_script_enabled=False)
    desk.page.goto(house.url + "/account")
    expect(desk.page.locator("noscript p")).to_be_visible()
    expect(desk.page.get_by_role("link", name="Back to the chat")).to_be_visible()
