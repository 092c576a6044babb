"""The fake model server as the tests hold it: started, asked what it saw, ended."""
import os
import sys
import urllib.parse

from . import web
from .process import Child, free_port, is_open
from .waiting import wait_for

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Upstream(Child):
    def __init__(self, folder):
        self.port = free_port()
        log = os.path.join(folder, "upstream.log")
        super().__init__(
            [sys.executable, "-m", "harness.fake", "--port", str(self.port)], log, log,
            cwd=HERE, env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"})
        wait_for(lambda: web.accepts(self.port), 10, what="the fake upstream")

    @property
    def url(self):
        return "http://127.0.0.1:%d/v1" % self.port

    def requests(self, model=None):
        query = "?" + urllib.parse.urlencode({"model": model}) if model else ""
        return web.request(self.port, "GET", "/control/requests" + query).value

    def request(self, model, seconds=10):
        """The one request for a model, as soon as there is one."""
        found = wait_for(lambda: self.requests(model), seconds, what="a request for %s" % model)
        assert len(found) == 1, "%s was asked for %d times" % (model, len(found))
        return found[0]

    def text(self, model):
        """All text that was sent for a model."""
        number = self.request(model)["number"]
        return web.request(self.port, "GET", "/control/text?number=%d" % number).value

    def raw(self, model):
        """The body of the one request for a model, byte for byte."""
        number = self.request(model)["number"]
        return web.request(self.port, "GET", "/control/raw?number=%d" % number).value.encode("latin-1")

    def tell(self, label, *answers):
        """Gives the answers to requests for a model of the test's own (harness/completions.py); returns its name."""
        model = "told:¦" + label
        body = {"model": model, "answers": answers}
        assert web.request(self.port, "POST", "/control/answers", body).status == 200
        return model

    def is_open(self, model):
        """Whether the client still holds its connection, as the kernel sees it."""
        return is_open(self.request(model)["port"], self.port)

    def closing_time(self, model, seconds=5):
        """When the client closed."""
        return wait_for(lambda: self.request(model)["closed"], seconds, what="the upstream's socket to close")

    def active(self):
        return self._figures()["active"]

    def running(self, models):
        """How many answers of these models are being written."""
        return len(set(models) & set(self._figures()["models"]))

    def count(self):
        """How many requests there were."""
        return self._figures()["count"]

    def _figures(self):
        return web.request(self.port, "GET", "/control").value
