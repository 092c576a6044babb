"""What stands between the upstream and the client: nothing, nginx, or Parley."""
import json, os, shutil, subprocess, tempfile

from . import wire
from .processes import Child, children_of, free_port, wait_until


class Places:
    """Where things are and on which CPUs they run."""

    def __init__(self, tools, parley, pin):
        self.tools, self.parley = tools, parley
        self.relay_cpu, self.other_cpu = (0, 1) if pin else (None, None)
        self.scratch = tempfile.mkdtemp(prefix="bench-")

    def folder(self):
        return tempfile.mkdtemp(dir=self.scratch)

    def clean(self):
        shutil.rmtree(self.scratch, ignore_errors=True)


class Upstream(Child):
    def __init__(self, places):
        self.port = free_port()
        super().__init__([os.path.join(places.tools, "upstream"), str(self.port)], places.other_cpu)
        wait_until(lambda: wire.answers(self.port, "/_stats"), 5, "upstream")

    def stats(self):
        return json.loads(wire.call(self.port, "GET", "/_stats")[1])

    def reset(self):
        wire.call(self.port, "POST", "/_reset")

    def streams(self, prefix):
        """tag -> {tokens, bytes, hash, outcome, started, ended}; times in nanoseconds of the monotonic clock."""
        lines = wire.call(self.port, "GET", "/_streams?prefix=" + prefix)[1].decode().split("\n")
        return {tag: dict(tokens=int(tokens), bytes=int(size), hash=digest, outcome=outcome, started=int(started), ended=int(ended))
                for tag, tokens, size, digest, outcome, started, ended in (line.split() for line in lines if line)}

    def text(self, tag):
        return wire.call(self.port, "GET", "/_text?tag=" + tag)[1].decode()


class Relay:
    """A relay is used in a with statement and is new for every run, so that no run inherits another's memory."""
    token = None
    child = None
    memory_before = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child:
            self.child.end()

    def pids(self):
        return [self.child.pid] if self.child else []


class Direct(Relay):
    def __init__(self, places, upstream):
        self.port = upstream.port


class Nginx(Relay):
    config = """daemon off; worker_processes 1; worker_rlimit_nofile 20000; error_log {folder}/error.log; pid {folder}/pid; {user}
events {{ worker_connections 9000; }}
http {{
    access_log off; keepalive_requests 1000000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    upstream model {{ server 127.0.0.1:{upstream}; keepalive 64; }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{ proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_read_timeout 600s; }}
    }}
}}
"""

    @staticmethod
    def program():
        return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")

    def __init__(self, places, upstream):
        self.port, folder = free_port(), places.folder()
        path = os.path.join(folder, "nginx.conf")
        with open(path, "w") as file:
            file.write(self.config.format(folder=folder, port=self.port, upstream=upstream.port, user="user root;" if os.geteuid() == 0 else ""))
        self.child = Child([self.program(), "-c", path, "-p", folder, "-e", folder + "/error.log"], places.relay_cpu)
        wait_until(lambda: wire.answers(self.port, "/v1/models"), 5, "nginx")

    def pids(self):
        return [self.child.pid, *children_of(self.child.pid)]


class Parley(Relay):
    """Its folder starts as a copy of one with a person and a token, made once."""
    prepared = {}

    def __init__(self, places, upstream, data=None):
        self.places = places
        self.port = free_port()
        self.env = self.environment(places, upstream.port, self.port)
        self.token = self.prepare(places, self.env)
        self.data = data or os.path.join(places.folder(), "data")
        if not data:
            shutil.copytree(self.prepared["data"], self.data)
        self.env["PARLEY_DATA"] = self.data
        self.start()

    @staticmethod
    def environment(places, upstream_port, port):
        env = {k: v for k, v in os.environ.items() if not k.upper().endswith("_PROXY") and not k.startswith("PARLEY")}
        return {**env, "OPENAI_BASE_URL": "http://127.0.0.1:%d/v1" % upstream_port, "OPENAI_API_KEY": "bench", "PARLEY_LISTEN": "127.0.0.1:%d" % port,
                "PARLEY_DEMO": "off", "PARLEY_TITLES": "words", **({"PARLEY_ASSETS": os.environ["PARLEY_ASSETS"]} if "PARLEY_ASSETS" in os.environ else {})}

    @classmethod
    def prepare(cls, places, env):
        if not cls.prepared:
            data = os.path.join(places.folder(), "data")

            def command(*arguments, given=""):
                done = subprocess.run([places.parley, *arguments, "--data", data], input=given, env=env, capture_output=True, text=True, timeout=60)
                if done.returncode:
                    raise SystemExit("parley %s: %s" % (" ".join(arguments[:2]), (done.stderr or done.stdout).strip()[-300:]))
                return done.stdout.strip()

            command("user", "add", "bench", "--role", "admin", "--password-stdin", given="correct horse battery staple\n")
            cls.prepared.update(data=data, token=command("token", "create", "--user", "bench").splitlines()[-1])
        return cls.prepared["token"]

    def start(self):
        self.child = Child([self.places.parley, "serve"], self.places.relay_cpu, self.env, self.data + ".log")
        wait_until(lambda: wire.answers(self.port, "/readyz") or not self.child.alive(), 30, "parley")
        if not self.child.alive():
            raise SystemExit("parley serve ended: " + self.child.log_tail())

    def call(self, method, path, body=None, expect=(200, 201, 202)):
        status, raw = wire.call(self.port, method, path, body, self.token)
        if status not in expect:
            raise SystemExit("%s %s: %d %s" % (method, path, status, raw[:300].decode(errors="replace")))
        return json.loads(raw)

    def conversation(self, model):
        return self.call("POST", "/api/conversations", {"model": model})["id"]

    def last_message(self, conversation):
        return self.call("GET", "/api/conversations/%s" % conversation)["messages"][-1]


class Route:
    """A relay and the way it is asked."""

    def __init__(self, name, relay, mode):
        self.name, self.relay, self.mode = name, relay, mode


ROUTES = [Route("direct", Direct, "openai"), Route("nginx", Nginx, "openai"), Route("parley stored", Parley, "post"), Route("parley live", Parley, "live")]
