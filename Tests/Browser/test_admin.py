"""The admin pages."""
import re

import pytest
from playwright.sync_api import expect

from harness.desk import Desk
from harness.waiting import held_by

SECTIONS = ("people", "invites", "sessions", "providers", "models", "limits", "usage", "audit", "health")
HOSTILE = "<img src=x onerror=window.__xss=1>"
LONG = "Maximiliana-Konstantina von Hohenlohe-Langenburg-Weikersheim 99x"
UNBROKEN = "W" * 64
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def desk_of(open_browser):
    def make(server, name="Ada", **options):
        tab = open_browser(server, name, **options)()
        return Desk(tab.page, server, tab.guard)
    return make


# Who gets there

def test_only_an_admin_gets_there(house, desk_of):
    jonas = desk_of(house, "Jonas")
    jonas.guard.expect("404 (Not Found)")
    for section in SECTIONS:
        assert jonas.page.goto(house.url + "/admin/" + section).status == 404
    nobody = desk_of(house, None)
    nobody.page.goto(house.url + "/admin/audit?kind=login")
    expect(nobody.page).to_have_url(re.compile("/login"))


def test_the_sections_are_links_that_keep_the_page(house, desk_of):
    desk = desk_of(house)
    desk.page.goto(house.url)
    desk.page.get_by_role("link", name="Administration").click()
    expect(desk.heading).to_have_text("People")
    desk.page.evaluate("window.isSame = true")
    for section in SECTIONS[1:]:
        desk.page.locator(".desk-nav").get_by_role("link", name=section.capitalize(), exact=True).click()
        expect(desk.heading).to_have_text(section.capitalize())
        expect(desk.page).to_have_url(house.url + "/admin/" + section)
        expect(desk.page).to_have_title(re.compile(section.capitalize()))
        expect(desk.page.locator(".desk-nav [aria-current=page]")).to_have_text(section.capitalize())
        desk.expect_focus_in("h1")
        desk.wait_read()
    desk.page.go_back()
    expect(desk.heading).to_have_text("Audit")
    assert desk.page.evaluate("window.isSame")


# People

