"""The pages beside the chat as a person uses them, in words."""
from playwright.sync_api import expect

from .contrast import WEAK_TEXTS


class Desk:
    def __init__(self, page, server, guard):
        self.page = page
        self.server = server
        self.guard = guard
        self.said = page.locator(".desk-said p")
        self.dialog = page.locator("dialog[open]")
        self.menu = page.locator(".menu:popover-open")
        self.heading = page.locator("h1")

    def open(self, path):
        """Opens a page and waits until what it reads is there."""
        self.page.goto(self.server.url + path)
        return self.wait_read()

    def wait_read(self):
        expect(self.page.locator(".panel-body:not([hidden])").first).to_be_visible()
        expect(self.page.locator(".panel[aria-busy=true]")).to_have_count(0)
        return self

    def row(self, text):
        """The row, or on a phone the card, of one record."""
        return self.page.locator(".records tbody tr").filter(has_text=text)

    def choose(self, row, action):
        """Opens the menu of a row and takes something from it."""
        self.row(row).locator(".row-more").click()
        self.menu.get_by_role("button", name=action).click()
        return self.dialog

    def confirm(self, action):
        self.dialog.get_by_role("button", name=action, exact=True).click()
        return self

    def has_sideways_scroll(self):
        return self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def weak_texts(self):
        return self.page.evaluate(WEAK_TEXTS)

    def expect_focus_in(self, selector):
        self.page.wait_for_function("selector => document.activeElement?.closest(selector)", arg=selector)
