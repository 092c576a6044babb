"""What closes a dialog, and what does not."""
import pytest
from playwright.sync_api import expect


@pytest.fixture
def told(house):
    conversation = house.conversation()
    house.ask(conversation, "hello there")
    return conversation


def beside(chat, dialog):
    """A point on what the dialog covers, beside it."""
    box = dialog.bounding_box()
    return box["x"] - 20, box["y"] + 20


def open_preset(chat):
    chat.open_menu().get_by_role("button", name="Save as preset").click()
    return chat.page.get_by_role("dialog", name="Save as preset")


def test_a_press_beside_a_dialog_closes_it_and_one_on_its_edge_does_not(ada, told):
    dialog = ada.open_conversation(told).open_share()
    box = dialog.bounding_box()
    ada.page.mouse.click(box["x"] + 3, box["y"] + 3)
    expect(dialog).to_be_visible()
    ada.page.mouse.click(*beside(ada, dialog))
    expect(dialog).to_be_hidden()


def test_a_selection_that_is_drawn_out_of_a_dialog_does_not_close_it(ada, told):
    dialog = ada.open_conversation(told).open_share()
    finder = ada.page.get_by_role("combobox", name="Add people")
    finder.fill("nobody at all")
    box = finder.bounding_box()
    ada.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    ada.page.mouse.down()
    ada.page.mouse.move(*beside(ada, dialog), steps=3)
    ada.page.mouse.up()
    expect(dialog).to_be_visible()
    expect(finder).to_have_value("nobody at all")


def test_a_double_click_on_what_opens_a_dialog_does_not_close_it(ada, told):
    ada.open_conversation(told)
    ada.page.evaluate("""() => {
      window.__closed = 0;
      document.addEventListener("close", () => (window.__closed += 1), true);
    }""")
    ada.page.locator(".share-button").dblclick()
    expect(ada.shared).to_have_count(1)
    expect(ada.share_dialog).to_be_visible()
    assert ada.page.evaluate("window.__closed") == 0


def test_a_form_is_not_closed_beside_it(ada, told):
    dialog = open_preset(ada.open_conversation(told))
    dialog.get_by_label("Name").fill("half a thought")
    ada.page.mouse.click(*beside(ada, dialog))
    ada.page.mouse.dblclick(*beside(ada, dialog))
    expect(dialog.get_by_label("Name")).to_have_value("half a thought")
    expect(dialog).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_question_is_answered_with_no_beside_it(ada, told):
    ada.open_conversation(told).open_menu().get_by_role("button", name="Delete").click()
    dialog = ada.page.get_by_role("dialog", name="Delete this conversation?")
    box = dialog.bounding_box()
    ada.page.mouse.click(box["x"] + 3, box["y"] + 3)
    expect(dialog).to_be_visible()
    ada.page.mouse.click(*beside(ada, dialog))
    expect(dialog).to_be_hidden()
    expect(ada.messages).to_have_count(2)


def test_a_menu_is_seen_as_a_whole_on_a_low_screen(house, open_browser, told):
    ada = open_browser(house, "Ada", viewport={"width": 700, "height": 230})()
    menu = ada.open_conversation(told).open_menu()
    expect(menu.get_by_role("button", name="Rename")).to_be_focused()
    box = menu.bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 230
    for _ in range(5):
        ada.page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name="Delete")).to_be_focused()
    expect(menu.get_by_role("button", name="Delete")).to_be_in_viewport(ratio=1)
    ada.page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name="Rename")).to_be_focused()
