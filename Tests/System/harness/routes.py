"""The server's routes, as the program itself prints them, so that none is forgotten."""
import functools
import json
import subprocess

from .server import binary, environment

UNKNOWN = "0190aaaa-0000-7000-8000-000000000000"
# What stands for the rest of a path.
RESTS = {"/v1/models/**": "no-such-model"}


class Route:
    def __init__(self, method, path, door, deed=None):
        self.method = method
        self.pattern = path
        # Who is let in at all: open, person, session, admin or admin_session.
        self.door = door
        # What the conversation in it must permit: read, write, manage; nothing where none is named.
        self.deed = deed

    def path(self, conversation=UNKNOWN, message=UNKNOWN, **others):
        """The path with these ids in their places, and unknown ones in all others."""
        values = {"id": conversation, "mid": message, **others}
        parts = [values.get(part[1:-1], UNKNOWN) if part.startswith("{") else part for part in self.pattern.split("/")]
        return "/".join(parts).replace("**", RESTS.get(self.pattern, "app.js"))

    @property
    def name(self):
        return "%s %s" % (self.method, self.pattern)

    @property
    def is_open(self):
        return self.door == "open"

    @property
    def is_page(self):
        return not self.pattern.startswith(("/api", "/v1", "/metrics"))

    @property
    def changes(self):
        return self.method not in ("GET", "HEAD")

    def __repr__(self):
        return self.name


@functools.cache
def all_routes():
    printed = subprocess.run(
        [binary(), "routes"], capture_output=True, check=True, timeout=60, env=environment()).stdout
    routes = [Route(**row) for row in json.loads(printed)]
    assert len(routes) >= 35 and len({route.name for route in routes}) == len(routes)
    return routes