def test_a_role_is_changed_and_the_last_admin_stays(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/admin/people")
    desk.guard.expect("409 (Conflict)")
    desk.choose("Ada", "Change role").get_by_role("radio", name="Member", exact=True).check()
    desk.confirm("Change role")
    expect(desk.dialog.locator(".form-error")).to_be_visible()
    desk.confirm("Cancel")
    desk.choose("Jonas", "Change role").get_by_role("radio", name="Admin", exact=True).check()
    desk.confirm("Change role")
    expect(desk.said).to_contain_text("Jonas")
    expect(desk.row("Jonas")).to_contain_text("Admin")
    desk.expect_focus_in(".row-more[aria-label='Change Jonas']")


def test_who_is_disabled_is_out_at_once_and_may_come_back(own_house, desk_of, open_browser):
    server = own_house()
    desk = desk_of(server).open("/admin/people")
    jonas = open_browser(server, "Jonas")()
    jonas.guard.expect("401 (Unauthorized)", "net::ERR")
    jonas.open()
    desk.choose("Jonas", "Disable")
    desk.confirm("Disable")
    expect(desk.row("Jonas")).to_contain_text("disabled")
    jonas.page.goto(server.url + "/account")
    expect(jonas.page).to_have_url(re.compile("/login"))
    desk.row("Jonas").locator(".row-more").click()
    desk.menu.get_by_role("button", name="Enable").click()
    expect(desk.row("Jonas")).not_to_contain_text("disabled")
    jonas.sign_in("Jonas")
    expect(jonas.page.locator(".account-name")).to_have_text("Jonas")


def test_a_hostile_and_a_long_name_are_only_text(own_house, desk_of):
    server = own_house()
    desk = desk_of(server, **PHONE).open("/admin/people")
    for before, after in (("Jonas", HOSTILE), (HOSTILE, LONG), (LONG, UNBROKEN)):
        desk.choose(before, "Rename").get_by_label("Name").fill(after)
        desk.confirm("Rename")
        expect(desk.row(after)).to_be_visible()
        for section in ("sessions", "audit", "usage"):
            desk.open("/admin/" + section)
            assert not desk.has_sideways_scroll(), section
        desk.open("/admin/people")
        assert not desk.has_sideways_scroll()
        for action in ("Rename", "Disable"):
            assert desk.choose(after, action).evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth"), action
            desk.confirm("Cancel")
    assert not desk.page.evaluate("window.__xss")


def test_many_people_are_searched(own_house, desk_of):
    server = own_house(people=("Ada",))
    for number in range(9):
        server.command("user", "add", "Núria %d" % number, "--role", "member", "--password-stdin", stdin="correct horse battery staple\n")
    desk = desk_of(server).open("/admin/people")
    expect(desk.page.locator(".filter-told")).to_have_text("10 people")
    desk.page.get_by_label("Search people").fill("nuria 7")
    expect(desk.page.locator(".records tbody tr")).to_have_count(1)
    expect(desk.page.locator(".filter-told")).to_have_text("1 of 10 people")
    desk.page.get_by_label("Search people").fill("nobody")
    expect(desk.page.locator(".records-empty")).to_be_visible()


def test_another_session_is_ended(own_house, desk_of, open_browser):
    server = own_house()
    jonas = open_browser(server, "Jonas")()
    jonas.guard.expect("401 (Unauthorized)", "net::ERR")
    jonas.open()
    desk = desk_of(server).open("/admin/sessions")
    expect(desk.row("Ada")).to_contain_text("this one")
    desk.row("Jonas").get_by_role("button", name="End").first.click()
    desk.confirm("End it")
    expect(desk.row("Jonas")).to_have_count(0)
    jonas.page.goto(server.url + "/account")
    expect(jonas.page).to_have_url(re.compile("/login"))


def test_a_session_that_is_gone_already_goes_from_the_list(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/admin/sessions")
    desk.guard.expect("404 (Not Found)")
    jonas = [one["id"] for one in server.call("GET", "/api/admin/sessions", by="Ada")["sessions"] if one["person"]["name"] == "Jonas"]
    desk.page.evaluate("ids => Promise.all(ids.map((id) => fetch(`/api/admin/sessions/${id}`, { method: 'DELETE' })))", jonas)
    desk.row("Jonas").get_by_role("button", name="End").first.click()
    desk.confirm("End it")
    expect(desk.said).to_contain_text("no longer there")
    expect(desk.row("Jonas")).to_have_count(0)


# Models

def test_a_provider_is_tested_added_changed_and_deleted(own_house, desk_of, models):
    server = own_house()
    desk = desk_of(server).open("/admin/providers")
    given = desk.page.locator(".records tbody tr").first
    expect(given).to_contain_text("the environment")
    given.locator(".row-more").click()
    expect(desk.menu.get_by_role("button", name="Delete")).to_have_count(0)
    desk.page.keyboard.press("Escape")

    desk.page.get_by_role("button", name="Add a provider").click()
    desk.dialog.get_by_label("Name").fill("second")
    desk.dialog.get_by_label("Address").fill(models.url)
    desk.dialog.get_by_label("API key").fill("sk-very-secret")
    desk.dialog.get_by_role("button", name="Test", exact=True).click()
    expect(desk.dialog.locator(".form-told")).to_contain_text("Answers in")
    desk.confirm("Add")
    expect(desk.row("second")).to_contain_text("a key is set")
    assert "sk-very-secret" not in desk.page.content()

    desk.choose("second", "Edit").get_by_label("Models").fill("echo\nlorem")
    desk.confirm("Save")
    expect(desk.said).to_contain_text("second")
    expect(desk.row("second").locator("td").nth(1)).to_have_text("2")
    expect(desk.row("second")).to_contain_text("a key is set")
    desk.choose("second", "Delete")
    desk.confirm("Delete")
    expect(desk.row("second")).to_have_count(0)


def test_who_may_use_a_model(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/admin/models")

    def seen(name):
        return [one["id"] for one in server.call("GET", "/api/models", by=name)["models"]]

    def audience(model):
        return desk.page.locator("tr").filter(has=desk.page.get_by_text(model, exact=True)).get_by_role("combobox")

    audience("lorem").select_option("nobody")
    expect(desk.said).to_contain_text("nobody")
    audience("echo").select_option("people")
    desk.dialog.get_by_role("checkbox", name="Ada").check()
    desk.confirm("Save")
    expect(desk.page.get_by_role("button", name="Choose who may use echo")).to_have_text("1 person")
    assert "lorem" not in seen("Ada") and "echo" in seen("Ada")
    assert "echo" not in seen("Jonas") and "markdown" in seen("Jonas")


def test_the_choices_that_arrow_keys_pass_are_not_made(own_house, desk_of):
    server = own_house()
    desk, changes = desk_of(server).open("/admin/models"), []
    desk.page.on("request", lambda request: request.method == "PATCH" and changes.append(request.post_data_json["allowed"]))
    choice = desk.page.get_by_role("combobox", name="Who may use lorem")
    choice.focus()
    for _ in range(3):
        desk.page.keyboard.press("ArrowDown")
    expect(desk.said).to_have_text("lorem: nobody.")
    desk.expect_focus_in("select")
    desk.page.keyboard.press("ArrowUp")
    desk.page.keyboard.press("ArrowUp")
    desk.page.keyboard.press("Enter")
    expect(desk.said).to_have_text("lorem: admins only.")
    desk.page.keyboard.press("ArrowUp")
    desk.page.keyboard.press("Tab")
    expect(desk.said).to_have_text("lorem: everyone.")
    assert changes == ["nobody", "admins", "everyone"]


def test_the_default_and_the_prompt_of_the_server(own_house, desk_of, models):
    server = own_house()
    desk = desk_of(server).open("/admin/models")
    desk.page.get_by_label("Answers where nobody chose").select_option("markdown")
    expect(desk.said).to_have_text("The default model is changed.")
    desk.page.get_by_label("system prompt", exact=False).first.fill("Speak as a lighthouse keeper.")
    desk.page.get_by_role("button", name="Save").click()
    expect(desk.said).to_have_text("The system prompt is stored.")
    desk.open("/admin/models")
    expect(desk.page.get_by_label("Answers where nobody chose")).to_have_value("markdown")
    assert server.call("GET", "/api/models", by="Jonas")["default"] == "markdown"
    server.ask(server.conversation(by="Jonas"), "who speaks here?", by="Jonas")
    assert "lighthouse" in models.answer_to("who speaks here?").messages[0]["content"]


def test_a_prompt_that_is_not_saved_is_not_lost_by_leaving(house, desk_of):
    desk = desk_of(house).open("/admin/limits")
    desk.guard.expect("a dialog")
    links, prompt = desk.page.locator(".desk-nav"), desk.page.get_by_label("The server’s system prompt")
    links.get_by_role("link", name="Models", exact=True).click()
    prompt.fill("Half a page of thought.")
    links.get_by_role("link", name="Limits").click()
    desk.confirm("Cancel")
    expect(prompt).to_have_value("Half a page of thought.")
    desk.page.go_back()
    desk.confirm("Cancel")
    expect(desk.page).to_have_url(house.url + "/admin/models")
    expect(prompt).to_have_value("Half a page of thought.")
    with desk.page.expect_event("dialog") as asked:
        desk.page.evaluate("location.assign('/')")
    assert asked.value.type == "beforeunload"
    expect(prompt).to_have_value("Half a page of thought.")
    desk.page.go_back()
    desk.confirm("Leave")
    expect(desk.heading).to_have_text("Limits")
    links.get_by_role("link", name="People").click()
    expect(desk.heading).to_have_text("People")


def test_team_presets(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/admin/models")
    desk.page.get_by_role("button", name="Add a preset").click()
    desk.dialog.get_by_label("Name").fill("Review")
    desk.dialog.get_by_label("Temperature").fill("7")
    desk.confirm("Add")
    expect(desk.dialog.get_by_label("Temperature")).to_have_js_property("validationMessage", "At most 2.")
    desk.dialog.get_by_label("Temperature").fill("0,2")
    desk.confirm("Add")
    expect(desk.row("Review")).to_contain_text("0.2")
    assert [one["name"] for one in server.call("GET", "/api/presets", by="Jonas")["presets"]] == ["Review"]
    desk.choose("Review", "Delete")
    desk.confirm("Delete")
    expect(desk.row("Review")).to_have_count(0)


def test_limits_are_set_for_everybody_and_for_one(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/admin/limits")
    desk.row("Each person").get_by_role("button", name="Set").click()
    desk.dialog.get_by_label("Tokens a day").fill("ten")
    desk.confirm("Save")
    expect(desk.dialog).to_be_visible()
    desk.dialog.get_by_label("Tokens a day").fill("200.000")
    desk.confirm("Save")
    expect(desk.row("Each person")).to_contain_text("200,000")
    desk.page.get_by_role("button", name="A person’s own limit").click()
    desk.dialog.get_by_label("Person").select_option("Jonas")
    desk.dialog.get_by_label("Messages a minute").fill("1")
    desk.confirm("Save")
    expect(desk.row("Jonas")).to_contain_text("200,000")
    conversation = server.conversation(by="Jonas")
    server.ask(conversation, "the first", by="Jonas")
    path, headers = "/api/conversations/%s/messages" % conversation, {"Authorization": "Bearer " + server.tokens["Jonas"]}
    assert server.request("POST", path, {"content": "the second"}, headers)[0] == 429
    desk.row("Jonas").locator(".row-more").click()
    desk.menu.get_by_role("button", name="Remove").click()
    expect(desk.row("Jonas")).to_have_count(0)
    server.ask(conversation, "the second", by="Jonas")


# What happened

def test_usage_is_drawn_and_told(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/admin/usage")
    expect(desk.page.get_by_text("Nothing was asked in these days.")).to_be_visible()
    server.ask(server.conversation(by="Jonas"), "something to count", by="Jonas")
    desk.open("/admin/usage")
    expect(desk.row("Jonas")).to_contain_text("100 %")
    chart = desk.page.get_by_role("img", name="Tokens a day")
    expect(chart).to_be_visible()
    expect(chart).to_have_attribute("aria-label", re.compile("the most on"))
    desk.page.get_by_text("The days as a table").click()
    expect(desk.page.get_by_role("table", name="Usage by day").locator("tbody tr")).to_have_count(30)
    desk.page.get_by_role("button", name="7 days").click()
    expect(desk.page.get_by_role("table", name="Usage by day").locator("tbody tr")).to_have_count(7)


def test_the_audit_is_read_and_filtered(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/admin/people")
    desk.choose("Jonas", "Change role").get_by_role("radio", name="Reviewer", exact=True).check()
    desk.confirm("Change role")
    expect(desk.said).to_contain_text("Jonas")
    desk.open("/admin/audit")
    entry = desk.row("changed the role of Jonas")
    expect(entry).to_contain_text("Ada")
    expect(entry).to_contain_text("reviewer")
    entry.locator("summary").click()
    expect(entry.get_by_text("role_changed")).to_be_visible()
    desk.page.get_by_label("What").select_option("role_changed")
    expect(desk.page.locator(".records tbody tr")).to_have_count(1)
    expect(desk.page).to_have_url(re.compile("kind=role_changed"))
    desk.page.reload()
    desk.wait_read()
    expect(desk.page.locator(".records tbody tr")).to_have_count(1)
    expect(desk.page.get_by_label("What")).to_have_value("role_changed")


def test_an_entry_leads_to_a_conversation_that_one_may_open(own_house, desk_of):
    server = own_house()
    mine, hers = server.conversation(by="Jonas"), server.conversation(by="Ada")
    server.ask(hers, "something to share")
    server.call("PUT", "/api/conversations/%s/people/%s" % (hers, server.person("Jonas")), {"access": "read"}, by="Ada")
    server.call("DELETE", "/api/conversations/" + mine, by="Jonas")
    desk = desk_of(server).open("/admin/audit")
    desk.row("shared a conversation").locator("summary").click()
    expect(desk.row("shared a conversation").get_by_role("link", name=hers)).to_have_attribute("href", "/c/" + hers)
    desk.row("deleted a conversation").locator("summary").click()
    expect(desk.row("deleted a conversation").get_by_text(mine)).to_be_visible()
    expect(desk.row("deleted a conversation").get_by_role("link")).to_have_count(0)


def test_older_entries_come_below_and_take_the_focus(house, desk_of):
    desk = desk_of(house)

    def entries(route):
        first = 100 if "cursor" in route.request.url else 200
        found = [{
            "seq": first - number, "at": "2026-11-20T14:00:00Z", "kind": "login", "actor": None, "person": {"id": "1", "name": "Ada"},
            "conversation_id": None, "address": "::1", "detail": None, "hash": "ab"} for number in range(50)]
        route.fulfill(json={"entries": found, "next_cursor": "more" if first == 200 else None, "kinds": ["login"]})

    desk.page.route(re.compile("/api/admin/audit"), entries)
    desk.open("/admin/audit")
    expect(desk.page.locator(".records tbody tr")).to_have_count(50)
    desk.page.get_by_role("button", name="Older entries").click()
    expect(desk.page.locator(".records tbody tr")).to_have_count(100)
    desk.expect_focus_in("tr[data-key='100']")
    expect(desk.page.get_by_role("button", name="Older entries")).to_be_hidden()


def audit_pages(route, held):
    """Two pages of fifty for each filter; the second is held back."""
    address = route.request.url
    kind = "logout" if "kind=logout" in address else "login"
    first = 100 if "cursor" in address else 200
    found = [{
        "seq": first - number, "at": "2026-11-20T14:00:00Z", "kind": kind, "actor": None, "person": {"id": "1", "name": "Ada"},
        "conversation_id": None, "address": "::1", "detail": None, "hash": "ab"} for number in range(50)]
    answer = {"entries": found, "next_cursor": "more" if first == 200 else None, "kinds": ["login", "logout"]}
    if first == 100:
        held.append(lambda: route.fulfill(json=answer))
    else:
        route.fulfill(json=answer)


def test_a_second_press_asks_for_older_entries_no_second_time(house, desk_of):
    desk, held = desk_of(house), []
    desk.page.route(re.compile("/api/admin/audit"), lambda route: audit_pages(route, held))
    desk.open("/admin/audit")
    with desk.page.expect_request(re.compile("cursor=more")):
        desk.page.get_by_role("button", name="Older entries").dblclick()
    held_by(desk.page, held)()
    expect(desk.page.locator(".records tbody tr")).to_have_count(100)
    assert len(held) == 1


def test_older_entries_of_another_filter_are_not_mixed_in(house, desk_of):
    desk, held = desk_of(house), []
    desk.page.route(re.compile("/api/admin/audit"), lambda route: audit_pages(route, held))
    desk.open("/admin/audit")
    with desk.page.expect_request(re.compile("cursor=more")):
        desk.page.get_by_role("button", name="Older entries").click()
    desk.page.get_by_label("What").select_option("logout")
    expect(desk.row("signed out")).to_have_count(50)
    with desk.page.expect_response(re.compile("cursor=more")) as came:
        held_by(desk.page, held)()
    came.value.finished()
    desk.page.evaluate("new Promise(requestAnimationFrame)")
    expect(desk.row("signed out")).to_have_count(50)
    expect(desk.row("signed in")).to_have_count(0)


# The server

def test_health_and_the_way_to_the_browser(house, desk_of):
    desk = desk_of(house).open("/admin/health")
    expect(desk.page.get_by_text("chain whole")).to_be_visible()
    desk.page.get_by_role("button", name="Measure now").click()
    expect(desk.page.locator(".verdict[data-state]")).to_be_visible()
    expect(desk.page.locator(".pulse-dot")).to_have_count(10)
    assert desk.page.locator(".verdict").get_attribute("data-state") in ("direct", "some")


def test_something_that_buffers_is_told(house, desk_of):
    desk = desk_of(house)
    events = "".join('data: {"n":%d,"at":"2026-11-20T14:00:00Z"}\n\n' % number for number in range(1, 11))
    desk.page.route("**/api/admin/proxy-check", lambda route: route.fulfill(content_type="text/event-stream", body=events))
    desk.open("/admin/health")
    desk.page.get_by_role("button", name="Measure now").click()
    expect(desk.page.locator(".verdict[data-state=buffered]")).to_contain_text("in one go")


def test_settings_are_shown_with_where_they_come_from(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/admin/health")
    expect(desk.row("listen").first).to_contain_text("the environment")
    busy = desk.page.get_by_label("When an answer is being written already")
    busy.select_option("queue")
    expect(desk.said).to_contain_text("waits its turn")
    expect(desk.row("when_busy")).to_contain_text("these pages")


def test_turning_passwords_off_asks_first(own_house, desk_of):
    desk = desk_of(own_house()).open("/admin/health")
    desk.page.get_by_label("Signing in with a password").select_option("off")
    desk.confirm("Cancel")
    expect(desk.page.get_by_label("Signing in with a password")).to_have_value("on")


# When things fail

def test_what_can_not_be_read_says_so_and_is_read_again(house, desk_of):
    desk = desk_of(house)
    desk.guard.expect("net::ERR", "500 (Internal Server Error)")
    desk.page.route("**/api/admin/people", lambda route: route.abort())
    desk.page.goto(house.url + "/admin/people")
    expect(desk.page.get_by_role("alert").filter(has_text="can not be reached")).to_be_visible()
    desk.page.unroute("**/api/admin/people")
    desk.page.get_by_role("button", name="Try again").click()
    expect(desk.row("Jonas")).to_be_visible()
    desk.page.route("**/api/admin/invites", lambda route: route.fulfill(status=500, json={"error": {"message": "The disk is full.", "code": "x"}}))
    desk.page.locator(".desk-nav").get_by_role("link", name="Invites").click()
    expect(desk.page.get_by_role("alert").filter(has_text="The disk is full.")).to_be_visible()


def test_a_slow_answer_is_waited_for_in_words(house, desk_of):
    desk = desk_of(house)
    held = []
    desk.page.route("**/api/admin/people", lambda route: held.append(route))
    desk.page.goto(house.url + "/admin/people")
    expect(desk.page.get_by_text("Reading…")).to_be_visible()
    expect(desk.page.get_by_text("Still reading")).to_be_visible()
    held_by(desk.page, held).continue_()
    expect(desk.row("Jonas")).to_be_visible()
    expect(desk.page.get_by_text("Still reading")).to_be_hidden()


def test_signed_out_leads_to_the_login_page_and_back(own_house, desk_of):
    server = own_house()
    desk = desk_of(server).open("/admin/people")
    desk.guard.expect("401 (Unauthorized)")
    desk.page.evaluate("fetch('/api/session', { method: 'DELETE' })")
    desk.page.wait_for_function("fetch('/api/session').then(answer => answer.status === 401)")
    desk.page.locator(".desk-nav").get_by_role("link", name="Limits").click()
    expect(desk.page).to_have_url(re.compile(r"/login\?next="))
    desk.page.get_by_label("Name").fill("Ada")
    desk.page.get_by_label("Password").fill("correct horse battery staple")
    desk.page.get_by_role("button", name="Sign in").click()
    expect(desk.page).to_have_url(server.url + "/admin/limits")


# For everybody

@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(house, desk_of, scheme):
    desk = desk_of(house, color_scheme=scheme)
    weak = {}
    for section in SECTIONS:
        desk.open("/admin/" + section)
        weak.update({str(one): section for one in desk.weak_texts()})
    desk.open("/admin/people").choose("Jonas", "Change role")
    weak.update({str(one): "dialog" for one in desk.weak_texts()})
    assert not weak


def test_nothing_scrolls_sideways_on_a_phone(house, desk_of):
    desk = desk_of(house, **PHONE)
    for section in SECTIONS:
        desk.open("/admin/" + section)
        for width in (320, 390, 699, 899):
            desk.page.set_viewport_size({"width": width, "height": 800})
            assert not desk.has_sideways_scroll(), (section, width)


def test_tables_are_tables_and_cards_too(house, desk_of):
    desk = desk_of(house).open("/admin/people")
    for width in (1180, 390):
        desk.page.set_viewport_size({"width": width, "height": 800})
        table = desk.page.get_by_role("table", name="People")
        expect(table.get_by_role("rowheader", name="Jonas")).to_be_visible()
        expect(table.get_by_role("row").filter(has_text="Jonas").get_by_role("cell")).to_have_count(5)
        assert table.get_by_role("columnheader").count() == 6


def test_without_javascript_the_page_says_so(house, desk_of):
    desk = desk_of(house, java_script_enabled=False)
    desk.page.goto(house.url + "/admin/people")
    expect(desk.page.locator("noscript p")).to_be_visible()
