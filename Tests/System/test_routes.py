"""Every route by its table: who may come in, what methods there are, what no path reaches."""
import re

import pytest

from harness import web
from harness.raw import HOST, exchange, get
from harness.routes import all_routes

ROUTES = all_routes()
# What answers to anybody; a new route is either added here on purpose, or wants a cookie or token.
OPEN = {
    "GET /healthz", "GET /readyz", "GET /login", "POST /login", "GET /setup", "POST /api/setup", "POST /api/session",
    "GET /js/**", "GET /css/**", "GET /vendor/**"}
# The same of docs/team.md; each of them is as strictly looked for as soon as its kin is there.
OPEN_LATER = ({"GET /invite", "POST /api/invites/look", "POST /api/invites/accept"}, {"GET /sso", "GET /sso/callback"})
STREAMS = ("/api/events", "/api/admin/proxy-check")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW")


def call(house, method, path, **headers):
    body = {} if method in ("POST", "PUT", "PATCH") else None
    return web.request(house.port, method, path, body, headers, source="127.0.30.1")


def allowed():
    """What may be open here: a set comes whole or not at all."""
    there = {route.name for route in ROUTES}
    return OPEN.union(*(kin for kin in OPEN_LATER if kin & there))


def test_the_open_routes_are_the_listed_ones():
    assert {route.name for route in ROUTES if route.is_open} == allowed()


@pytest.mark.parametrize("route", [route for route in ROUTES if route.name not in allowed()], ids=str)
def test_a_route_is_closed_to_strangers(house, route):
    conversation, id = house.begin("say:x")
    house.finished(conversation, id)
    credentials = (
        {}, {"Cookie": "parley_session="}, {"Cookie": "parley_session=x", "Sec-Fetch-Site": "same-origin"},
        {"Cookie": "__Host-parley_session=" + house.token, "Sec-Fetch-Site": "same-origin"},
        {"Cookie": "parley_session=" + house.token, "Sec-Fetch-Site": "same-origin"},
        {"Authorization": "Bearer x"}, {"Authorization": house.token}, {"Authorization": "Basic " + house.token},
        {"X-Api-Key": house.token}, {"X-Auth-Token": house.token})
    for headers in credentials:
        for path in (route.path(), route.path(conversation, id), route.path(conversation, id) + "?token=" + house.token):
            answer = call(house, route.method, path, **headers)
            closed = answer.status == 401 or answer.status == 403 and route.changes and "Cookie" in headers
            to_login = answer.status == 303 and answer.header("location").startswith("/login")
            assert closed or to_login and route.is_page, (headers, path, answer)
            assert conversation.encode() not in answer.raw


def test_nothing_is_allowed_to_other_sites_anywhere(house):
    origins = ("https://evil.example", "null", "http://127.0.0.1:%d" % house.port)
    for route in ROUTES:
        for origin in origins:
            for method in (route.method, "OPTIONS"):
                headers = {**house.headers(), "Origin": origin, "Access-Control-Request-Method": "POST"}
                if route.pattern in STREAMS and method == "GET":
                    continue
                answer = call(house, method, route.path(), **headers)
                assert not [name for name, _ in answer.headers if name.startswith("access-control")], (route, origin)


def test_other_methods_do_nothing(house):
    for pattern in sorted({route.pattern for route in ROUTES}):
        known = {route.method for route in ROUTES if route.pattern == pattern}
        path = next(route for route in ROUTES if route.pattern == pattern).path()
        for method in METHODS:
            if method in known or method == "HEAD":
                continue
            for headers in ({}, house.headers()):
                lines = b"".join(b"%s: %s\r\n" % (name.encode(), value.encode()) for name, value in headers.items())
                data = b"%s %s HTTP/1.1\r\n%s%sX-Canary: told-back\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % (
                    method.encode(), path.encode(), HOST, lines)
                answer = exchange(house.port, data, 5)
                assert len(answer.statuses) == 1 and answer.status in (303, 400, 401, 403, 404, 405, 501), (method, path, answer)
                assert b"told-back" not in answer.data


