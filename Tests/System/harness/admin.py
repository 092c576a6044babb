"""An admin with a browser, at the pages that are for admins."""
import json
import sqlite3

from .browser import Browser


def alone(make, **settings):
    """A server that was started with no provider."""
    return make(**{"OPENAI_BASE_URL": None, "OPENAI_API_KEY": None, **settings})


class Admin:
    def __init__(self, parley, name="ada"):
        self.parley = parley
        self.browser = Browser(parley).sign_in(name)

    def call(self, method, path, body=None):
        data = body if body is None and method != "POST" else json.dumps(body).encode()
        return self.browser.call(method, "/api/admin" + path, data)

    def providers(self):
        answer = self.call("GET", "/providers")
        assert answer.status == 200, answer
        return answer.value["providers"]

    def provider(self, name):
        return next(entry for entry in self.providers() if entry["name"] == name)

    def add(self, name, url, **fields):
        answer = self.call("POST", "/providers", {"name": name, "base_url": url, **fields})
        assert answer.status == 201, answer
        return answer.value

    def talk(self, model):
        """The answer in a new conversation, once it has ended."""
        conversation, id = self.parley.begin(model)
        return self.parley.finished(conversation, id)

    def settings(self):
        return {entry["key"]: entry for entry in self.call("GET", "/settings").value["settings"]}

    def audit(self, kind):
        """The rows of a kind, as they are in the database."""
        database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % self.parley.data, uri=True)
        try:
            rows = database.execute(
                "SELECT actorName, address, detail FROM audit WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
        finally:
            database.close()
        return [{"actor": actor, "address": address, "detail": json.loads(detail)} for actor, address, detail in rows]
