"""People of a team: their browsers, what an admin does with them, and what the audit says of it."""
import sqlite3

from . import web
from .browser import Browser, cookie
from .waiting import wait_for

ENDS_WITHIN = 5


def person(parley, name):
    """The row of a person, as admins see it."""
    people = parley.call("GET", "/api/admin/people").value["people"]
    return next(person for person in people if person["name"].lower() == name.lower())


def change(admin, id, **fields):
    return admin.call("PATCH", "/api/admin/people/" + id, fields)


def invite(admin, **fields):
    """A link's secret, and the invite."""
    answer = admin.call("POST", "/api/admin/invites", fields)
    assert answer.status == 201, answer
    return answer.value["link"].partition("#")[2], answer.value["invite"]


def accept(parley, token, source=None, **fields):
    return web.request(parley.port, "POST", "/api/invites/accept", {"token": token, **fields}, source=source, seconds=120)


def look(parley, token, source=None):
    return web.request(parley.port, "POST", "/api/invites/look", {"token": token}, source=source)


def came_in(parley, answer):
    """The browser of whoever was just let in."""
    return Browser(parley, cookie(answer))


def ends(*streams):
    """All streams end within the time that is promised, and nothing more comes."""
    for stream in streams:
        wait_for(lambda: stream.ended or stream.is_whole, ENDS_WITHIN, what="the stream to end")
    return True


def audit(parley, **query):
    """The newest rows of the audit, newest first."""
    words = "&".join("%s=%s" % pair for pair in query.items())
    answer = parley.call("GET", "/api/admin/audit?" + words)
    assert answer.status == 200, answer
    return answer.value["entries"]


def rows(parley, query, *values):
    database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % parley.data, uri=True)
    try:
        return database.execute(query, values).fetchall()
    finally:
        database.close()
