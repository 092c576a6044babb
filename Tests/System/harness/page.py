"""A page that follows a conversation over the live stream, by the contract's rules and nothing else."""
from .viewer import Viewer


def units(text):
    """How long JavaScript says that a text is."""
    return len(text.encode("utf-16-le")) // 2


class Page(Viewer):
    """Keeps the messages as a page would; `faults` are breaches of the contract that it saw."""

    def __init__(self, port, conversation, headers, after=None, render=None, **more):
        query = "conversation=%s" % conversation
        query += "" if after is None else "&after=%s" % after
        query += "&render=%s" % render if render else ""
        self.messages = {}
        self.finals = {}
        self.faults = []
        self.revision = after or 0
        self.states = []
        self.shown = {}
        self.drawn = {}
        self.conversation = None
        self.notes = []
        # Who is here, and what waits for its turn.
        self.people = []
        self.queue = []
        # When it was told that the conversation is not to be seen any more.
        self.gone = None
        self._id = conversation
        self._applied = 0
        super().__init__(port, "GET", "/api/events?" + query, headers, **more)

    def follow(self):
        """Applies all events that have come."""
        events = self.events()
        for event in events[self._applied:]:
            self._apply(event)
        self._applied = len(events)
        return self

    def _apply(self, event):
        value = event.value
        if self.gone and self._concerns(event):
            self.faults.append("%s after the end" % event)
        if event.name in ("snapshot", "message", "note") or event.name == "conversation" and event.id is not None:
            if event.id is None or event.id < self.revision:
                self.faults.append("revision %s after %s" % (event.id, self.revision))
            self.revision = max(self.revision, event.id or 0)
        getattr(self, "_" + event.name, lambda *_: None)(value, event.time)

    def _concerns(self, event):
        """Whether it is of this conversation, and not a hint of another."""
        return event.name != "conversation" or event.value["id"] == self._id

    def _snapshot(self, value, moment):
        self.conversation, self.notes = value["conversation"], value["notes"]
        self.people, self.queue = value["people"], value["queue"]
        self.messages = {message["id"]: dict(message) for message in value["messages"]}
        self.states += [value["progress"]["state"]] if value["progress"] else []
        for message in value["messages"]:
            self._draw(message["id"], moment)
            if message["status"] != "streaming":
                self.finals[message["id"]] = message

    def _conversation(self, value, moment):
        if value["id"] == self._id:
            self.conversation = value
            self.gone = moment if value.get("deleted_at") else None

    def _note(self, value, moment):
        if value["id"] in [note["id"] for note in self.notes]:
            self.faults.append("note twice: %s" % value["id"])
        self.notes.append(value)

    def _people(self, value, moment):
        self.people = value["people"]

    def _queue(self, value, moment):
        self.queue = value["queue"]

    def _progress(self, value, moment):
        self.states.append(value["state"])

    def _message(self, value, moment):
        old = self.messages.get(value["id"])
        if value["id"] in self.finals:
            self.faults.append("message after its end: %s" % value["id"])
        if value["status"] != "streaming":
            self.finals[value["id"]] = value
            if old and old["status"] == "streaming" and "blocks" not in value and old["content"] != value["content"]:
                self.faults.append("deltas give %d characters, the message has %d" % (
                    len(old["content"]), len(value["content"])))
        self.messages[value["id"]] = dict(value)
        if value["status"] == "streaming":
            self._draw(value["id"], moment)

    def _delta(self, value, moment):
        message = self.messages.get(value["message_id"])
        if message is None or message["status"] != "streaming":
            return self.faults.append("delta without a running message")
        field = "content" if "content" in value else "reasoning"
        if value["offset"] != units(message[field]):
            self.faults.append("delta at %d, the text has %d" % (value["offset"], units(message[field])))
        message[field] += value[field]
        if field == "content":
            self._draw(value["message_id"], moment)

    def _blocks(self, value, moment):
        message = self.messages.get(value["message_id"])
        if message is None or message["status"] != "streaming":
            return self.faults.append("blocks without a running message")
        if value["from"] > len(message["blocks"]):
            self.faults.append("blocks from %d, there are %d" % (value["from"], len(message["blocks"])))
        message["blocks"][value["from"]:] = value["blocks"]
        message["length"] = value["length"]

    def _draw(self, id, moment):
        """How much was shown of a message, and when."""
        text = self.messages[id]["content"]
        self.drawn[id] = text
        self.shown.setdefault(id, []).append((moment, len(text)))

    def text(self, id):
        return self.follow().messages.get(id, {}).get("content", "")

    def shown_by(self, id, moment):
        """The text that had been shown at a moment."""
        lengths = [length for time, length in self.follow().shown.get(id, []) if time <= moment]
        return self.drawn[id][:lengths[-1]] if lengths else ""

    @property
    def names(self):
        """Who is here, and who of them is typing."""
        self.follow()
        return [person["name"] for person in self.people], [person["name"] for person in self.people if person["typing"]]

    def wait_until_gone(self, seconds=5):
        return self.wait_for(lambda page: page.follow().gone, seconds, "the end of what may be seen")

    def final(self, id):
        return self.follow().finals.get(id)

    def wait_for_text(self, id, characters, seconds=20):
        self.wait_for(lambda page: len(page.text(id)) >= characters, seconds, "%d characters" % characters)
        return self

    def wait_for_final(self, id, seconds=30):
        return self.wait_for(lambda page: page.final(id), seconds, "the message's end")


def plain(node):
    """The text of a tree of blocks."""
    if isinstance(node, str):
        return node
    if isinstance(node, dict):
        return ""
    start = 1 if node and isinstance(node[0], str) else 0
    return "".join(plain(child) for child in node[start:])
