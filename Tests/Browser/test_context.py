"""What the model reads: the gauge, the line in the timeline, what it saw for an answer, the summary of what fell out.

Most tests change the server's answers on their way, so that each state can be looked at; the last ones take them as they
are."""
import pytest
from playwright.sync_api import expect

from harness.contrast import WEAK_TEXTS
from harness.payloads import ALL

PHONE = {"viewport": {"width": 375, "height": 760}, "has_touch": True, "is_mobile": True}
QUESTIONS = ["what stalls", "what would that change", "and with a thousand rows"]
SUMMARY = "They agreed:\n\n- the disk is the limit"


@pytest.fixture
def talk(house):
    conversation = house.conversation("echo", system_prompt="Be brief.")
    for question in QUESTIONS:
        house.ask(conversation, question)
    return conversation


def with_context(chat, trimmed=0, **more):
    """Every answer about the context is changed so."""
    def change(route):
        response = route.fetch()
        body = response.json()
        for one in body["messages"][:trimmed]:
            one["state"] = "trimmed"
        body.update(more)
        route.fulfill(response=response, json=body)
    chat.page.route("**/api/conversations/*/context*", change)
    return chat


# The gauge

@pytest.mark.parametrize("counting", ["estimated", "exact"])
def test_the_gauge_says_how_it_was_counted(house, open_browser, talk, counting):
    chat = with_context(open_browser(house, "Ada")(), window=8192, budget=6144, estimated_tokens=5100, counting=counting)
    chat.open_conversation(talk)
    expect(chat.page.locator(".gauge-text")).to_have_text("5.1k of 8.2k tokens" + counting, use_inner_text=True)
    expect(chat.page.locator(".gauge-bar")).to_have_attribute("aria-valuetext", "5.1k of 8.2k tokens, " + counting)


def test_the_gauge_warns_when_the_window_is_nearly_full(house, open_browser, talk):
    chat = with_context(open_browser(house, "Ada", **PHONE)(), window=131072, budget=129024, estimated_tokens=128000, counting="estimated")
    chat.open_conversation(talk)
    expect(chat.page.locator(".gauge")).to_have_attribute("data-full", "")
    expect(chat.page.locator(".gauge-amount")).to_have_text("128k of 131k")
    expect(chat.page.locator(".gauge-counting")).to_be_visible()
    for width in (320, 375):
        chat.page.set_viewport_size({"width": width, "height": 700})
        assert not chat.has_sideways_scroll(), width
        inside = chat.page.evaluate("""() => {
            const edge = document.querySelector(".composer-card").getBoundingClientRect().right;
            return [...document.querySelectorAll(".composer-row > *")].every((one) => one.getBoundingClientRect().right < edge); }""")
        assert inside, width


# The line

@pytest.mark.parametrize("summary, words", [
    (False, "the model reads from here on · 4 earlier messages are kept, not sent"),
    (True, "the model reads from here on · a summary stands for 4 earlier messages")])
def test_the_line_stands_where_the_model_begins_to_read(house, open_browser, talk, summary, words):
    chat = with_context(open_browser(house, "Ada")(), trimmed=4, summary=summary)
    chat.open_conversation(talk)
    expect(chat.page.locator(".context-line")).to_have_text(words)
    expect(chat.page.locator(".context-line + chat-message .message-body")).to_have_text(QUESTIONS[2])


# What the model saw

def seen_of(house, conversation, **more):
    """What the server tells of the last answer: all before it was sent but the first two."""
    stored = house.messages(conversation)
    rows = [{"id": one["id"], "role": one["role"], "state": "included", "tokens": 7, "beginning": one["content"][:120]}
            for one in stored[2:-1]]
    rows[0].update(state="shortened", tokens=10_000)
    return {
        "message_id": stored[-1]["id"], "model": "echo-32b", "provider": "local", "window": 8192, "reserved_output": 2048,
        "budget": 5734, "counting": "estimated", "estimated_tokens": 812, "prompt_tokens": 830, "cut_by_provider": False,
        "params": {"temperature": 0.7}, "system_prompt": "Be brief.", "summary": None, "trimmed": 2, "messages": rows,
        "omitted": 0, **more}


def open_dialog(chat, conversation, answer):
    """`answer` is what the server says, or a function that is given the route."""
    chat.page.route("**/messages/*/context", answer if callable(answer) else lambda route: route.fulfill(json=answer))
    chat.open_conversation(conversation)
    button = chat.last.get_by_role("button", name="What the model saw")
    button.focus()
    chat.page.keyboard.press("Enter")
    return chat.page.get_by_role("dialog", name="What the model saw")


