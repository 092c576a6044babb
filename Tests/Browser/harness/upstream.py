"""A small model server that speaks OpenAI's protocol. A model's name says how it behaves: `error-500` always fails so,
`later-503-4` does once for each question and asks to come back in 4 s, then echoes; `forgetful` echoes, and counts as if it had read only
the end. The answers of `by-hand` are
written by the test itself, piece by piece, so that a test never hopes for the right moment."""
import json
import re
import select
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue

from .samples import LOREM, MARKDOWN
from .waiting import wait_for

FOR_EVER = 86_400


class Answer:
    """One answer that is being written. The test writes, the server's thread sends."""

    def __init__(self, model, messages):
        self.model = model
        self.messages = messages
        self.closed = threading.Event()
        self._steps = Queue()

    @property
    def prompt(self):
        return self.messages[-1]["content"]

    def write(self, text):
        self._steps.put(("content", text))

    def think(self, text):
        self._steps.put(("reasoning_content", text))

    def end(self, reason="stop"):
        self._steps.put(("end", reason))

    def cut(self):
        """Closes the connection in the middle."""
        self._steps.put(("cut", None))

    def next_step(self):
        try:
            return self._steps.get(timeout=0.02)
        except Empty:
            return None, None

    def wait_closed(self, seconds=10):
        assert self.closed.wait(seconds), "the connection to the model is still open"


class Models(ThreadingHTTPServer):
    """The server. `models.answer_to("question")` is the answer to it, as soon as it is asked."""

    daemon_threads = True
    request_queue_size = 128
    # The first is the one that answers where none is chosen.
    names = ("echo", "by-hand", "lorem", "markdown", "endless", "silent", "cut", "think-echo", "error-echo", "html-error")

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Line)
        self.answers = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return "http://127.0.0.1:%d/v1" % self.server_port

    def answer_to(self, prompt, number=1):
        """The answer that was begun for a prompt, the newest; with `number`, once there have been so many."""
        def found():
            mine = [one for one in self.answers if one.prompt == prompt]
            return mine[-1] if len(mine) >= number else None
        return wait_for(found, what="the model to be asked %r" % prompt)

    def handle_error(self, request, address):
        pass  # A browser or Parley that hangs up is no fault here.


class Line(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.say(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in self.server.names]})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer = Answer(asked["model"], asked["messages"])
        self.server.answers.append(self.answer)
        try:
            self.behave(asked["model"], self.answer)
        except OSError:
            self.close_connection = True
        finally:
            self.answer.closed.set()

    def say(self, status, value, kind="application/json", later=None):
        body = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if later:
            self.send_header("Retry-After", later)
        self.end_headers()
        self.wfile.write(body)

    # How the models behave

    def behave(self, model, answer):
        status = re.fullmatch(r"error-(\d{3})", model)
        if status:
            return self.say(int(status[1]), {"error": {"message": "the model server says %s" % status[1]}})
        later = re.fullmatch(r"later-(\d{3})-(\d+)", model)
        if later and len([one for one in self.server.answers if one.prompt == answer.prompt]) == 1:
            return self.say(int(later[1]), {"error": {"message": "not now"}}, later=later[2])
        # A model that is not known by its name answers with what it was told, as people try names of their own.
        getattr(self, "as_" + model.replace("-", "_"), self.as_echo)(answer)

    def as_by_hand(self, answer):
        self.begin()
        while not self.is_left():
            kind, text = answer.next_step()
            if kind == "end":
                return self.finish(text)
            if kind == "cut":
                return self.hang_up()
            if kind:
                self.send({kind: text})

    def as_echo(self, answer):
        self.begin()
        for start in range(0, len(answer.prompt), 7):
            self.send({"content": answer.prompt[start:start + 7]})
        self.finish()

    def as_think_echo(self, answer):
        self.begin()
        self.send({"reasoning_content": answer.prompt})
        self.send({"content": "I have thought."})
        self.finish()

    def as_error_echo(self, answer):
        self.say(400, {"error": {"message": answer.prompt, "type": "invalid_request_error"}})

    def as_html_error(self, answer):
        self.say(502, "<html><body><h1>Bad gateway</h1><img src=x onerror='window.__xss=1'></body></html>", "text/html")

    def as_lorem(self, answer):
        self.words(LOREM, 0.003)

    def as_markdown(self, answer):
        self.words(MARKDOWN, 0.004)

    def as_endless(self, answer):
        self.begin()
        while not self.is_left():
            self.send({"content": "and on "})
            time.sleep(0.02)

    def as_silent(self, answer):
        while not self.is_left():
            time.sleep(0.02)

    def as_cut(self, answer):
        self.begin()
        self.send({"content": "It begins well and then"})
        self.hang_up()

    # What is sent

    def words(self, text, pause):
        self.begin()
        for word in re.findall(r"\S*\s*", text):
            if self.is_left():
                return
            self.send({"content": word})
            time.sleep(pause)
        self.finish()

    def begin(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def send(self, delta, finish=None):
        self.event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    def finish(self, reason="stop"):
        self.send({}, reason)
        read = 512 if self.answer.model == "forgetful" else sum(len(one["content"]) // 4 + 4 for one in self.answer.messages)
        self.event({"choices": [], "usage": {"prompt_tokens": read, "completion_tokens": 17, "total_tokens": read + 17}})
        self.wfile.write(b"data: [DONE]\n\n")

    def event(self, value):
        value = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": self.answer.model, **value}
        self.wfile.write(b"data: %s\n\n" % json.dumps(value).encode())

    def hang_up(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def is_left(self):
        """Has the client closed?"""
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""
