"""People, and a conversation of one of them that everybody else tries to reach, in three ways of sharing it."""
import dataclasses
import sqlite3

from .routes import UNKNOWN
from .samples import Place
from .team import Member, Team
from .waiting import wait_for
from .wall import EVERYBODY

SECRET = "the secret of the owner"
RUNNING = "The quick "


def key(answer):
    """All that somebody sees of an answer, but for its own number and the time."""
    return answer.status, answer.raw, sorted(
        (name, value) for name, value in answer.headers if name not in ("date", "x-request-id"))


class Town:
    def __init__(self, parley):
        self.parley = parley
        self.team = Team(parley)
        names = [who.name for who in EVERYBODY if who.name != "nobody"]
        self.people = dict(zip(names, self.team.add(*names)))
        self.people["nobody"] = Member(parley, "nobody", "member")
        self.owner, self.spare = self.people["owner"], self.team.add("spare")
        self.own = {name: self.answered(person) for name, person in self.people.items() if name != "nobody"}
        self.victims = {shared: self.victim(shared) for shared in ("named", "team read", "team write")}
        self.give_and_take(self.victims["named"].conversation)
        for who in EVERYBODY:
            if who.role != "member":
                self.team.change(self.people[who.name], who.role)
        self.team.disable(self.people["disabled"])
        self.hidden = key(self.people["stranger"].call("GET", "/api/conversations/" + UNKNOWN))

    # Conversations

    def begin(self, person):
        """A conversation with one message, and with somebody who is named in it."""
        conversation = person.begin("say:x")
        said = person.say(conversation, "a question")["id"]
        person.share(conversation, self.spare)
        return Place(conversation, said, said, self.spare.id, person.id)

    def answered(self, person):
        """One with a question and its answer."""
        conversation = person.begin("say:" + SECRET)
        answer = person.finished(conversation, person.ask(conversation, SECRET)["id"])
        person.share(conversation, self.spare)
        return Place(conversation, answer["parent_id"], answer["id"], self.spare.id, person.id)

    def victim(self, shared):
        """The same, with another answer that is being written and does not go on."""
        place = self.answered(self.owner)
        self.owner.ask(place.conversation, "and then?", model="stall:2¦" + shared)
        wait_for(lambda: self.running(place.conversation) == RUNNING, 10, what="the running answer")
        if shared != "named":
            self.owner.open(place.conversation, shared.removeprefix("team "))
        return place

    def give_and_take(self, conversation):
        """Names who is to be named; those who are out now were in once."""
        for name, access in (("reader", "read"), ("writer", "write"), ("reviewer", "write"), ("disabled", "write"),
                             ("removed", "write"), ("left", "read")):
            self.owner.share(conversation, self.people[name], access)
        assert self.owner.remove(conversation, self.people["removed"]).status == 204
        assert self.people["left"].leave(conversation).status == 204
        self.owner.open(conversation, "write")
        assert self.people["once of the team"].join(conversation).status == 200
        self.owner.open(conversation, "none")

    def fresh(self, who, target):
        """A conversation that may be changed, as near to this person as the victim, or their own."""
        person = self.people[who.name]
        if target == "own":
            return self.begin_as_member(person)
        place = self.begin(self.owner)
        if who.is_listed:
            self.owner.share(place.conversation, person, "read" if who.name == "reader" else "write")
        if who.shared != "named":
            self.owner.open(place.conversation, who.shared.removeprefix("team "))
        return dataclasses.replace(place, asking=person.id)

    def begin_as_member(self, person):
        """A reviewer has what they began before they were one."""
        role = person.role
        if role == "reviewer":
            self.team.change(person, "member")
        place = self.begin(person)
        if role == "reviewer":
            self.team.change(person, role)
        return place

    def place(self, who, target):
        """A conversation that is only looked at."""
        if target == "own" and who.name in self.own:
            return self.own[who.name]
        place = dataclasses.replace(self.victims[who.shared], asking=self.people[who.name].id)
        if target == "unknown":
            return Place(named=place.named, asking=place.asking)
        if target == "malformed":
            return dataclasses.replace(place, conversation=place.conversation.upper())
        return place

    # What is stored

    def rows(self, sql, *values):
        database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % self.parley.data, uri=True)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def running(self, conversation):
        """The text of the answer that is being written, as its owner sees it."""
        last = self.owner.show(conversation)["messages"][-1]
        return last["content"] if last["status"] == "streaming" else None

    def audited(self, after=0):
        """The kinds of what the audit holds after a row, and its last row."""
        rows = self.rows("SELECT seq, kind FROM audit WHERE seq > ? ORDER BY seq", after)
        return {kind for _, kind in rows}, max([after, *(seq for seq, _ in rows)])

    def settle(self):
        """Returns when nothing is being written but the answers that do not go on."""
        sql = "SELECT count(*) FROM message WHERE status = 'streaming'"
        wait_for(lambda: self.rows(sql)[0][0] <= len(self.victims), 20, what="the answers' end")

    def untouched(self):
        """Whether all that was to be kept is as it was."""
        return [self.running(place.conversation) for place in self.victims.values()] == [RUNNING] * len(self.victims)
