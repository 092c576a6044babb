"""Who is in a conversation, how others come in and go, and what is noted of it."""
import pytest
from playwright.sync_api import expect

from harness.contrast import WEAK_TEXTS


@pytest.fixture
def told(house):
    """A conversation of Ada's with one answer, hers alone."""
    conversation = house.conversation()
    house.ask(conversation, "hello there")
    return conversation


def test_the_owner_adds_somebody_by_name_with_the_keyboard_alone(ada, jonas, told):
    ada.open_conversation(told)
    expect(ada.ask_switch).to_be_hidden()
    ada.page.locator(".share-button").focus()
    ada.page.keyboard.press("Enter")
    expect(ada.shared).to_have_count(1)
    expect(ada.shared).to_contain_text("owner")
    finder = ada.page.get_by_role("combobox", name="Add people")
    finder.focus()
    ada.page.keyboard.type("jo")
    option = ada.page.get_by_role("option", name="Jonas")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(finder).to_have_attribute("aria-expanded", "true")
    assert finder.get_attribute("aria-activedescendant") == option.get_attribute("id")
    ada.page.keyboard.press("Enter")
    expect(ada.shared).to_have_count(2)
    expect(ada.share_dialog).to_contain_text("Jonas may write now")
    expect(finder).to_be_focused()
    expect(finder).to_have_value("")
    ada.page.keyboard.press("Escape")
    expect(ada.share_dialog).to_be_hidden()
    expect(ada.notes).to_have_text(["You added Jonas (may write)"])
    expect(ada.ask_switch).to_be_visible()
    jonas.open_conversation(told)
    expect(jonas.notes).to_have_text(["Ada added you (may write)"])
    expect(jonas.box).to_be_editable()


def test_escape_closes_the_proposals_first_then_the_dialog(ada, told):
    ada.open_conversation(told).open_share()
    finder = ada.page.get_by_role("combobox", name="Add people")
    finder.fill("j")
    found = ada.page.locator("#share-options [role=option]")
    expect(found).to_have_count(1)
    ada.page.keyboard.press("Escape")
    expect(found).to_have_count(0)
    expect(ada.share_dialog).to_be_visible()
    expect(finder).to_have_value("j")
    finder.fill("nobody at all")
    expect(ada.share_dialog).to_contain_text("Nobody else here is called “nobody at all”")
    ada.page.keyboard.press("Enter")
    expect(ada.share_dialog).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(ada.share_dialog).to_be_hidden()


def test_leaving_the_field_lets_nobody_in(ada, house, told):
    ada.open_conversation(told).open_share()
    finder, access = ada.page.get_by_role("combobox", name="Add people"), ada.page.get_by_label("What they may do")
    found = ada.page.locator("#share-options [role=option]")
    finder.click()
    expect(found).to_have_count(1)
    expect(ada.page.locator("#share-options [aria-selected=true]")).to_have_count(0)
    ada.page.keyboard.press("Enter")
    ada.page.keyboard.press("Tab")
    expect(access).to_be_focused()
    expect(found).to_have_count(0)
    ada.page.keyboard.press("Shift+Tab")
    ada.page.keyboard.type("jo")
    expect(found).to_have_attribute("aria-selected", "true")
    ada.page.keyboard.press("Shift+Tab")
    expect(ada.share_dialog.get_by_role("button", name="Close")).to_be_focused()
    finder.fill("jon")
    ada.page.keyboard.press("Tab")
    expect(access).to_be_focused()
    # What was let in before would be there by now: the answer to this comes after it.
    ada.page.get_by_label("Open to the team").select_option("read")
    expect(ada.notes).to_have_text(["You opened it to the team (read)"])
    assert len(house.call("GET", "/api/conversations/%s/people" % told)["people"]) == 1
    finder.fill("")
    finder.press("ArrowDown")
    finder.press("ArrowDown")
    expect(found).to_have_attribute("aria-selected", "true")
    finder.press("Enter")
    expect(ada.shared).to_have_count(2)


