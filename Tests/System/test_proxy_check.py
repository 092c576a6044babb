"""Whether something before the server buffers: ten events that come one by one, or in one go."""
import http.client
import os
import shutil
import subprocess
import time
import zlib

import pytest

from harness import web
from harness.admin import alone
from harness.process import free_port
from harness.viewer import Viewer
from harness.waiting import wait_for

pytestmark = pytest.mark.alone

NGINX = "/usr/sbin/nginx"
CONFIG = """
daemon off; pid %(folder)s/nginx.pid; error_log %(folder)s/nginx.log; worker_processes 1;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path %(folder)s/b; proxy_temp_path %(folder)s/p; fastcgi_temp_path %(folder)s/f;
  uwsgi_temp_path %(folder)s/u; scgi_temp_path %(folder)s/s;
  server {
    listen 127.0.0.1:%(port)d;
    location / {
      proxy_pass http://127.0.0.1:%(parley)d; proxy_http_version 1.1; proxy_set_header Host $http_host;
      proxy_buffering %(buffering)s; %(more)s
    }
  }
}
"""


@pytest.fixture(scope="module")
def parley(tmp_path_factory):
    from harness.server import Parley
    server = alone(lambda **settings: Parley(tmp_path_factory.mktemp("proxied"), **settings)).set_up().start()
    yield server
    server.kill()


@pytest.fixture
def nginx(tmp_path, parley):
    if not os.access(NGINX, os.X_OK):
        pytest.skip("no nginx")
    children = []

    def start(buffering, more=""):
        folder = str(tmp_path / buffering)
        os.mkdir(folder)
        port = free_port()
        with open(folder + "/nginx.conf", "w") as file:
            file.write(CONFIG % {
                "folder": folder, "port": port, "parley": parley.port, "buffering": buffering,
                "more": more})
        children.append(subprocess.Popen(
            [NGINX, "-p", folder, "-c", folder + "/nginx.conf"], stderr=subprocess.DEVNULL))
        wait_for(lambda: web.accepts(port), 10, what="nginx")
        return port
    yield start
    for child in children:
        child.terminate()
        child.wait(10)
    shutil.rmtree(tmp_path, True)


def check(parley, port=None):
    viewer = Viewer(port or parley.port, "GET", "/api/admin/proxy-check", parley.headers())
    viewer.wait_for_end(10)
    return viewer


def span(viewer):
    events = viewer.events()
    assert [event.value["n"] for event in events] == list(range(1, 11))
    return events[-1].time - events[0].time


def test_the_events_come_one_by_one(parley):
    viewer = check(parley)
    assert viewer.status == 200 and viewer.is_whole and 1.7 < span(viewer) < 4
    events = viewer.events()
    assert all(later.time - earlier.time > 0.1 for earlier, later in zip(events, events[1:]))
    headers = {name.lower(): value for name, value in dict(viewer.response.headers).items()}
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-store, no-transform" and headers["x-accel-buffering"] == "no"


def test_a_proxy_that_passes_on_at_once_is_known_from_one_that_buffers(parley, nginx):
    assert span(check(parley, nginx("off"))) > 1.5
    # nginx obeys X-Accel-Buffering where it is not told to ignore it, and holds back what it may compress.
    compressing = "proxy_ignore_headers X-Accel-Buffering; gzip on; gzip_types text/event-stream; gzip_min_length 1;"
    pieces = compressed(parley, nginx("on", compressing))
    assert pieces[-1][0] - pieces[0][0] < 0.7
    assert zlib.decompress(b"".join(data for _, data in pieces), 31).count(b"data: ") == 10


def compressed(parley, port):
    """The pieces of a compressed body, and when they came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/api/admin/proxy-check", headers=parley.headers(**{"Accept-Encoding": "gzip"}))
    response = connection.getresponse()
    assert response.getheader("content-encoding") == "gzip"
    pieces = []
    while data := response.read1(1 << 16):
        pieces.append((time.monotonic(), data))
    connection.close()
    return pieces


def test_so_many_at_once_and_each_gives_its_place_back(parley):
    viewers = [Viewer(parley.port, "GET", "/api/admin/proxy-check", parley.headers()) for _ in range(10)]
    for viewer in viewers:
        viewer.wait_for(lambda viewer: viewer.events(), 5)
    refused = parley.call("GET", "/api/admin/proxy-check")
    assert refused.status == 429 and refused.header("retry-after")
    viewers[0].leave()
    for viewer in viewers[1:]:
        viewer.wait_for_end(10)
        assert len(viewer.events()) == 10
    assert len(check(parley).events()) == 10
    for _ in range(12):
        Viewer(parley.port, "GET", "/api/admin/proxy-check", parley.headers()).leave()
    wait_for(lambda: parley.call("GET", "/api/admin/proxy-check").status == 200, 10, what="a free place")


def test_only_admins(parley):
    member = parley.add_person("linus", "member")
    assert parley.call("GET", "/api/admin/proxy-check", token=member).status == 404
    assert web.request(parley.port, "GET", "/api/admin/proxy-check").status == 401
