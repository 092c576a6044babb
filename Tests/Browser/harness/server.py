"""The server under test, from outside: started on a folder of its own, spoken to over HTTP, ended in every way."""
import atexit
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile

from .waiting import wait_for

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PASSWORD = "correct horse battery staple"
prepared = {}
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def program():
    path = os.environ.get("PARLEY") or os.path.join(ROOT, ".build", "debug", "parley")
    assert os.access(path, os.X_OK), "no program at %s: run swift build, or set PARLEY" % path
    return path


def environment(**more):
    """This process's environment without anything that would change a setting, and what is given."""
    kept = {
        name: value for name, value in os.environ.items()
        if not re.match("PARLEY|OPENAI", name) and name.lower() not in PROXIES}
    return {**kept, **{name: str(value) for name, value in more.items() if value is not None}}


def free_port(host="127.0.0.1"):
    with socket.socket() as listener:
        listener.bind((host, 0))
        return listener.getsockname()[1]


class Parley:
    """A data folder and the server on it, which may be started again and again at the same address."""

    def __init__(self, models=None, host="127.0.0.1", window=None, **settings):
        """With `window`, the models are said to read so many tokens."""
        self.folder = tempfile.mkdtemp(prefix="parley-browser-")
        self.data = os.path.join(self.folder, "data")
        self.host = host
        self.port = free_port(host)
        self.url = "http://%s:%d" % (host, self.port)
        self.environment = environment(**{
            "PARLEY_LISTEN": "%s:%d" % (host, self.port), "PARLEY_DATA": self.data, "PARLEY_ASSETS": ROOT,
            "PARLEY_TITLES": "words", "OPENAI_BASE_URL": None if window else models and models.url, **settings})
        if window:
            with open(self.path("parley.yaml"), "w") as file:
                file.write("providers:\n  - name: local\n    base_url: %s\n    context_window: %d\n" % (models.url, window))
        self.process = None
        self.tokens = {}
        self.cookies = {}

    # Starting and ending

    def start(self):
        with open(self.path("out"), "ab") as out, open(self.path("log"), "ab") as log:
            self.process = subprocess.Popen(
                [program(), "serve"], stdin=subprocess.DEVNULL, stdout=out, stderr=log, env=self.environment,
                cwd=self.folder)
        wait_for(self.is_listening, what="the server to listen")
        return self

    def is_listening(self):
        assert self.process.poll() is None, "the server ended: %s" % self.read("log")[-800:]
        return self.request("GET", "/healthz")[0] == 200

    def kill(self):
        """As a crash or a power cut ends it."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def terminate(self):
        """As systemd ends it; gives the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def remove(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), errors="replace") as file:
            return file.read()

    def setup_link(self):
        """The one-time link that the server printed."""
        return wait_for(lambda: re.search(r"http\S+/setup#\S+", self.read("out")), what="the setup link")[0]

    # People

    def command(self, *words, stdin=""):
        result = subprocess.run(
            [program(), *words], input=stdin, capture_output=True, text=True, env=self.environment, cwd=self.folder,
            timeout=60)
        assert result.returncode == 0, "%s: %s%s" % (words, result.stdout, result.stderr)
        return result.stdout

    def settle(self, *people):
        """People who are signed in already: the first is the admin. A folder is made once, then copied: hashing a
        password is slow."""
        if people and people not in prepared:
            self.prepare(people)
        elif people:
            folder, tokens, cookies = prepared[people]
            self.tokens, self.cookies = dict(tokens), dict(cookies)
            shutil.copytree(folder, self.data)
            os.chmod(self.data, 0o700)
        return self

    def prepare(self, people):
        for name in people:
            self.add(name, "admin" if name == people[0] else "member")
        self.start()
        for name in people:
            self.cookie(name)
        self.terminate()
        folder = tempfile.mkdtemp(prefix="parley-prepared-")
        atexit.register(shutil.rmtree, folder, True)
        shutil.copytree(self.data, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sock"))
        prepared[people] = folder, dict(self.tokens), dict(self.cookies)

    def add(self, name, role="member"):
        self.command("user", "add", name, "--role", role, "--password-stdin", stdin=PASSWORD + "\n")
        self.tokens[name] = self.command("token", "create", "--user", name).strip()
        return self

    def cookie(self, name):
        """The session of a person's browser; one serves all tests, as signing in is slow on purpose."""
        if name not in self.cookies:
            status, headers, _ = self.request("POST", "/api/session", {"name": name, "password": PASSWORD})
            assert status == 204, status
            self.cookies[name] = dict([headers["Set-Cookie"].split(";")[0].split("=", 1)])
        return [{"name": key, "value": value, "url": self.url, "httpOnly": True, "sameSite": "Lax"}
                for key, value in self.cookies[name].items()]

    # HTTP, as a program speaks it

    def request(self, method, path, body=None, headers=None):
        line = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            text = None if body is None else json.dumps(body).encode()
            kind = {"Content-Type": "application/json"} if body is not None else {}
            line.request(method, path, text, {**kind, **(headers or {})})
            response = line.getresponse()
            return response.status, response.headers, response.read()
        finally:
            line.close()

    def call(self, method, path, body=None, by="Ada"):
        status, _, data = self.request(method, path, body, {"Authorization": "Bearer " + self.tokens[by]})
        assert status < 300, "%s %s: %s %s" % (method, path, status, data[:400])
        return json.loads(data) if data else None

    def person(self, name):
        return self.call("GET", "/api/session", by=name)["id"]

    def share(self, conversation, name, access="write", by="Ada"):
        path = "/api/conversations/%s/people/%s" % (conversation, self.person(name))
        return self.call("PUT", path, {"access": access}, by)

    def unshare(self, conversation, name, by="Ada"):
        self.call("DELETE", "/api/conversations/%s/people/%s" % (conversation, self.person(name)), by=by)

    def say(self, conversation, content, by="Ada"):
        """A word to the others; no model is asked."""
        path = "/api/conversations/%s/messages" % conversation
        return self.call("POST", path, {"content": content, "ask": False}, by)

    def conversation(self, model="echo", by="Ada", **values):
        return self.call("POST", "/api/conversations", {"model": model, **values}, by)["id"]

    def send(self, conversation, content, by="Ada"):
        """Sends, and returns once the answer is begun."""
        return self.call("POST", "/api/conversations/%s/messages" % conversation, {"content": content}, by)

    def ask(self, conversation, content, by="Ada"):
        """Sends, and returns once the answer has ended."""
        path = "/api/conversations/%s/messages" % conversation
        headers = {"Authorization": "Bearer " + self.tokens[by], "Accept": "text/event-stream"}
        status, _, data = self.request("POST", path, {"content": content}, headers)
        assert status == 200 and b"[DONE]" in data, (status, data[-300:])

    def messages(self, conversation, by="Ada"):
        return self.call("GET", "/api/conversations/%s?limit=200" % conversation, by=by)["messages"]

    def stored(self, conversation, status):
        """The last message, once it has this status."""
        def last():
            messages = self.messages(conversation)
            return messages[-1] if messages and messages[-1]["status"] == status else None
        return wait_for(last, what="the last message to be %s" % status)
