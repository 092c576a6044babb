"""The log: one line a request, which tells who, what and how long, and nothing that was said."""
import os
import re
import subprocess
import time

from harness import web
from harness.server import binary
from harness.waiting import wait_for

LINE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z (trace|debug|info|notice|warning|error|critical) ")


def fields(line):
    return dict(re.findall(r'(\w+)=("[^"]*"|\S+)', line))


def test_each_request_is_one_line_with_the_id_that_was_answered(house):
    conversation = house.conversation("say:x")
    asked = []
    for method, path, body, route in (
            ("GET", "/api/conversations?cursor=&limit=7", None, "/api/conversations"),
            ("GET", "/api/conversations/" + conversation, None, "/api/conversations/{id}"),
            ("PATCH", "/api/conversations/" + conversation, {"title": "a secret title"}, "/api/conversations/{id}"),
            ("GET", "/api/search?q=secret", None, "/api/search"), ("POST", "/api/conversations", {"title": 5}, "/api/conversations"),
            ("GET", "/nowhere/secret?x=secret", None, None), ("GET", "/js/app.js?secret", None, None)):
        answer = house.call(method, path, body)
        asked.append((answer.header("x-request-id"), method, str(answer.status), route))
    for id, method, status, route in asked:
        lines = wait_for(lambda: [line for line in house.log_text().splitlines() if id in line], 5, what="the line")
        assert len(lines) == 1 and LINE.match(lines[0]), lines
        found = fields(lines[0])
        assert found["method"] == method and found["status"] == status and int(found["ms"]) >= 0, lines
        assert route is None or route in found["route"].replace("\\", ""), (route, lines)
        assert "secret" not in lines[0] and "?" not in lines[0] and "limit" not in lines[0]
        assert found["address"] == "127.0.0.1"


def test_every_line_is_one_entry(house):
    for name in ("a\r\nb", "x\u2028y", "\x1b[31m", "\x00", "\x85"):
        house.sign_in(name=name, password="wrong password", source="127.0.70.1")
        web.request(house.port, "GET", "/", headers={"User-Agent": "x\x1b[31m", "X-A": "y"})
    web.request(house.port, "GET", "/%0d%0a%1b[31m/2026-01-01T00:00:00Z")
    wait_for(lambda: "login failed" in house.log_text(), 5)
    for line in house.log_text().splitlines():
        assert LINE.match(line), line
        assert all(ord(sign) >= 32 for sign in line), line


def test_logins_are_told_with_their_address(house):
    house.sign_in(password="wrong password", source="127.0.70.2")
    house.sign_in(source="127.0.70.3")
    wait_for(lambda: "127.0.70.3" in house.log_text(), 5)
    failed = [line for line in house.log_text().splitlines() if "login failed" in line and "127.0.70.2" in line]
    assert len(failed) == 1 and "ada" not in failed[0]
    assert [line for line in house.log_text().splitlines() if " login " in line and "127.0.70.3" in line]


def test_a_forwarded_address_counts_only_from_a_trusted_proxy(make, house):
    forged = {"X-Forwarded-For": "203.0.113.9"}
    answer = web.request(house.port, "GET", "/healthz", headers=forged)
    line = wait_for(lambda: [one for one in house.log_text().splitlines() if answer.header("x-request-id") in one], 5)[0]
    assert fields(line)["address"] == "127.0.0.1" and "203.0.113.9" not in house.log_text()
    parley = make(PARLEY_TRUSTED_PROXIES="127.0.0.1/32").set_up().start()
    for chain, expected in (("203.0.113.9", "203.0.113.9"), ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
                            ("6.6.6.6, 203.0.113.9, 127.0.0.1", "203.0.113.9"), ("203.0.113.9:4711", "203.0.113.9"),
                            ("6.6.6.6, 203.0.113.9:4711, 127.0.0.1:80", "203.0.113.9"),
                            ("[2001:DB8::9]:4711", "2001:db8::9"), ("2001:db8::9", "2001:db8::9"),
                            ("203.0.113.9, unknown", "127.0.0.1"), ("_hidden:4711", "127.0.0.1"), ("", "127.0.0.1")):
        answer = web.request(parley.port, "GET", "/healthz", headers={"X-Forwarded-For": chain})
        line = wait_for(lambda: [one for one in parley.log_text().splitlines() if answer.header("x-request-id") in one], 5)[0]
        assert fields(line)["address"] == expected, line


def test_a_log_that_nobody_reads_holds_nobody_up(make):
    parley = make().set_up()
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [binary(), "serve"], stdin=subprocess.DEVNULL, stdout=writer, stderr=writer, env=parley.environment, cwd=parley.folder)
    os.close(writer)
    try:
        wait_for(lambda: web.accepts(parley.port), 20)
        seconds = []
        for number in range(1500):
            began = time.monotonic()
            assert web.request(parley.port, "GET", "/healthz").status == 200
            seconds.append(time.monotonic() - began)
        assert sorted(seconds)[len(seconds) * 99 // 100] < 1
        conversation, id = parley.begin("words:20@5")
        assert parley.finished(conversation, id)["status"] == "complete"
        began = time.monotonic()
        process.terminate()
        assert process.wait(12) == 0 and time.monotonic() - began <= 10
    finally:
        process.kill()
        process.wait()
        os.close(reader)
