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

    # Where one is

    def open(self, path="/"):
        self.page.goto(self.server.url + path)
        if path == "/" or path.startswith("/c/"):
            self.wait_ready()
        return self

    def open_conversation(self, conversation):
        self.open("/c/" + conversation)
        return self.wait_loaded()

    def wait_ready(self):
        """The script runs and the models are known."""
        expect(self.page.locator("model-picker")).to_be_visible()
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

    def expect_focus_in(self, selector):
        self.page.wait_for_function("selector => document.activeElement?.closest(selector)", arg=selector)

    def text_of(self, locator):
        return locator.evaluate("element => element.textContent")

    def has_sideways_scroll(self):
        return self.page.evaluate(
            "document.documentElement.scrollWidth > innerWidth || "
            "document.querySelector('chat-timeline')?.scrollWidth > document.querySelector('chat-timeline')?.clientWidth")