def facts(dialog):
    return dict(zip(dialog.locator("dt").all_text_contents(), dialog.locator("dd").all_text_contents()))


def test_what_the_model_saw_is_told_in_full(ada, house, talk):
    dialog = open_dialog(ada, talk, seen_of(house, talk))
    expect(dialog.locator(".context-heading")).to_have_text("3 messages were sent")
    expect(dialog.locator(".context-model")).to_have_text("echo-32b from local")
    expect(dialog.locator(".context-left-out")).to_have_text("2 earlier messages were not sent.")
    expect(dialog.locator(".context-warning")).to_be_hidden()
    expect(dialog.locator(".context-summary")).to_be_hidden()
    assert facts(dialog) == {
        "Sent": "812 tokens, estimated", "As the provider counted": "830 tokens", "Window of the model": "8,192 tokens",
        "Kept free for the answer": "2,048 tokens", "Room for what is sent": "5,734 tokens", "Parameters": "temperature 0.7"}
    expect(dialog.locator(".context-system .context-words")).to_be_hidden()
    dialog.locator(".context-system summary").click()
    expect(dialog.locator(".context-system .context-words")).to_have_text("Be brief.")
    rows = dialog.locator(".context-row")
    expect(rows).to_have_count(3)
    expect(rows.first).to_have_text("Ada" + QUESTIONS[1] + "shortened" + "10,000 tokens")
    expect(rows.nth(1)).to_have_text("echo" + QUESTIONS[1] + "7 tokens")
    ada.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    ada.expect_focus_in("[data-action=show-context]")


def test_a_row_leads_to_its_message_by_keyboard(ada, house, talk):
    dialog = open_dialog(ada, talk, seen_of(house, talk))
    dialog.locator(".context-row").first.focus()
    ada.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    message = ada.messages.nth(2)
    expect(message).to_have_class("message is-found")
    expect(message).to_be_focused()
    expect(message).to_be_in_viewport()


def test_what_parley_added_itself_leads_nowhere(ada, house, talk):
    seen = seen_of(house, talk)
    seen["messages"].append({"id": None, "role": "user", "state": "included", "tokens": 9, "beginning": "Go on."})
    dialog = open_dialog(ada, talk, seen)
    last = dialog.locator(".context-row").last
    expect(last).to_have_text("ParleyGo on.9 tokens")
    assert last.evaluate("element => element.localName") == "div"


def test_a_server_that_cut_the_beginning_off_is_told_of(ada, house, talk):
    seen = seen_of(house, talk, cut_by_provider=True, estimated_tokens=6100, prompt_tokens=2048, summary=SUMMARY, omitted=9500)
    dialog = open_dialog(ada, talk, seen)
    expect(dialog.locator(".context-warning")).to_contain_text("read only 2,048 of about 6,100 tokens")
    expect(dialog.locator(".context-warning")).to_contain_text("num_ctx")
    expect(dialog.locator(".context-heading")).to_have_text("9,503 messages were sent")
    expect(dialog.locator(".context-left-out")).to_contain_text("the summary stood for them")
    dialog.locator(".context-summary summary").click()
    expect(dialog.locator(".context-summary .context-words")).to_have_text(SUMMARY)


def test_while_it_is_read_it_says_so_and_a_fault_can_be_tried_again(ada, house, talk):
    ada.guard.expect("500")
    waiting = []
    dialog = open_dialog(ada, talk, lambda route: waiting.append(route))
    expect(dialog.locator(".context-wait")).to_be_visible()
    waiting.pop().fulfill(status=500, json={"error": {"message": "The database is away.", "type": "x", "code": "x"}})
    expect(dialog.get_by_role("alert")).to_contain_text("The database is away.")
    expect(dialog.locator(".context-wait")).to_be_hidden()
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.locator(".context-wait")).to_be_visible()
    waiting.pop().fulfill(json=seen_of(house, talk))
    expect(dialog.locator(".context-row")).to_have_count(3)
    expect(dialog.get_by_role("alert")).to_be_hidden()


def test_an_answer_without_a_record_says_so(ada, talk):
    ada.guard.expect("404")
    dialog = open_dialog(ada, talk, lambda route: route.fulfill(
        status=404, json={"error": {"message": "x", "type": "x", "code": "not_found"}}))
    expect(dialog.get_by_role("alert")).to_contain_text("is not recorded")
    expect(dialog.get_by_role("button", name="Try again")).to_be_hidden()


