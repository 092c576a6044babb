"""People whom a proxy has signed in: believed from the proxy, from nobody else."""
import http.client

import pytest

from harness import web
from harness.server import PASSWORD
from harness.single_sign_on import audit

PROXY = "127.0.70.1"
HEADER = """
trusted_proxies: [%s]
trusted_header:
  name: X-Forwarded-User
  groups: X-Forwarded-Groups
""" % PROXY
ROLES = "  roles: {admin: [ops], reviewer: [audit]}\n"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def door(make):
    def one(more=""):
        return make(config=HEADER + more).set_up().start()
    return one


def ask(parley, headers, source=PROXY, method="GET", path="/api/session", body=None):
    return web.request(parley.port, method, path, body, headers, source=source)


def named(parley, name="grace", **headers):
    return ask(parley, {"X-Forwarded-User": name, **headers})


CLAIMS = [
    {"X-User": "ada"}, {"X-Forwarded-User": "ada"}, {"Remote-User": "ada"}, {"X-Remote-User": "ada"},
    {"X-Forwarded-User": "ada", "X-Forwarded-For": PROXY}, {"X-Forwarded-User": "ada", "X-Real-IP": PROXY},
    {"X-Forwarded-User": "ada", "Forwarded": "for=" + PROXY}, {"X-Forwarded-Email": "ada"}]


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_nobody_else_is_believed(make, house, claim):
    for parley in (house, make(config=HEADER).set_up().start()):
        for path in ("/api/session", "/api/conversations", "/metrics"):
            assert ask(parley, claim, "127.0.0.1", path=path).status == 401
        page = ask(parley, {**claim, "Accept": "text/html"}, "127.0.0.1", path="/")
        assert page.status == 303 and page.header("location") == "/login"
        assert "ada\tadmin\n" == parley.succeed("user", "list").split("grace")[0], "nobody was made"


@pytest.mark.parametrize("claim", [{"X-User": "ada"}, {"Remote-User": "ada"}, {"X_Forwarded_User": "ada"}], ids=str)
def test_only_the_header_of_the_settings_counts(door, claim):
    parley = door()
    assert ask(parley, claim).status == 401


def test_a_proxy_without_the_setting_is_believed_nothing(make):
    parley = make(config="trusted_proxies: [%s]\n" % PROXY).set_up().start()
    for claim in CLAIMS:
        assert ask(parley, claim).status == 401


def test_whom_the_proxy_names_is_in(door):
    parley = door()
    first = named(parley)
    assert first.status == 200 and (first.value["name"], first.value["role"]) == ("grace", "member")
    assert named(parley).value["id"] == first.value["id"]
    assert first.value["signed_in_by"] == "proxy" and first.value["has_password"] is False
    assert ask(parley, {"X-Forwarded-User": "grace", "Accept": "text/html"}, path="/").status == 200
    assert named(parley, "Grace").value["id"] != first.value["id"], "names are compared letter for letter"
    other = named(parley, "ada").value
    assert other["name"] == "ada 2" and other["role"] == "member", "the proxy's ada is not ours"
    assert [row.get("by") for row in audit(parley, "person_added")][-3:] == ["proxy"] * 3
    assert ask(parley, {}).status == 401


def with_each(parley, fields):
    """The status where these fields are sent one by one."""
    connection = http.client.HTTPConnection("127.0.0.1", parley.port, source_address=(PROXY, 0))
    connection.putrequest("GET", "/api/session")
    for name, value in fields:
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse().status


@pytest.mark.parametrize("values", [("grace", "ada"), ("ada", "ada"), ("", "ada"), ("ada", ""), ("", "")])
def test_two_names_are_none(door, values):
    assert with_each(door(), [("X-Forwarded-User", value) for value in values]) == 400


@pytest.mark.parametrize("values", [("staff", "ops"), ("", "ops"), ("ops", ""), ("staff", "staff")])
def test_groups_that_stand_twice_are_none(door, values):
    parley = door(ROLES)
    fields = [("X-Forwarded-User", "grace")] + [("X-Forwarded-Groups", value) for value in values]
    assert with_each(parley, fields) == 400
    assert "grace" not in parley.succeed("user", "list")


@pytest.mark.parametrize("more,sign,other", [("", ",", "|"), ("  groups_separator: bar\n", "|", ",")])
def test_groups_are_parted_by_one_sign_alone(door, more, sign, other):
    """Whoever may choose a group's name must not put another group into it."""
    parley = door(ROLES + more)
    assert named(parley, **{"X-Forwarded-Groups": "staff%sops" % other}).value["role"] == "member"
    assert named(parley, **{"X-Forwarded-Groups": "staff%s ops" % sign}).value["role"] == "admin"


@pytest.mark.parametrize("name,status", [("", 401), ("x" * 256, 400), ("a\tb", 400), ("\xff\xfe", 400), ("\xa0", 400), ("\xc3\xa9", 200)])
def test_a_strange_name_is_nobody_or_somebody_new(door, name, status):
    parley = door()
    assert named(parley, name).status == status


