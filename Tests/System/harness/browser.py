"""A person's browser, as far as the server can tell: a cookie, and where its requests come from."""
from . import web
from .server import PASSWORD
from .viewer import Viewer

COOKIES = ("parley_session", "__Host-parley_session")


class Browser:
    def __init__(self, parley, cookie=None):
        self.parley = parley
        self.cookie = cookie

    def sign_in(self, name="ada", password=PASSWORD, source=None):
        answer = self.call("POST", "/api/session", {"name": name, "password": password}, source=source)
        assert answer.status == 204, answer
        self.cookie = cookie(answer)
        return self

    def headers(self, **more):
        own = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
        if self.cookie:
            own["Cookie"] = self.cookie
        return {**own, **more}

    def call(self, method, path, body=None, source=None, **headers):
        return web.request(self.parley.port, method, path, body, self.headers(**headers), source=source)

    def is_known(self):
        return self.call("GET", "/api/session").status == 200

    def watch(self, conversation=None):
        """The live stream of a page of this browser."""
        query = "?conversation=" + conversation if conversation else ""
        viewer = Viewer(self.parley.port, "GET", "/api/events" + query, self.headers())
        viewer.wait_for(lambda viewer: viewer.status, 10, "the stream's head")
        assert viewer.status == 200
        return viewer


def cookie(answer):
    """What a browser would send back for an answer's cookie."""
    return answer.header("set-cookie").split(";")[0]


def secret(answer):
    return cookie(answer).partition("=")[2]