def test_nothing_sent_is_a_state_too(ada, house, talk):
    dialog = open_dialog(ada, talk, seen_of(house, talk, messages=[], trimmed=0, params={}, prompt_tokens=None, system_prompt=None))
    expect(dialog.locator(".context-heading")).to_have_text("No messages were sent")
    expect(dialog.locator(".context-left-out")).to_be_hidden()
    assert facts(dialog)["As the provider counted"] == "it did not say"


def test_a_dialog_that_was_closed_before_its_answer_came_serves_the_next_one(ada, house, talk):
    waiting = []
    dialog = open_dialog(ada, talk, lambda route: waiting.append(route))
    expect(dialog).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    ada.answers.first.get_by_role("button", name="What the model saw").click()
    expect(dialog.locator(".context-wait")).to_be_visible()
    waiting[-1].fulfill(json=seen_of(house, talk, trimmed=0, messages=[]))
    expect(dialog.locator(".context-heading")).to_have_text("No messages were sent")


def test_long_names_and_texts_stay_inside_on_a_phone(house, open_browser, talk):
    seen = seen_of(house, talk, model="a-model-with-a-very-long-name/" * 6, params={"stop": ["x" * 200]}, system_prompt="y" * 3000)
    for row in seen["messages"]:
        row["beginning"] = "z" * 120
    chat = open_browser(house, "Ada", **PHONE)()
    dialog = open_dialog(chat, talk, seen)
    expect(dialog.locator(".context-row")).to_have_count(3)
    dialog.locator(".context-system summary").click()
    assert dialog.evaluate("""element => [element, ...element.querySelectorAll(".context-scroll")]
        .every((one) => one.scrollWidth <= one.clientWidth)""")
    assert not chat.has_sideways_scroll()


# The summary

def with_summary(chat, house, conversation, source="model", content=SUMMARY, refuse=None):
    """A server whose answers to PATCH hold the summary; gives what was asked of it. `refuse` holds words, once."""
    asked, refusals = [], [refuse] if refuse else []
    held = {"summarize": False, "summary": {
        "content": content, "until_message_id": house.messages(conversation)[3]["id"], "source": source,
        "updated_at": "2026-11-20T14:05:40Z"}}

    def patch(route):
        if route.request.method != "PATCH":
            return route.fallback()
        values = route.request.post_data_json
        asked.append(values)
        if "summary" in values and refusals:
            return route.fulfill(status=503, json={"error": {"message": refusals.pop(), "type": "x", "code": "x"}})
        if values.get("summary"):
            held["summary"] = {**held["summary"], "content": values["summary"], "source": "person"}
        elif "summary" in values:
            held["summary"] = None
        held["summarize"] = values.get("summarize", held["summarize"])
        stored = house.call("GET", "/api/conversations/" + conversation)["conversation"]
        route.fulfill(json={**stored, **held})
    chat.page.route("**/api/conversations/" + conversation, patch)
    with_context(chat, trimmed=4, summary=True).open_conversation(conversation)
    # Its answer brings the page what the stream of this server does not tell.
    chat.open_menu().get_by_role("button", name="Pin").click()
    note = chat.page.locator("summary-note")
    expect(note).to_be_visible()
    asked.clear()
    return note, asked


def test_a_summary_stands_folded_below_the_line(ada, house, talk):
    note, _ = with_summary(ada, house, talk)
    expect(note.locator(".summary-count")).to_have_text("Summary of the 4 messages before")
    expect(note.locator(".summary-source")).to_contain_text("written by the model")
    expect(note.locator(".summary-text")).to_be_hidden()
    expect(ada.page.locator(".context-line + summary-note + chat-message .message-body")).to_have_text(QUESTIONS[2])
    note.locator("summary").focus()
    ada.page.keyboard.press("Enter")
    expect(note.locator(".summary-text")).to_have_text(SUMMARY)
    expect(note).to_be_in_viewport()


def test_without_a_summary_the_line_stays_as_it_is(house, open_browser, talk):
    chat = with_context(open_browser(house, "Ada")(), trimmed=4, summary=False)
    chat.open_conversation(talk)
    expect(chat.page.locator(".context-line")).to_be_visible()
    assert chat.page.locator("summary-note").count() == 0


