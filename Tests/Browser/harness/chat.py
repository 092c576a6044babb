"""The page as a person uses it, in words."""
import re

from playwright.sync_api import expect

from .server import PASSWORD


class Chat:
    def __init__(self, page, server, guard):
        self.page = page
        self.server = server
        self.guard = guard
        self.box = page.locator("#composer-text")
        self.send_button = page.get_by_role("button", name="Send", exact=True)
        self.stop_button = page.locator(".stop-button")
        self.notice = page.locator(".composer-notice")
        self.link_line = page.locator(".link-line")
        self.status_region = page.locator("#status")
        self.messages = page.locator(".messages > chat-message")
        self.answers = page.locator(".messages > chat-message[data-role=assistant]")
        self.sidebar = page.locator("chat-sidebar")
        self.listed = page.locator(".sidebar-list .sidebar-item")
        self.search_box = page.locator("#search-text")
        self.hits = page.locator(".search-results .search-hit")
        self.timeline = page.locator("chat-timeline")
        self.notes = page.locator(".note-line")
        self.hint = page.locator(".hint-people")
        self.faces = page.locator("chat-header .cluster-faces .face")
        self.share_dialog = page.locator("share-dialog dialog")
        self.shared = page.locator(".shared-person")
        self.closed = page.locator(".composer-closed")
        self.ask_switch = page.get_by_role("switch", name="Ask the model")
        self.proposals = page.locator("#mention-options [role=option]")

    # Where one is

    def open(self, path="/"):
        self.page.goto(self.server.url + path)
        if path == "/" or path.startswith("/c/"):
            self.wait_ready()
        return self

    def open_conversation(self, conversation):
        self.open("/c/" + conversation)
        return self.wait_loaded()

    def open_conversation_of_two(self, conversation):
        """One that is shared and may be empty still: who is in it is known."""
        self.open("/c/" + conversation)
        expect(self.ask_switch).to_be_visible()
        return self

    def open_conversation_of_one(self, conversation):
        """One that may be empty still."""
        self.open("/c/" + conversation)
        expect(self.page.locator(".share-button")).to_be_visible()
        return self

    def wait_ready(self):
        """The script runs, and the models are known or nobody is to write here."""
        expect(self.page.locator("model-picker:visible, .composer-closed:visible").first).to_be_visible()
        return self

    def wait_loaded(self):
        """What the stream brings has come: the page shows what is stored."""
        expect(self.page.locator("chat-header .header-menu")).to_be_visible()
        return self

    @property
    def conversation(self):
        """The id of the open conversation."""
        expect(self.page).to_have_url(re.compile(r"/c/[\w-]+"))
        return re.search(r"/c/([\w-]+)", self.page.url)[1]

    # What one does

    def choose(self, model):
        self.page.locator("#model").select_option(model)
        return self

    def send(self, text):
        self.box.fill(text)
        self.send_button.click()
        return self

    def ask(self, text, model=None):
        if model:
            self.choose(model)
        return self.send(text)

    def sign_in(self, name, password=PASSWORD):
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        return self

    def open_menu(self):
        self.page.locator(".header-menu").click()
        return self.page.locator("conversation-menu")

    def open_share(self):
        self.page.locator(".share-button").click()
        expect(self.shared.first).to_be_visible()
        return self.share_dialog

    def shared_person(self, name):
        """The row of a person in the dialog of who is in the conversation."""
        return self.shared.filter(has=self.page.get_by_text(name, exact=True))

    def listed_as(self, title):
        """The entry of a conversation in the sidebar."""
        return self.listed.filter(has_text=title)

    # What one sees

    @property
    def last(self):
        return self.messages.last

    @property
    def last_text(self):
        return self.last.locator(".message-body")

    @property
    def last_status(self):
        return self.last.locator(".message-status")

    @property
    def last_answer(self):
        return self.answers.last.locator(".message-body")

    def expect_ended(self, status="complete"):
        expect(self.last).to_have_attribute("data-status", status)
        expect(self.stop_button).to_be_hidden()
        return self

    def expect_title(self, title):
        """Whatever else is new: how much that is stands before it."""
        expect(self.page).to_have_title(re.compile(r"^(\(\d+\) )?%s$" % re.escape(title)))
        return self

    def expect_focus_in(self, selector):
        self.page.wait_for_function("selector => document.activeElement?.closest(selector)", arg=selector)

    def text_of(self, locator):
        return locator.evaluate("element => element.textContent")

    def has_sideways_scroll(self):
        # Not innerWidth: on a phone the browser widens that by whatever sticks out.
        return self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth || "
            "document.querySelector('chat-timeline')?.scrollWidth > document.querySelector('chat-timeline')?.clientWidth")
