"""The server under test, from outside: started on a folder, spoken to over HTTP, ended in every way."""
import atexit
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

from . import web
from .page import Page
from .process import Child, connections, free_port
from .viewer import Answering
from .waiting import wait_for

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PASSWORD = "correct horse battery staple"
prepared = {}
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def binary():
    path = os.environ.get("PARLEY") or os.path.join(ROOT, ".build", "debug", "parley")
    assert os.access(path, os.X_OK), "no program at %s: run swift build, or set PARLEY" % path
    return path


def environment(**more):
    """This process's environment without anything that would change a setting, and what is given."""
    kept = {
        name: value for name, value in os.environ.items()
        if not re.match("PARLEY|OPENAI", name) and name.lower() not in PROXIES}
    return {**kept, **{name: str(value) for name, value in more.items() if value is not None}}


class Parley:
    """A data folder and the server on it, which may be started again and again."""

    def __init__(self, folder, upstream=None, config=None, **settings):
        self.folder = str(folder)
        self.data = os.path.join(self.folder, "data")
        self.log = os.path.join(self.folder, "log")
        self.out = os.path.join(self.folder, "out")
        self.port = free_port()
        self.token = None
        self.config = config and self.write_config(config)
        self.environment = environment(**{
            "OPENAI_BASE_URL": upstream.url if upstream and not config else None,
            "OPENAI_API_KEY": "k" if upstream and not config else None,
            "PARLEY_LISTEN": "127.0.0.1:%d" % self.port, "PARLEY_DATA": self.data, "PARLEY_DEMO": "off",
            "PARLEY_TITLES": "words", "PARLEY_ASSETS": ROOT, **settings})
        self.child = None

    def write_config(self, text):
        path = os.path.join(self.folder, "parley.yaml")
        with open(path, "w") as file:
            file.write(text)
        return path

    # Starting and ending

    def arguments(self, *words):
        return [binary(), *words, *(["--config", self.config] if self.config else [])]

    def launch(self):
        """Starts the server without waiting for it."""
        self.child = Child(
            self.arguments("serve"), self.out, self.log, env=self.environment, cwd=self.folder)
        return self

    def start(self):
        """Starts the server and returns once it listens."""
        self.launch()
        wait_for(lambda: not self.child.is_running or web.accepts(self.port), 20, 0.005, "the server to listen")
        self.listening = time.monotonic()
        assert self.child.is_running, "the server ended: %s" % self.log_text()[-500:]
        return self

    def add_person(self, name="ada", role="admin"):
        """Makes a person with the usual password; returns a token."""
        self.succeed("user", "add", name, "--role", role, "--password-stdin", stdin=PASSWORD + "\n")
        return self.succeed("token", "create", "--user", name).strip()

    def set_up(self):
        """A folder with one admin, whose token is this object's. Made once, then copied: hashing a password is slow."""
        if "folder" not in prepared:
            prepared["token"] = self.add_person()
            prepared["folder"] = tempfile.mkdtemp(prefix="parley-prepared-")
            atexit.register(shutil.rmtree, prepared["folder"], True)
            shutil.copytree(self.data, prepared["folder"], dirs_exist_ok=True)
        elif not os.path.exists(self.data):
            shutil.copytree(prepared["folder"], self.data)
            os.chmod(self.data, 0o700)
        self.token = prepared["token"]
        return self

    def end(self, seconds=15):
        """Asks it to end; returns its exit code."""
        self.child.signal(signal.SIGTERM)
        return self.child.wait(seconds)

    def kill(self):
        if self.child:
            self.child.kill()

    def command(self, *words, stdin="", seconds=60):
        return subprocess.run(
            self.arguments(*words), input=stdin, capture_output=True, text=True, env=self.environment,
            cwd=self.folder, timeout=seconds)

    def succeed(self, *words, stdin=""):
        result = self.command(*words, stdin=stdin)
        assert result.returncode == 0, "%s: %s%s" % (words, result.stdout, result.stderr)
        return result.stdout

    def log_text(self):
        with open(self.log, errors="replace") as file:
            return file.read()

    def send_queue(self):
        """Bytes that the kernel holds for readers, over all of the server's connections."""
        return sum(row["unsent"] for row in connections(self.port))

    def figure(self, name):
        """One of the server's own figures; histograms' and labelled ones by their whole name."""
        for line in self.call("GET", "/metrics").raw.decode().splitlines():
            if line.startswith(name + " "):
                return float(line.split(" ")[1])
        raise AssertionError("no figure " + name)

    # Speaking

    def headers(self, token=None, **more):
        return {"Authorization": "Bearer " + (token or self.token), **more}

    def call(self, method, path, body=None, token=None, seconds=30):
        headers = self.headers(token, Accept="application/json")
        return web.request(self.port, method, path, body, headers, seconds)

    def conversation(self, model, **fields):
        answer = self.call("POST", "/api/conversations", {"model": model, **fields})
        assert answer.status == 201, answer
        return answer.value["id"]

    def send(self, conversation, content="go", **fields):
        return self.call("POST", "/api/conversations/%s/messages" % conversation, {"content": content, **fields})

    def begin(self, model, content="go"):
        """A new conversation whose answer is running: its id and the answer's."""
        conversation = self.conversation(model)
        answer = self.send(conversation, content)
        assert answer.status == 202, answer
        return conversation, answer.value["assistant_message"]["id"]

    def stop(self, conversation):
        return self.call("POST", "/api/conversations/%s/stop" % conversation, {})

    def stream(self, conversation, content="go", **more):
        """Sends and reads the answer on the same connection."""
        path = "/api/conversations/%s/messages" % conversation
        return Answering(
            self.port, "POST", path, self.headers(Accept="text/event-stream"), {"content": content}, **more)

    def watch(self, conversation, headers=None, **more):
        return Page(self.port, conversation, headers or self.headers(), **more)

    def message(self, conversation, id, render="text"):
        path = "/api/conversations/%s/messages/%s?render=%s" % (conversation, id, render)
        answer = self.call("GET", path)
        assert answer.status == 200, answer
        return answer.value

    def finished(self, conversation, id, seconds=30):
        """The message once it is not being written any more."""
        def ended():
            message = self.message(conversation, id)
            return message if message["status"] != "streaming" else None
        return wait_for(ended, seconds, 0.05, "the answer's end")

    def history(self, conversation):
        """All messages, oldest first."""
        messages, before = [], ""
        while True:
            answer = self.call("GET", "/api/conversations/%s?limit=200%s" % (conversation, before))
            assert answer.status == 200, answer
            messages = answer.value["messages"] + messages
            if answer.value["previous"] is None:
                return messages
            before = "&before=" + answer.value["previous"]

    def sign_in(self, name="ada", password=PASSWORD, source=None):
        """A browser's login: the answer with its cookie."""
        return web.request(
            self.port, "POST", "/api/session", {"name": name, "password": password}, source=source)