def test_a_summary_is_edited_by_keyboard(ada, house, talk):
    note, asked = with_summary(ada, house, talk)
    note.locator("summary").click()
    note.get_by_role("button", name="Edit").focus()
    ada.page.keyboard.press("Enter")
    box = note.get_by_role("textbox")
    expect(box).to_be_focused()
    expect(box).to_have_value(SUMMARY)
    box.fill("The loop is the limit.")
    box.press("Escape")
    expect(box).to_have_value("The loop is the limit.")
    box.press("Tab")
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Tab")
    expect(note.get_by_role("button", name="Save")).to_be_focused()
    ada.page.keyboard.press("Enter")
    expect(note.locator(".summary-text")).to_have_text("The loop is the limit.")
    expect(note.locator(".summary-source")).to_contain_text("written by a person")
    expect(note.get_by_role("button", name="Edit")).to_be_focused()
    expect(ada.status_region).to_have_text("summary saved")
    assert asked == [{"summary": "The loop is the limit."}]


def test_an_edit_that_fails_keeps_the_text(ada, house, talk):
    ada.guard.expect("503")
    note, asked = with_summary(ada, house, talk, refuse="The server cannot write.")
    note.locator("summary").click()
    note.get_by_role("button", name="Edit").click()
    box = note.get_by_role("textbox")
    box.fill("  ")
    note.get_by_role("button", name="Save").click()
    expect(note.get_by_role("alert")).to_contain_text("without text")
    box.fill("ü" * 9000)
    note.get_by_role("button", name="Save").click()
    expect(note.get_by_role("alert")).to_contain_text("too long")
    assert asked == []
    box.fill("what must not be lost")
    note.get_by_role("button", name="Save").click()
    expect(note.get_by_role("alert")).to_contain_text("The server cannot write.")
    expect(box).to_have_value("what must not be lost")
    note.get_by_role("button", name="Save").click()
    expect(note.locator(".summary-text")).to_have_text("what must not be lost")


def test_an_edit_is_cancelled(ada, house, talk):
    note, asked = with_summary(ada, house, talk)
    note.locator("summary").click()
    note.get_by_role("button", name="Edit").click()
    note.get_by_role("textbox").fill("something else")
    note.get_by_role("button", name="Cancel").click()
    expect(note.locator(".summary-text")).to_have_text(SUMMARY)
    note.get_by_role("button", name="Edit").click()
    expect(note.get_by_role("textbox")).to_have_value(SUMMARY)
    assert asked == []


