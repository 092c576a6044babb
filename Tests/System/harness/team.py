"""Several people of one server, each with a browser's session and a program's token.

Hashing a password takes half a second, so all but the first are rows like hers with another name and other secrets."""
import hashlib
import itertools
import secrets
import sqlite3
import uuid

from . import web
from .browser import Browser
from .page import Page
from .viewer import Answering, Viewer
from .waiting import wait_for


numbers = itertools.count(1)


class Member:
    def __init__(self, parley, name, role, team=None):
        self.parley = parley
        self.team = team
        self.id = str(uuid.uuid4())
        self.name = name
        self.role = role
        self.token = secrets.token_urlsafe(32)
        self.cookie = secrets.token_urlsafe(32)
        self.line = web.Line(parley.port)

    def headers(self, by="token", **more):
        if by == "token":
            return {"Authorization": "Bearer " + self.token, "Accept": "application/json", **more}
        return {"Cookie": "parley_session=" + self.cookie, "Sec-Fetch-Site": "same-origin",
                "Accept": "application/json", **more}

    def call(self, method, path, body=None, by="token", **more):
        return self.line.request(method, path, body, self.headers(by, **more))

    def did(self, method, path, body=None, status=None):
        """Something that must work: what was answered."""
        answer = self.call(method, path, body)
        assert answer.status == status if status else answer.status < 300, (method, path, answer)
        return answer.value if answer.raw else None

    @property
    def ref(self):
        """As others see this person."""
        return {"id": self.id, "name": self.name}

    # Conversations

    def begin(self, model="say:fine", **fields):
        return self.did("POST", "/api/conversations", {"model": model, **fields}, 201)["id"]

    def show(self, conversation):
        return self.did("GET", "/api/conversations/" + conversation)

    def listed(self, query=""):
        """The list, by id."""
        page = self.did("GET", "/api/conversations?limit=200" + query)
        return {row["id"]: row for row in page["conversations"]}

    def send(self, conversation, content="go", **fields):
        return self.call("POST", "/api/conversations/%s/messages" % conversation, {"content": content, **fields})

    def say(self, conversation, content, **fields):
        """A message that asks no model."""
        answer = self.send(conversation, content, ask=False, **fields)
        assert answer.status == 202, answer
        return answer.value["user_message"]

    def ask(self, conversation, content="go", **fields):
        """A message that does: the answer, which is being written."""
        answer = self.send(conversation, content, **fields)
        assert answer.status == 202, answer
        return answer.value["assistant_message"]

    def message(self, conversation, id):
        return self.did("GET", "/api/conversations/%s/messages/%s" % (conversation, id))

    def finished(self, conversation, id, seconds=30):
        """The message once it is not being written any more."""
        def ended():
            message = self.message(conversation, id)
            return message if message["status"] != "streaming" else None
        return wait_for(ended, seconds, 0.02, "the answer's end")

    def share(self, conversation, other, access="read"):
        return self.did("PUT", "/api/conversations/%s/people/%s" % (conversation, other.id), {"access": access})

    def remove(self, conversation, other):
        return self.call("DELETE", "/api/conversations/%s/people/%s" % (conversation, other.id))

    def leave(self, conversation):
        return self.remove(conversation, self)

    def join(self, conversation):
        return self.call("POST", "/api/conversations/%s/join" % conversation)

    def open(self, conversation, access):
        return self.did("PATCH", "/api/conversations/" + conversation, {"team_access": access})

    def people(self, conversation):
        return self.did("GET", "/api/conversations/%s/people" % conversation)

    def read(self, conversation, revision=None):
        revision = self.show(conversation)["revision"] if revision is None else revision
        return self.call("PUT", "/api/conversations/%s/read" % conversation, {"revision": revision})

    def type(self, conversation, typing=True):
        return self.call("POST", "/api/conversations/%s/typing" % conversation, {"typing": typing})

    def stop(self, conversation):
        return self.call("POST", "/api/conversations/%s/stop" % conversation, {})

    # Streams

    def watch(self, conversation, by="token", **more):
        return Page(self.parley.port, conversation, self.headers(by), **more)

    def hear(self):
        """The person's own stream, with no conversation."""
        viewer = Viewer(self.parley.port, "GET", "/api/events", self.headers())
        viewer.wait_for(lambda viewer: viewer.status, 10, "the stream's head")
        assert viewer.status == 200
        return viewer

    def stream(self, conversation, content="go", by="token"):
        """Sends, and reads the answer on the same connection."""
        path = "/api/conversations/%s/messages" % conversation
        return Answering(
            self.parley.port, "POST", path, self.headers(by, Accept="text/event-stream"), {"content": content})


class Team:
    """Adds people to a running server whose first admin is ada."""

    def __init__(self, parley):
        self.parley = parley
        cookie = Browser(parley).sign_in().cookie
        with self.database() as database:
            self.person = row(database, "person", "name", "ada")
            self.token = row(database, "token", "tokenHash", digest(parley.token))
            self.session = row(database, "session", "tokenHash", digest(cookie.partition("=")[2]))

    def database(self):
        database = sqlite3.connect(self.parley.data + "/parley.sqlite", timeout=10)
        database.row_factory = sqlite3.Row
        return Closing(database)

    def add(self, *names, role="member"):
        """People who may come in at once."""
        members = [Member(self.parley, name, role, self) for name in names]
        with self.database() as database:
            for member in members:
                insert(database, "person", {**self.person, "id": member.id, "name": member.name, "role": member.role})
                insert(database, "token", {
                    **self.token, "tokenHash": digest(member.token), "personId": member.id, "id": uuid.uuid4().hex})
                self.sign_in(member, database)
        return members if len(members) > 1 else members[0]

    def some(self, *names, role="member"):
        """The same, with a number behind each name that nobody else has."""
        number = next(numbers)
        return self.add(*("%s%d" % (name, number) for name in names), role=role)

    def sign_in(self, member, database):
        """A new session in a browser; its id."""
        member.cookie, id = secrets.token_urlsafe(32), uuid.uuid4().hex
        insert(database, "session", {
            **self.session, "tokenHash": digest(member.cookie), "personId": member.id, "id": id})
        return id

    def renew(self, member):
        """A new session, where the last one was ended."""
        with self.database() as database:
            self.sign_in(member, database)

    def second_session(self, member):
        """A session in another browser; its id."""
        kept = member.cookie
        with self.database() as database:
            id = self.sign_in(member, database)
        member.cookie = kept
        return id

    def change(self, member, role):
        with self.database() as database:
            database.execute("UPDATE person SET role = ? WHERE id = ?", (role, member.id))
        member.role = role

    def disable(self, member):
        self.parley.succeed("user", "disable", member.name)


class Closing:
    """A database for a moment: committed, then closed."""

    def __init__(self, database):
        self.database = database

    def __enter__(self):
        return self.database

    def __exit__(self, kind, *_):
        if kind is None:
            self.database.commit()
        self.database.close()


def digest(text):
    return hashlib.sha256(text.encode()).digest()


def row(database, table, column, value):
    found = database.execute('SELECT * FROM "%s" WHERE "%s" = ?' % (table, column), (value,)).fetchone()
    assert found, "no %s in %s" % (column, table)
    return dict(found)


def insert(database, table, values):
    names = ", ".join('"%s"' % name for name in values)
    marks = ", ".join("?" * len(values))
    database.execute('INSERT INTO "%s" (%s) VALUES (%s)' % (table, names, marks), list(values.values()))
