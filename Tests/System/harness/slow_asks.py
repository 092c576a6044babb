"""Programs that wait long, or never read. They are begun once for all tests, so that the others run meanwhile."""
import atexit
import concurrent.futures
import functools
import shutil
import tempfile
import time

import openai

from .completions import GO, PATH, answer, ask, ask_in_bytes, chunk, document, events, refusal, text_before, text_of, whole
from .process import connections
from .server import Parley
from .viewer import Viewer
from .waiting import wait_for

KEY = "sk-canary-of-the-slow"
CONFIG = """
providers:
  - name: one
    base_url: %s
    api_key: %s
    max_retries: 0
"""
# Just past the time after which a stream begins without its model's status.
LATE = 16


@functools.cache
def slow_asks(upstream):
    """The same for all who ask."""
    return SlowAsks(a_house(upstream), upstream, Stuck(a_house(upstream), upstream))


def a_house(upstream):
    folder = tempfile.mkdtemp(prefix="parley-slow-")
    atexit.register(shutil.rmtree, folder, True)
    return Parley(folder, config=CONFIG % (upstream.url, KEY)).set_up().start()


class Stuck:
    """A program that never reads while its model pours, and what it costs."""

    def __init__(self, parley, upstream):
        self.parley, self.upstream, self.model = parley, upstream, "flood:0@4000000000¦stuck"
        ask_in_bytes(parley, "flood:0@2000000¦warm", stream=True)
        self.base = parley.child.rss()
        body = {"model": self.model, "messages": GO, "stream": True}
        self.line = Viewer(parley.port, "POST", PATH, parley.headers(), body, receive_bytes=4096, reads=False)
        self.began, self.peak, self.held = time.monotonic(), 0, None

    def wait(self):
        port = self.line.line.getsockname()[1]

        def is_let_go():
            self.peak = max(self.peak, self.parley.child.rss() - self.base)
            return port not in {row["peer"] for row in connections(self.parley.port) if row["state"] == "01"}
        wait_for(is_let_go, 60, 0.1, "the connection that is stuck to be closed")
        self.held = time.monotonic() - self.began
        return self


class SlowAsks:
    def __init__(self, house, upstream, stuck):
        self.house, self.upstream, self.stuck = house, upstream, stuck
        self.pool = concurrent.futures.ThreadPoolExecutor(8)
        text = events(chunk({"content": "at last"}), chunk({}, "stop"), "[DONE]")
        self.streamed = self.begin("late", answer(text, delay=LATE), self.read)
        self.whole = self.begin("late-whole", document(whole("at last"), delay=LATE), self.ask)
        refused = refusal("Not today.", "requests", "rate_limit_exceeded")
        self.refused = self.begin("late-refused", document(refused, status=429, delay=LATE), self.fail)
        self.key = self.begin("late-key", document(refusal(KEY, code="invalid_api_key"), status=401, delay=LATE), self.fail)
        self.cut = self.begin("late-cut", answer(events(chunk({"content": "x"})), delay=LATE, ending="cut"), self.fail)
        self.document = self.begin("late-document", document(whole("at last"), delay=LATE), self.read)
        self.let_go = self.pool.submit(stuck.wait)
        body = {"model": "stall:before-headers¦beats", "messages": GO, "stream": True}
        self.beats = Viewer(house.port, "POST", PATH, house.headers(), body)

    def begin(self, label, told, work):
        return self.pool.submit(work, self.upstream.tell(label, told))

    def read(self, model):
        began = time.monotonic()
        stream = ask(self.house, model, stream=True)
        return text_of(stream), stream.response, time.monotonic() - began

    def ask(self, model):
        began = time.monotonic()
        return ask(self.house, model), time.monotonic() - began

    def fail(self, model):
        return text_before(openai.APIError, ask(self.house, model, stream=True))