def test_access_is_changed_and_taken_away(ada, jonas, house, told):
    house.share(told, "Jonas")
    ada.open_conversation(told).open_share()
    jonas.open_conversation(told)
    ada.page.get_by_label("What Jonas may do").select_option("read")
    expect(jonas.closed).to_contain_text("You may read this conversation")
    expect(jonas.notes.last).to_have_text("Ada let you only read")
    ada.page.get_by_role("button", name="Remove Jonas").click()
    expect(ada.shared).to_have_count(1)
    ada.expect_focus_in("person-finder")
    expect(jonas.closed).to_contain_text("you are no longer in it")
    expect(ada.notes.last).to_have_text("You removed Jonas")


def test_what_fails_is_said_and_taken_back(ada, house, told):
    house.share(told, "Jonas")
    ada.open_conversation(told).open_share()
    ada.guard.expect("Failed to load resource")
    ada.page.route("**/people/*", lambda route: route.abort())
    choice = ada.page.get_by_label("What Jonas may do")
    choice.select_option("read")
    expect(ada.share_dialog.get_by_role("alert")).to_have_text("The server can not be reached. Nothing was changed.")
    expect(choice).to_have_value("write")
    expect(choice).to_be_enabled()
    ada.page.unroute("**/people/*")
    choice.select_option("read")
    expect(ada.share_dialog.get_by_role("alert")).to_be_hidden()
    expect(choice).to_have_value("read")


def test_open_to_the_team_found_joined_and_left(ada, jonas, told):
    ada.open_conversation(told).open_share()
    ada.page.get_by_label("Open to the team").select_option("write")
    expect(ada.share_dialog).to_contain_text("Everybody on this server who has the link may read and write")
    jonas.open()
    group = jonas.page.locator("team-group")
    group.get_by_text("Open to the team").click()
    group.locator("a[href='/c/%s']" % told).click()
    join = jonas.page.locator(".join-button")
    join.click()
    expect(join).to_be_hidden()
    jonas.expect_focus_in("chat-composer")
    expect(jonas.notes.last).to_have_text("You joined")
    expect(ada.notes).to_have_text(["You opened it to the team (read and write)", "Jonas joined"])
    expect(jonas.page.locator(".sidebar-list section a[href='/c/%s']" % told)).to_be_visible()
    jonas.open_share()
    jonas.share_dialog.get_by_role("button", name="Leave").click()
    jonas.page.get_by_role("dialog", name="Leave this conversation?").get_by_role("button", name="Leave").click()
    expect(jonas.page).to_have_url(jonas.server.url + "/")
    expect(ada.notes.last).to_have_text("Jonas left")


def test_who_joins_in_the_dialog_keeps_the_focus_in_it(jonas, house, told):
    house.call("PATCH", "/api/conversations/" + told, {"team_access": "read"})
    jonas.open_conversation(told).open_share()
    jonas.share_dialog.get_by_role("button", name="Join").click()
    expect(jonas.share_dialog.get_by_role("button", name="Join")).to_be_hidden()
    expect(jonas.share_dialog.get_by_role("button", name="Close")).to_be_focused()
    jonas.page.keyboard.press("Escape")
    expect(jonas.page.locator(".join-button")).to_be_hidden()


def test_what_fails_is_said_where_it_is_seen(house, open_browser, told):
    house.share(told, "Jonas")
    ada = open_browser(house, "Ada", viewport={"width": 700, "height": 380})()
    ada.guard.expect("Failed to load resource")
    ada.open_conversation(told).open_share()
    ada.page.route("**/api/conversations/" + told, lambda route: route.abort())
    ada.page.get_by_label("Open to the team").select_option("read")
    expect(ada.share_dialog.get_by_role("alert")).to_be_in_viewport(ratio=1)


def test_the_dialog_goes_with_its_conversation(ada, house, told):
    other = house.conversation()
    house.ask(other, "elsewhere")
    ada.open_conversation(other)
    ada.listed_as("hello there").locator("a[href='/c/%s']" % told).click()
    expect(ada.last_text).to_have_text("hello there")
    ada.open_share()
    ada.page.go_back()
    expect(ada.last_text).to_have_text("elsewhere")
    expect(ada.share_dialog).to_be_hidden()


