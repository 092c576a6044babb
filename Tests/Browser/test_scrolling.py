"""Long conversations, and a page that never fights its reader."""
import sqlite3
import uuid

import pytest
from playwright.sync_api import expect

from harness.server import Parley

COUNT = 2000
NEEDLE = "a needle in the haystack"


@pytest.fixture(scope="module")
def long_house(models):
    """A server with a conversation of 2,000 messages."""
    server = Parley(models).settle("Ada", "Jonas").start()
    conversation = server.conversation()
    server.ask(conversation, "the very first question")
    server.terminate()
    lengthen(server, conversation)
    yield server.start(), conversation
    server.remove()


def lengthen(server, conversation):
    """Writes messages into the file of a server that does not run; through the API they would take minutes."""
    database = sqlite3.connect(server.data + "/parley.sqlite", isolation_level=None)
    database.row_factory = sqlite3.Row
    database.execute("BEGIN")
    rows = [dict(row) for row in database.execute("SELECT * FROM message ORDER BY seq")]
    question, answer = rows[0], rows[1]
    parent, seq = answer["id"], answer["seq"]
    for number in range(3, COUNT + 1):
        like = question if number % 2 else answer
        text = "message number %d of many" % number + (", " + NEEDLE if number == 301 else "")
        row = {**like, "seq": seq + number, "id": str(uuid.uuid4()), "parentId": parent, "clientId": None, "content": text}
        row["createdAt"] = like["createdAt"] + number
        names = ", ".join(row)
        database.execute("INSERT INTO message (%s) VALUES (%s)" % (names, ", ".join("?" * len(row))), list(row.values()))
        parent = row["id"]
    database.execute("UPDATE conversation SET leafId = ? WHERE id = ?", (parent, conversation))
    database.execute("COMMIT")
    database.close()


@pytest.fixture
def reader(long_house, open_browser):
    server, conversation = long_house
    return open_browser(server, "Ada")().open_conversation(conversation)


def top_of(chat, text):
    return chat.page.get_by_text(text, exact=True).evaluate("element => element.getBoundingClientRect().top")


def distance(chat):
    return chat.timeline.evaluate("element => element.scrollHeight - element.scrollTop - element.clientHeight")


def test_a_long_conversation_opens_at_its_end(reader):
    expect(reader.page.get_by_text("message number 2000 of many", exact=True)).to_be_in_viewport()
    assert reader.messages.count() < 120


def test_older_messages_come_while_one_scrolls_and_the_place_is_kept(reader):
    first = reader.text_of(reader.messages.first.locator(".message-body p"))
    before = reader.messages.count()
    reader.timeline.hover()
    reader.page.mouse.wheel(0, -100_000)
    reader.page.wait_for_function("count => document.querySelectorAll('.messages > chat-message').length > count", arg=before)
    assert abs(top_of(reader, first)) < 4000, "what was read has been pushed away"
    assert distance(reader) > 1000


def test_search_opens_at_the_hit(reader):
    reader.page.keyboard.press("Control+k")
    reader.expect_focus_in("#search-text")
    reader.search_box.fill("needle haystack")
    expect(reader.hits).to_have_count(1)
    expect(reader.hits.locator("mark").first).to_have_text("needle")
    reader.search_box.press("ArrowDown")
    reader.page.keyboard.press("Enter")
    found = reader.page.get_by_text("message number 301 of many, " + NEEDLE)
    expect(found).to_be_in_viewport()
    expect(found).to_have_count(1)


def test_back_at_the_end_the_page_follows_again(ada, models):
    ada.open().ask("a very long one", model="by-hand")
    answer = models.answer_to("a very long one")
    answer.write("\n\n".join("paragraph %d" % number for number in range(60)))
    expect(ada.page.get_by_text("paragraph 59", exact=True)).to_be_in_viewport()
    ada.timeline.hover()
    ada.page.mouse.wheel(0, -700)
    expect(ada.page.locator(".jump-button")).to_be_visible()
    place = top_of(ada, "paragraph 30")
    answer.write("\n\n" + "\n\n".join("further %d" % number for number in range(40)))
    expect(ada.page.get_by_text("further 39", exact=True)).to_have_count(1)
    assert abs(top_of(ada, "paragraph 30") - place) < 2, "the page moved under the reader"
    ada.page.locator(".jump-button").click()
    expect(ada.page.get_by_text("further 39", exact=True)).to_be_in_viewport()
    answer.write("\n\nand the end")
    expect(ada.page.get_by_text("and the end", exact=True)).to_be_in_viewport()
    assert distance(ada) < 3
    answer.end()
    ada.expect_ended()


def test_what_stands_is_not_drawn_again_while_the_text_grows(ada, models):
    """Earlier blocks stay the same nodes to the end, so a selection, a scrolled code block, a copied line survive."""
    ada.open().ask("grow slowly", model="by-hand")
    answer = models.answer_to("grow slowly")
    answer.write("# A title\n\nA first paragraph.\n\n- one\n- two\n\n```python\nprint(1)\n```\n\nThen")
    expect(ada.last_text.locator("pre")).to_be_visible()
    expect(ada.last_text.locator("> p").last).to_have_text("Then")
    ada.last_text.evaluate(
        """body => {
            window.kept = [...body.children].slice(0, -1);
            window.lost = 0;
            const look = () => {
                window.kept.forEach((node, index) => { if (body.children[index] !== node) window.lost += 1; });
                if (body.textContent.trim() === "") window.lost += 1;
            };
            new MutationObserver(look).observe(body, { childList: true, subtree: true, characterData: true });
        }""")
    for piece in (" **some", " bold** text", ", a [link", "](https://a.example)", "\n\n| a | b |\n", "|---|---|\n", "| 1 | 2 |\n", "\nThe end."):
        answer.write(piece)
    expect(ada.last_text.locator("> p").last).to_have_text("The end.")
    answer.end()
    ada.expect_ended()
    ada.page.wait_for_function("() => document.querySelector('chat-message:last-child .figures').textContent !== ''")
    assert ada.page.evaluate("window.lost") == 0
    assert ada.page.evaluate("window.kept.every(node => node.isConnected)")