TRAVERSAL = (
    "/js/../parley.yaml", "/js/..%2f..%2fPackage.swift", "/js/%2e%2e/%2e%2e/Package.swift", "/js/....//app.js",
    "/js/..\\..\\Package.swift", "/js/..%5c..%5cPackage.swift", "/js/%252e%252e/Package.swift", "/js/app.js%00.png",
    "/js/app.js%00", "/js//app.js", "/js/./app.js", "/js/app.js/", "/js/app.js/.", "/js/.hidden", "/js/.git/config",
    "/.git/config", "/.env", "/js/", "/js", "/css/", "/vendor/", "/vendor", "/assets/", "/Public/js/app.js",
    "/js/%2fetc/passwd", "/js//etc/passwd", "//etc/passwd", "/vendor/katex/../../../../../../etc/passwd",
    "/js/%c0%ae%c0%ae/app.js", "/js/app.js;x", "/js/APP.JS", "/Templates/chat.mustache", "/css/../js/../../Package.swift",
    "/data/parley.sqlite", "/parley.sqlite", "/js/~root", "/js/*", "/js/**", "/js/%2a%2a", "/debug", "/debug/pprof/",
    "/server-status", "/js/app.js.map", "/js/app.js~", "/js/app.js%20", "/js/\u2025/app.js".encode().decode("latin-1"))


def test_no_path_leads_out_of_the_table_of_files(house):
    bodies = set()
    for path in TRAVERSAL:
        answer = exchange(house.port, get(path.encode("latin-1"), b"Connection: close"), 5)
        assert answer.statuses in ([404], [303], [400]), (path, answer)
        assert b"root:" not in answer.data and b"swift-tools-version" not in answer.data and b"{{" not in answer.data
        if answer.status == 404 and re.match("/(js|css|vendor)/.", path):
            bodies.add(answer.body)
    assert len(bodies) == 1


def test_files_are_served_with_their_types_and_once(house):
    for path, kind in (("/js/app.js", "text/javascript; charset=utf-8"), ("/css/base.css", "text/css; charset=utf-8")):
        answer = web.request(house.port, "GET", path)
        if answer.status == 404 and path.startswith("/css"):
            page = web.request(house.port, "GET", "/login").raw.decode()
            answer = web.request(house.port, "GET", re.search(r'href="(/css/[^"]+)"', page).group(1))
        assert answer.status == 200 and answer.header("content-type") == kind
        again = web.request(house.port, "GET", path, headers={"If-None-Match": answer.header("etag")})
        assert again.status in (304, 404) and again.raw in (b"",) or again.status == 404


def test_metrics_are_for_an_admin(house):
    member = house.add_person("grace", "member")
    assert house.call("GET", "/metrics").status == 200 and house.call("GET", "/metrics", token=member).status == 404
    assert b"parley_generations" in house.call("GET", "/metrics").raw


def test_metrics_count_answers_by_provider_and_outcome(make):
    house = make().set_up().start()
    said = house.conversation("say:one two three")
    house.finished(said, house.send(said, "Go").value["assistant_message"]["id"])
    failed = house.conversation("status:401")
    house.finished(failed, house.send(failed, "Go").value["assistant_message"]["id"])
    endless = house.conversation("endless:5")
    house.send(endless, "Go")
    house.stop(endless)
    provider = house.call("GET", "/api/models").value["models"][0]["provider"]

    def figure(name, **labels):
        labels = {"provider": provider, **labels}
        return house.figure("%s{%s}" % (name, ",".join('%s="%s"' % pair for pair in labels.items())))
    assert figure("parley_answers_total", status="complete") == 1 == figure("parley_answers_total", status="stopped")
    assert figure("parley_errors_total", code="auth") == 1 == house.figure("parley_stop_seconds_count")
    assert figure("parley_first_token_seconds_sum") > 0
    assert figure("parley_first_token_seconds_bucket", le="+Inf") == figure("parley_first_token_seconds_count") >= 1
    assert b"parley_token_gap_seconds_bucket{" in house.call("GET", "/metrics").raw