def test_a_summary_is_removed_after_a_question(ada, house, talk):
    note, asked = with_summary(ada, house, talk)
    note.locator("summary").click()
    note.get_by_role("button", name="Edit").click()
    note.get_by_role("button", name="Remove").click()
    dialog = ada.page.get_by_role("dialog", name="Remove the summary?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(note.get_by_role("textbox")).to_be_visible()
    note.get_by_role("button", name="Remove").click()
    dialog.get_by_role("button", name="Remove").click()
    expect(note).to_have_count(0)
    ada.expect_focus_in("#composer-text")
    assert asked == [{"summary": None}]


def test_summarising_is_switched_in_the_menu(ada, house, talk):
    _, asked = with_summary(ada, house, talk)
    switch = ada.open_menu().get_by_role("switch", name="Summarise what falls out")
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(ada.page.locator("conversation-menu")).to_be_hidden()
    expect(ada.status_region).to_have_text("what falls out will be summarised")
    assert asked == [{"summarize": True}]
    expect(ada.open_menu().get_by_role("switch")).to_have_attribute("aria-checked", "true")
    for _ in ("Pin", "People and sharing", "Save as preset", "Summarise what falls out"):
        ada.page.keyboard.press("ArrowDown")
    expect(switch).to_be_focused()


# All of it

def test_nothing_of_it_is_taken_for_html(house, open_browser, talk):
    chat = open_browser(house, "Ada")()
    note, _ = with_summary(chat, house, talk, content="\n".join(ALL))
    note.locator("summary").click()
    seen = seen_of(house, talk, summary="\n".join(ALL), system_prompt="\n".join(ALL), model=ALL[0], provider=ALL[5], params={"stop": ALL[:8]})
    for row, text in zip(seen["messages"], ALL):
        row.update(beginning=text, id=None, role=text)
    chat.page.route("**/messages/*/context", lambda route: route.fulfill(json=seen))
    chat.last.get_by_role("button", name="What the model saw").click()
    dialog = chat.page.get_by_role("dialog")
    expect(dialog.locator(".context-row")).to_have_count(3)
    for place in (".summary-text", ".context-words", ".context-beginning", ".context-name", ".context-model", "dd"):
        assert chat.page.locator(place + " *").count() == 0, place
    assert not chat.page.evaluate("window.__xss")
    assert "evil.example" not in "".join(one.url for one in chat.guard.requests)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_it_stands_out(house, open_browser, talk, scheme):
    chat = open_browser(house, "Ada", color_scheme=scheme, reduced_motion="reduce", viewport={"width": 1180, "height": 1200})()
    note, _ = with_summary(chat, house, talk)
    note.locator("summary").click()
    assert chat.page.evaluate(WEAK_TEXTS) == []
    note.get_by_role("button", name="Edit").click()
    note.get_by_role("textbox").fill("")
    note.get_by_role("button", name="Save").click()
    expect(note.get_by_role("alert")).to_be_visible()
    assert chat.page.evaluate(WEAK_TEXTS) == []
    note.get_by_role("button", name="Cancel").click()
    chat.page.route("**/messages/*/context", lambda route: route.fulfill(json=seen_of(house, talk, cut_by_provider=True)))
    chat.last.get_by_role("button", name="What the model saw").click()
    expect(chat.page.locator(".context-row")).to_have_count(3)
    assert chat.page.evaluate(WEAK_TEXTS) == []


# As the server tells it

QUESTION = "question number %d " + "about the import and the disk " * 60


@pytest.fixture
def small_house(own_house):
    """Its models read 2,000 tokens."""
    return own_house(window=2000)


def test_a_server_that_forgets_is_found_out(own_house, open_browser):
    server = own_house()
    conversation = server.conversation("forgetful")
    server.ask(conversation, "a short one")
    server.ask(conversation, "a long one " * 800)
    chat = open_browser(server, "Ada")().open_conversation(conversation)
    expect(chat.last.locator(".context-note")).to_contain_text("The model’s server read only 512 of about")
    expect(chat.answers.first.locator(".context-note")).to_be_hidden()
    chat.last.get_by_role("button", name="What the model saw").click()
    expect(chat.page.locator(".context-warning")).to_contain_text("read only 512 of about")


def test_what_falls_out_is_summarised_and_seen(small_house, open_browser):
    """From the switch in the menu to the note, its edit, what the model saw of it, and its end."""
    server = small_house
    conversation = server.conversation("echo")
    server.ask(conversation, QUESTION % 1)
    chat = open_browser(server, "Ada")().open_conversation(conversation)
    chat.open_menu().get_by_role("switch").click()
    expect(chat.status_region).to_have_text("what falls out will be summarised")
    expect(chat.open_menu().get_by_role("switch")).to_have_attribute("aria-checked", "true")
    chat.page.keyboard.press("Escape")
    for number in (2, 3):
        server.ask(conversation, QUESTION % number)
    note = chat.page.locator("summary-note")
    expect(note.locator(".summary-source")).to_contain_text("written by the model")
    note.locator("summary").click()
    note.get_by_role("button", name="Edit").click()
    note.get_by_role("textbox").fill("The disk is the limit.")
    note.get_by_role("button", name="Save").click()
    expect(note.locator(".summary-source")).to_contain_text("written by a person")
    server.ask(conversation, "a last question")
    expect(chat.page.locator(".context-line")).to_contain_text("a summary stands for")
    chat.expect_ended()
    chat.last.get_by_role("button", name="What the model saw").click()
    dialog = chat.page.get_by_role("dialog", name="What the model saw")
    expect(dialog.locator(".context-left-out")).to_contain_text("the summary stood for them")
    dialog.locator(".context-summary summary").click()
    expect(dialog.locator(".context-summary .context-words")).to_have_text("The disk is the limit.")
    chat.page.keyboard.press("Escape")
    note.get_by_role("button", name="Edit").click()
    note.get_by_role("button", name="Remove").click()
    chat.page.get_by_role("dialog", name="Remove the summary?").get_by_role("button", name="Remove").click()
    expect(note).to_have_count(0)
    expect(chat.page.locator(".context-line")).to_contain_text("are kept, not sent")


def test_a_row_leads_to_a_message_far_above(small_house, open_browser):
    server = small_house
    conversation = server.conversation("echo")
    for number in range(40):
        server.ask(conversation, "short question %d" % number)
    chat = open_browser(server, "Ada")().open_conversation(conversation)
    chat.last.get_by_role("button", name="What the model saw").click()
    row = chat.page.locator(".context-row").first
    words = row.locator(".context-beginning").text_content()
    row.click()
    found = chat.page.locator("chat-message.is-found")
    expect(found.locator(".message-body")).to_have_text(words)
    expect(found).to_be_in_viewport()
