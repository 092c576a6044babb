"""Coming in by a link, and choosing a new password by one."""
import re

import pytest
from playwright.sync_api import expect

from harness.desk import Desk
from harness.server import PASSWORD


@pytest.fixture
def desk_of(open_browser):
    def make(server, name="Ada", **options):
        tab = open_browser(server, name, **options)()
        return Desk(tab.page, server, tab.guard)
    return make


def make_link(desk, role="Member", name="", note=""):
    desk.open("/admin/invites")
    desk.page.get_by_role("button", name="Invite someone").click()
    desk.dialog.get_by_role("radio", name=role, exact=True).check()
    desk.dialog.get_by_label("Name").fill(name)
    desk.dialog.get_by_label("Note").fill(note)
    desk.dialog.get_by_role("button", name="Make the link").click()
    link = desk.dialog.get_by_label("The link", exact=True)
    expect(link).to_have_value(re.compile(r"/invite#\S{20,}"))
    address = link.input_value()
    desk.confirm("Done")
    return desk.server.url + address[address.index("/invite"):]


def come_in(page, password=PASSWORD, again=None, name=None):
    if name is not None:
        page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("The password again").fill(again or password)
    page.locator(".invite-form button").click()


def test_a_person_comes_in_by_a_link_that_an_admin_made(own_house, desk_of, open_browser):
    server = own_house(people=("Ada",))
    admin = desk_of(server)
    link = make_link(admin, name="Katarzyna", note="new in support")
    expect(admin.row("Katarzyna")).to_contain_text("new in support")
    admin.expect_focus_in(".panel-tools")

    guest = open_browser(server)()
    guest.guard.expect("400 (Bad Request)")
    guest.page.goto(link)
    expect(guest.page.get_by_role("heading", name="You are invited")).to_be_visible()
    expect(guest.page).to_have_url(server.url + "/invite")
    expect(guest.page.get_by_label("Name")).to_have_value("Katarzyna")
    come_in(guest.page, again="something else")
    expect(guest.page.locator(".invite-form .form-error")).to_have_text("The two passwords are not the same.")
    come_in(guest.page, "short")
    expect(guest.page.locator(".invite-form .form-error")).to_contain_text("at least 8")
    come_in(guest.page, name="Kasia")
    expect(guest.page).to_have_url(server.url + "/")
    expect(guest.page.locator(".account-name")).to_have_text("Kasia")
    expect(guest.page.get_by_role("link", name="Account")).to_be_visible()
    expect(guest.page.get_by_role("link", name="Administration")).to_have_count(0)

    admin.open("/admin/people")
    expect(admin.row("Kasia")).to_contain_text("Member")


def test_a_link_is_good_once_and_only_whole(own_house, desk_of, open_browser):
    server = own_house(people=("Ada",))
    link = make_link(desk_of(server))
    first, second = open_browser(server)(), open_browser(server)()
    second.guard.expect("403 (Forbidden)")
    first.page.goto(link)
    come_in(first.page, name="First")
    expect(first.page).to_have_url(server.url + "/")
    for address in (link, link[:-3]):
        second.page.goto("about:blank")
        second.page.goto(address)
        expect(second.page.get_by_role("heading", name="This link opens nothing")).to_be_visible()
    expect(second.page.locator(".invite-form")).to_be_hidden()
    second.page.goto(server.url + "/invite")
    second.page.reload()
    expect(second.page.locator(".invite-missing")).to_be_visible()


def test_a_link_that_two_have_open_lets_in_one(own_house, desk_of, open_browser):
    server = own_house(people=("Ada",))
    link = make_link(desk_of(server))
    first, second = open_browser(server)(), open_browser(server)()
    second.guard.expect("403 (Forbidden)")
    for guest in (first, second):
        guest.page.goto(link)
        expect(guest.page.locator(".invite-form")).to_be_visible()
    come_in(first.page, name="First")
    expect(first.page).to_have_url(server.url + "/")
    come_in(second.page, name="Second")
    expect(second.page.get_by_role("heading", name="This link opens nothing")).to_be_visible()


def test_a_revoked_link_opens_nothing(own_house, desk_of, open_browser):
    server = own_house(people=("Ada",))
    admin = desk_of(server)
    link = make_link(admin, role="Reviewer", name="Nobody")
    admin.row("Nobody").get_by_role("button", name="Revoke").click()
    admin.confirm("Revoke")
    expect(admin.said).to_have_text("The link is revoked.")
    expect(admin.page.locator(".records-empty")).to_be_visible()
    guest = open_browser(server)()
    guest.guard.expect("403 (Forbidden)")
    guest.page.goto(link)
    expect(guest.page.get_by_role("heading", name="This link opens nothing")).to_be_visible()


def test_a_link_gives_a_new_password(own_house, desk_of, open_browser):
    server = own_house()
    admin = desk_of(server)
    admin.open("/admin/people").choose("Jonas", "Link for a new password")
    admin.dialog.get_by_role("button", name="Make the link").click()
    address = admin.dialog.get_by_label("The link", exact=True).input_value()
    admin.confirm("Done")
    admin.expect_focus_in(".row-more")

    jonas = open_browser(server)()
    jonas.page.goto(server.url + address[address.index("/invite"):])
    expect(jonas.page.get_by_role("heading", name="A new password")).to_be_visible()
    expect(jonas.page.locator(".invite-text")).to_contain_text("Jonas")
    expect(jonas.page.get_by_label("Name")).to_be_hidden()
    come_in(jonas.page, "a whole new password")
    expect(jonas.page).to_have_url(server.url + "/")
    expect(jonas.page.locator(".account-name")).to_have_text("Jonas")


def test_without_javascript_the_page_says_what_it_needs(house, open_browser):
    page = open_browser(house, java_script_enabled=False)().page
    page.goto(house.url + "/invite#something")
    expect(page.locator("noscript p")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_way_in_stands_out(own_house, desk_of, open_browser, scheme):
    server = own_house(people=("Ada",))
    link = make_link(desk_of(server))
    guest = open_browser(server, color_scheme=scheme, viewport={"width": 390, "height": 844})()
    guest.guard.expect("403 (Forbidden)")
    desk = Desk(guest.page, server, guest.guard)
    for address, part in ((link, ".invite-form"), (server.url + "/invite#gone", ".invite-void"), (server.url + "/login", ".entry-form")):
        guest.page.goto("about:blank")
        guest.page.goto(address)
        expect(guest.page.locator(part)).to_be_visible()
        assert not desk.weak_texts(), part
        assert not desk.has_sideways_scroll(), part
