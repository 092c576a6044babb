"""People who send and people who watch, all at once, until they are told to stop or the server is gone."""
import threading
import time

from . import web
from .viewer import Viewer


class Sender:
    """Sends one message after another and notes what the server has acknowledged, which is: a 2xx status line."""

    def __init__(self, parley, name, model="say:fine"):
        self.parley = parley
        self.name = name
        self.model = model
        self.created = []
        self.kept = []
        self.faults = []
        self.leaving = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        try:
            while not self.leaving.is_set():
                conversation = self.parley.conversation(self.model)
                self.created.append(conversation)
                for number in range(5):
                    if self.leaving.is_set():
                        return
                    self._send(conversation, "%s %s %d" % (self.name, conversation, number))
        except Exception as error:  # The server is gone, or about to be: what was acknowledged before is what counts.
            self.last_error = error

    def _send(self, conversation, content):
        path = "/api/conversations/%s/messages" % conversation
        headers = self.parley.headers(Accept="text/event-stream")
        viewer = Viewer(self.parley.port, "POST", path, headers, {"content": content})
        while not viewer.ended and viewer.status is None:
            time.sleep(0.001)
        if viewer.status is None:
            raise ConnectionError("no status line")
        if viewer.status // 100 != 2:
            self.faults.append("%s: %s" % (viewer.status, bytes(viewer.response.body)))
            raise ConnectionError("not taken")
        self.kept.append((conversation, content))
        while not viewer.ended and not viewer.is_whole and not self.leaving.is_set():
            time.sleep(0.001)
        viewer.leave()
        if viewer.ended and not viewer.is_whole:
            raise ConnectionError("cut")

    def missing(self, parley):
        """Acknowledged messages and conversations that the server does not have."""
        lost = []
        for conversation in self.created:
            if parley.call("GET", "/api/conversations/" + conversation).status != 200:
                lost.append(conversation)
                continue
            stored = [message["content"] for message in parley.history(conversation)]
            lost += [content for owner, content in self.kept if owner == conversation and stored.count(content) != 1]
        return lost


class Prober:
    """Asks for something small again and again, and notes how long each answer took."""

    def __init__(self, parley, path="/healthz", pause=0.02):
        self.seconds = []
        self.statuses = set()
        self.leaving = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(parley.port, path, pause), daemon=True)
        self.thread.start()

    def _run(self, port, path, pause):
        while not self.leaving.wait(pause):
            began = time.monotonic()
            try:
                self.statuses.add(web.request(port, "GET", path).status)
            except OSError as error:
                self.statuses.add(type(error).__name__)
            self.seconds.append(time.monotonic() - began)

    def end(self):
        self.leaving.set()
        self.thread.join(30)
        return self.seconds
