"""What admins decide, as their page does it: limits, rules for models, the server's prompt."""
import sqlite3
import time

from .browser import Browser
from .waiting import wait_for


class Admin:
    def __init__(self, parley, name="ada"):
        self.parley = parley
        self.browser = Browser(parley).sign_in(name)

    def call(self, method, path, body=None):
        return self.browser.call(method, "/api/admin/" + path, body)

    def value(self, method, path, body=None):
        answer = self.call(method, path, body)
        assert answer.status == 200, answer
        return answer.value

    def limit(self, scope="everyone", **limits):
        return self.value("PUT", "limits", {"scope": scope, **limits})

    def rule(self, model, allowed, provider=None, **more):
        body = {"provider": provider or self.provider, "model": model, "allowed": allowed, **more}
        return self.value("PATCH", "models", body)

    def change(self, **fields):
        return self.value("PATCH", "models", fields)

    def usage(self, query=""):
        return self.value("GET", "usage" + query)

    def notes(self, kind):
        """What the audit has of a kind, oldest first, as the database has it: the page may not show it yet."""
        database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % self.parley.data, uri=True)
        try:
            rows = database.execute(
                "SELECT actorName, personName, detail FROM audit WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
        finally:
            database.close()
        return rows

    @property
    def provider(self):
        return self.value("GET", "models")["models"][0]["provider"]


def member(parley, name="grace"):
    """Another person: a token and an id."""
    token = parley.add_person(name, "member")
    return token, parley.call("GET", "/api/session", token=token).value["id"]


def own_usage(parley, token=None):
    answer = parley.call("GET", "/api/account/usage", token=token)
    assert answer.status == 200, answer
    return answer.value


def used(parley, token=None):
    """Answers, prompt and completion tokens of a person's days."""
    days = own_usage(parley, token)["days"]
    return tuple(sum(day[name] for day in days) for name in ("answers", "prompt_tokens", "completion_tokens"))


def wait_until_used(parley, expected, token=None):
    """What programs and titles use is added after their answers have ended."""
    try:
        wait_for(lambda: used(parley, token) == expected, 10, what="usage of %s" % (expected,))
    except AssertionError:
        raise AssertionError("used %s instead of %s" % (used(parley, token), expected))


def today():
    return time.strftime("%Y-%m-%d", time.gmtime())