def test_groups_give_the_role_with_every_request(door):
    parley = door(ROLES)
    groups = {"X-Forwarded-Groups": "staff, ops"}
    assert named(parley, **groups).value["role"] == "admin"
    assert ask(parley, {"X-Forwarded-User": "grace", **groups}, path="/metrics").status == 200
    assert named(parley, **{"X-Forwarded-Groups": "staff,audit"}).value["role"] == "reviewer"
    assert named(parley).value["role"] == "member"
    assert ask(parley, {"X-Forwarded-User": "grace"}, path="/metrics").status == 404
    assert [row["to"] for row in audit(parley, "role_changed")] == ["reviewer", "member"]


def test_the_last_admin_stays_one_and_that_is_noted_once(door):
    parley = door(ROLES)
    named(parley, **{"X-Forwarded-Groups": "ops"})
    parley.succeed("user", "disable", "ada")
    assert [named(parley).value["role"] for _ in range(5)] == ["admin"] * 5
    assert len(audit(parley, "role_changed")) == 1


def test_without_a_group_that_may_nobody_comes_in(door):
    parley = door(ROLES + "  default_role: none\n")
    answer = named(parley)
    assert answer.status == 403 and "in no group" in answer.error["message"]
    page = ask(parley, {"X-Forwarded-User": "grace", "Accept": "text/html"}, path="/")
    assert page.status == 403 and b"in no group" in page.raw
    assert "grace" not in parley.succeed("user", "list")


def test_strangers_may_be_kept_out(door):
    parley = door("  create_people: false\n")
    client = {"X-Forwarded-For": "203.0.113.7"}
    assert [named(parley, **client).status for _ in range(15)] == [403] * 15
    notes = audit(parley, "login_failed")
    assert len(notes) == 10, "nobody fills the audit"
    assert (notes[0]["by"], notes[0]["person"]) == ("proxy", None) and "not known" in notes[0]["reason"]
    lines = [line for line in parley.log_text().splitlines() if "login failed" in line]
    assert len(lines) == 15 and all("203.0.113.7" in line and "by=proxy" in line for line in lines)


def test_who_is_shut_out_stays_out(door):
    parley = door()
    named(parley)
    parley.succeed("user", "disable", "grace")
    for path in ("/api/session", "/api/conversations", "/api/events", "/v1/models", "/metrics"):
        assert ask(parley, {"X-Forwarded-User": "grace"}, path=path).status == 401
    page = ask(parley, {"X-Forwarded-User": "grace", "Accept": "text/html"}, path="/")
    assert page.status == 401 and b"may not come in" in page.raw
    assert {(row["person"], row["reason"]) for row in audit(parley, "login_failed")} == {("grace", "the person is disabled")}


def test_https_by_the_settings_is_not_undone_by_the_proxy(make):
    parley = make(config=HEADER + "public_url: https://chat.example\n").set_up().start()
    headers = {"X-Forwarded-Proto": "http", "Host": "chat.example", "Origin": "https://chat.example"}
    answer = ask(parley, headers, method="POST", path="/api/session", body={"name": "ada", "password": PASSWORD})
    assert answer.status == 204 and answer.header("set-cookie").startswith("__Host-parley_session=")
    assert answer.header("strict-transport-security")


@pytest.mark.parametrize("more,status", [
    ({}, 403), (OURS, 201), ({"Sec-Fetch-Site": "none"}, 201), ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403), ({"Origin": "https://evil.example"}, 403), ({"Origin": "null"}, 403),
    ({"Authorization": "Basic Z3JhY2U6eA=="}, 403), ({"Authorization": "Digest x"}, 403),
    ({"Authorization": "Basic Z3JhY2U6eA==", **OURS}, 201)], ids=str)
def test_another_site_makes_the_proxy_do_nothing(door, more, status):
    """The proxy names the person for every request of their browser, whoever made it send that."""
    parley = door()
    headers = {"X-Forwarded-User": "grace", **more}
    answer = ask(parley, headers, method="POST", path="/api/conversations", body={"model": "say:x"})
    assert answer.status == status, answer


def test_the_proxys_word_is_stronger_than_a_cookie_and_weaker_than_a_token(door):
    parley = door()
    cookie = parley.sign_in().header("set-cookie").split(";")[0]
    assert named(parley, Cookie=cookie).value["name"] == "grace"
    assert ask(parley, {"Cookie": cookie}).value["name"] == "ada"
    assert named(parley, Authorization="Bearer " + parley.token).value["name"] == "ada"
    assert named(parley, Authorization="Bearer wrong").status == 401


def test_it_may_be_the_only_way_in(door):
    parley = door("passwords: off\n")
    assert parley.sign_in().status == 403 and named(parley).status == 200
    page = web.request(parley.port, "GET", "/login")
    assert page.status == 200 and b'type="password"' not in page.raw and b"/sso" not in page.raw