def test_one_leaves_the_conversation_one_was_asked_about(jonas, house):
    here, there = house.conversation(), house.conversation()
    for conversation, text in ((here, "stay with me"), (there, "leave me be")):
        house.share(conversation, "Jonas")
        house.ask(conversation, text)
    jonas.open_conversation(here)
    jonas.listed_as("leave me be").locator("a").click()
    expect(jonas.last_text).to_have_text("leave me be")
    jonas.open_share()
    jonas.share_dialog.get_by_role("button", name="Leave").click()
    question = jonas.page.get_by_role("dialog", name="Leave this conversation?")
    expect(question).to_be_visible()
    jonas.page.go_back()
    expect(jonas.last_text).to_have_text("stay with me")
    question.get_by_role("button", name="Leave").click()
    expect(jonas.listed_as("leave me be")).to_have_count(0)
    expect(jonas.listed_as("stay with me")).to_have_count(1)
    expect(jonas.page).to_have_url("%s/c/%s" % (house.url, here))


def test_what_is_open_to_the_team_can_be_asked_for_again_where_it_failed(ada, jonas, house, told):
    house.call("PATCH", "/api/conversations/" + told, {"team_access": "read", "title": "to be found"})
    jonas.guard.expect("Failed to load resource")
    jonas.open()
    jonas.page.route("**/api/conversations?scope=team*", lambda route: route.abort())
    group = jonas.page.locator("team-group")
    group.get_by_text("Open to the team").click()
    expect(group).to_contain_text("The server can not be reached.")
    jonas.page.unroute("**/api/conversations?scope=team*")
    group.get_by_role("button", name="Try again").focus()
    jonas.page.keyboard.press("Enter")
    expect(group.get_by_role("link", name="to be found")).to_be_visible()
    expect(group.get_by_role("button", name="Try again")).to_be_hidden()
    jonas.expect_focus_in("team-group summary")


def test_what_is_renamed_in_the_team_s_list_is_edited_there(ada, jonas, house, told):
    house.call("PATCH", "/api/conversations/" + told, {"team_access": "write", "title": "not so good a name"})
    other = house.conversation(by="Jonas")
    house.ask(other, "mine", by="Jonas")
    house.call("PATCH", "/api/conversations/" + other, {"title": "the open one"}, by="Jonas")
    jonas.open_conversation(other)
    group = jonas.page.locator("team-group")
    group.get_by_text("Open to the team").click()
    group.get_by_role("button", name="More for not so good a name").click()
    jonas.page.locator("conversation-menu").get_by_role("button", name="Rename").click()
    field = group.get_by_label("Title of the conversation")
    expect(field).to_be_focused()
    expect(jonas.page.locator("chat-header h1")).to_have_text("the open one")
    field.fill("a better name")
    field.press("Enter")
    expect(group.get_by_role("link", name="a better name")).to_be_visible()
    # One is not in it by giving it a name, and the own list is as it was.
    expect(jonas.page.locator(".sidebar-list section .sidebar-item").filter(has_text="the open one")).to_have_count(1)
    expect(jonas.page.locator(".sidebar-list section").get_by_text("a better name")).to_have_count(0)


def test_those_who_do_not_own_it_see_who_is_in_it_and_change_nothing(ada, jonas, house, told):
    house.share(told, "Jonas")
    jonas.open_conversation(told).open_share()
    expect(jonas.shared).to_have_count(2)
    expect(jonas.shared.first).to_contain_text("Ada")
    expect(jonas.shared.first).to_contain_text("owner")
    expect(jonas.share_dialog.locator("select:visible, input:visible")).to_have_count(0)
    expect(jonas.share_dialog).to_contain_text("Not open to the team")
    expect(jonas.share_dialog.get_by_role("button", name="Leave")).to_be_visible()
    jonas.page.keyboard.press("Escape")
    menu = jonas.open_menu()
    expect(menu.get_by_role("button", name="Delete")).to_be_hidden()


def test_the_dialog_holds_on_a_phone_in_both_themes_and_can_be_read(house, open_browser, told):
    house.share(told, "Jonas", "read")
    for theme in ("light", "dark"):
        chat = open_browser(house, "Ada", viewport={"width": 360, "height": 640}, color_scheme=theme, reduced_motion="reduce")()
        chat.open_conversation(told)
        chat.page.locator("people-cluster button").click()
        expect(chat.shared).to_have_count(2)
        box = chat.share_dialog.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["height"] <= 640
        assert not chat.has_sideways_scroll()
        assert chat.page.evaluate(WEAK_TEXTS) == []
