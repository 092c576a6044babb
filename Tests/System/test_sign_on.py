"""Single sign-on with a provider as it should be: who comes in, as whom, and who does not."""
import re

import httpx
import pytest

from harness import web
from harness.browser import Browser
from harness.server import PASSWORD, Parley
from harness.single_sign_on import CLIENT, SECRET, MockProvider, Visitor, audit, query, settings

ROLES = "  roles: {admin: [ops], member: [staff], reviewer: [audit]}\n"


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    child = MockProvider(str(tmp_path_factory.mktemp("provider")))
    yield child
    child.kill()


@pytest.fixture
def door(make, provider):
    """Makes a server with single sign-on."""
    def one(more="", rest="", **environment):
        return make(config=settings(provider.issuer, more) + rest, **environment).set_up().start()
    return one


def refused(answer, status=403):
    """The login page, with words and without a session."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert "text/html" in answer.headers["content-type"] and 'role="alert"' in answer.text
    assert "parley_session" not in str(answer.headers.get_list("set-cookie"))
    return re.search(r'role="alert">([^<]*)<', answer.text).group(1)


def test_a_person_comes_in_and_is_the_same_the_next_time(door, provider):
    parley = door()
    provider.know("s-1", preferred_username="grace", name="Grace Hopper")
    visitor = Visitor(parley)
    answer = visitor.sign_in(provider, next="/c/0190aaaa-0000-7000-8000-000000000000?before=x")
    assert answer.status_code == 303 and answer.headers["location"].startswith("/c/0190aaaa")
    first = visitor.who()
    assert (first["name"], first["role"]) == ("grace", "member")
    provider.know("s-1", preferred_username="other", name="Other")
    assert Visitor(parley).is_in(provider)["id"] == first["id"] and visitor.who()["name"] == "grace"
    assert visitor.client.get("/").status_code == 200
    assert [row["by"] for row in audit(parley, "login")] == ["sso", "sso"]
    # Before her came the admin, from the command line.
    assert audit(parley, "person_added")[1:] == [
        {"person": "grace", "actor": "grace", "role": "member", "by": "sso"}]


def test_neither_a_name_nor_an_address_is_a_proof(door, provider):
    parley = door()
    claims = {"preferred_username": "ada", "email": "ada@example.org", "email_verified": True, "name": "ada"}
    ids = set()
    for subject in ("ada", "eve-1", "eve-2"):
        provider.know(subject, **claims)
        person = Visitor(parley).is_in(provider, subject)
        ids.add(person["id"])
        assert person["name"] == "ada %d" % (len(ids) + 1) and person["role"] == "member"
    ids.add(parley.call("GET", "/api/session").value["id"])
    assert len(ids) == 4, "each subject is a person of its own, and none of them is ada"


def test_a_sign_in_is_good_once_and_in_its_own_browser(door, provider):
    parley = door()
    provider.know("s-1", preferred_username="grace")
    visitor, thief = Visitor(parley), Visitor(parley)
    back = provider.consent(visitor.begin(), "s-1")
    assert "too long" in refused(thief.come_back(back), 400), "a browser without a cookie"
    thief.begin()
    assert "too long" in refused(thief.come_back(back), 400), "a browser with a cookie of its own"
    assert visitor.come_back(back).status_code == 303, "what others tried has spoiled nothing"
    again = Visitor(parley)
    again.client.cookies.update(visitor.client.cookies)
    refused(again.come_back(back), 400)
    for address in ("/sso/callback", "/sso/callback?code=x", "/sso/callback?state=x", "/sso/callback?code=x&state=",
                    back.split("state=")[0] + "state=" + "A" * 43):
        refused(visitor.come_back(address), 400)
    assert thief.who() is None and visitor.who()["name"] == "grace"


def test_a_code_is_good_once(door, provider):
    parley = door()
    provider.know("s-1", preferred_username="grace")
    visitor, thief = Visitor(parley), Visitor(parley)
    code = query(provider.consent(visitor.begin(), "s-1"))["code"]
    state = query(visitor.begin())["state"]
    assert visitor.come_back("/sso/callback?code=%s&state=%s" % (code, state)).status_code in (303, 403)
    state = query(thief.begin())["state"]
    assert thief.come_back("/sso/callback?code=%s&state=%s" % (code, state)).status_code in (400, 403)
    assert thief.who() is None


def test_a_code_of_another_sign_in_brings_nobody_in(door, provider):
    """Somebody else's code in one's own sign-in: its token answers another nonce."""
    parley = door()
    provider.know("s-1", preferred_username="grace")
    victim, thief = Visitor(parley), Visitor(parley)
    code = query(provider.consent(victim.begin(), "s-1"))["code"]
    state = query(thief.begin())["state"]
    refused(thief.come_back("/sso/callback?code=%s&state=%s" % (code, state)))
    assert thief.who() is None


def test_groups_give_the_role_and_take_it(door, provider):
    parley = door(ROLES)
    provider.know("s-1", preferred_username="grace", groups=["staff", "ops"])
    first = Visitor(parley)
    assert first.is_in(provider)["role"] == "admin"
    assert first.client.get("/metrics").status_code == 200
    browser = Browser(parley, "parley_session=" + first.client.cookies["parley_session"])
    stream = browser.watch()
    provider.know("s-1", preferred_username="grace", groups="audit")
    second = Visitor(parley)
    assert second.is_in(provider)["role"] == "reviewer"
    assert first.who() is None, "what was begun as an admin has ended"
    stream.wait_for_end(5)
    assert audit(parley, "role_changed") == [
        {"person": "grace", "actor": "grace", "from": "admin", "to": "reviewer", "by": "sso"}]


def test_the_last_admin_stays_one(door, provider):
    parley = door(ROLES)
    provider.know("s-1", preferred_username="grace", groups=["ops"])
    Visitor(parley).is_in(provider)
    parley.succeed("user", "disable", "ada")
    provider.know("s-1", preferred_username="grace", groups=["staff"])
    assert Visitor(parley).is_in(provider)["role"] == "admin"
    assert [row["kept"] for row in audit(parley, "role_changed")] == ["admin"]


def test_without_a_group_that_may_nobody_comes_in(door, provider):
    parley = door(ROLES + "  default_role: none\n")
    for groups in ([], ["Staff"], ["staff "], None, {"staff": True}, 7):
        provider.know("s-1", preferred_username="grace", groups=groups)
        assert "in no group" in refused(Visitor(parley).sign_in(provider))
    assert "grace" not in parley.succeed("user", "list")
    provider.know("s-1", preferred_username="grace", groups=["staff"])
    visitor = Visitor(parley)
    assert visitor.is_in(provider)["role"] == "member"
    provider.know("s-1", preferred_username="grace", groups=[])
    refused(Visitor(parley).sign_in(provider))
    assert visitor.who() is None, "who is in no group any more is signed out"


def test_who_is_shut_out_stays_out(door, provider):
    parley = door()
    provider.know("s-1", preferred_username="grace")
    visitor = Visitor(parley)
    visitor.is_in(provider)
    parley.succeed("user", "disable", "grace")
    assert visitor.who() is None
    assert "may not come in any more" in refused(Visitor(parley).sign_in(provider))


def test_strangers_may_be_kept_out(door, provider):
    parley = door("  create_people: false\n")
    provider.know("s-1", preferred_username="grace")
    assert "Nobody here belongs" in refused(Visitor(parley).sign_in(provider))


def test_a_person_may_give_up(door, provider):
    parley = door()
    visitor = Visitor(parley)
    begun = visitor.begin()
    back = provider.refuse(begun) + "&state=" + query(begun)["state"]
    assert query(back)["error"] == "access_denied" and "given up" in refused(visitor.come_back(back))
    state = query(visitor.begin())["state"]
    answer = visitor.come_back("/sso/callback?error=<script>alert(1)</script>&error_description=x&state=" + state)
    assert "given up" in refused(answer) and "alert(1)" not in answer.text
    assert [row["reason"].partition("the error ")[2] for row in audit(parley, "login_failed")] == [
        "access_denied", "<script>alert(1)</script>"]


@pytest.fixture(scope="module")
def house_with_sign_on(tmp_path_factory, upstream, provider):
    parley = Parley(tmp_path_factory.mktemp("sso"), upstream, config=settings(provider.issuer)).set_up().start()
    yield parley
    parley.kill()


@pytest.mark.parametrize("away", [
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/a b",
    "/\r\nX-Y: z", "evil.example", "", "/" + "x" * 300])
def test_it_leads_to_no_other_place(house_with_sign_on, provider, away):
    provider.know("s-1", preferred_username="grace")
    answer = Visitor(house_with_sign_on).sign_in(provider, next=away)
    assert answer.status_code == 303 and answer.headers["location"] == "/" and "x-y" not in answer.headers


def test_what_goes_to_the_provider(house_with_sign_on, provider):
    visitor = Visitor(house_with_sign_on)
    answers = [visitor.client.get("/sso") for _ in range(2)]
    asked = [query(answer.headers["location"]) for answer in answers]
    assert asked[0]["response_type"] == "code" and asked[0]["client_id"] == CLIENT
    assert asked[0]["scope"] == "openid profile" and asked[0]["code_challenge_method"] == "S256"
    assert asked[0]["redirect_uri"] == "http://127.0.0.1:%d/sso/callback" % house_with_sign_on.port
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name]) >= 43 and asked[0][name] != asked[1][name]
    cookie = answers[0].headers["set-cookie"]
    assert {part.strip().split("=")[0] for part in cookie.split(";")} == {
        "parley_sso", "Path", "HttpOnly", "SameSite", "Max-Age"}
    assert "SameSite=Lax" in cookie and "Max-Age=600" in cookie
    assert asked[0]["state"] not in cookie


def test_a_session_of_before_is_not_kept(house_with_sign_on, provider):
    provider.know("s-1", preferred_username="grace")
    visitor = Visitor(house_with_sign_on)
    visitor.is_in(provider)
    old = visitor.client.cookies["parley_session"]
    visitor.is_in(provider)
    assert visitor.client.cookies["parley_session"] != old
    assert not Browser(house_with_sign_on, "parley_session=" + old).is_known()
    visitor.client.cookies.clear()
    visitor.client.cookies.set("parley_session", "chosen", domain="127.0.0.1")
    assert visitor.sign_in(provider).status_code == 303
    assert "chosen" not in [cookie.value for cookie in visitor.client.cookies.jar]


def test_the_log_and_the_audit_hold_no_secret(door, provider):
    parley = door(PARLEY_LOG_LEVEL="trace")
    provider.know("s-1", preferred_username="grace")
    visitor = Visitor(parley)
    begun = visitor.begin()
    back = provider.consent(begun, "s-1")
    assert visitor.come_back(back).status_code == 303
    refused(visitor.come_back(back), 400)
    canaries = [SECRET, query(back)["code"], query(back)["state"], query(begun)["nonce"],
                visitor.client.cookies["parley_session"]]
    with open(parley.data + "/parley.sqlite", "rb") as file, open(parley.data + "/parley.sqlite-wal", "rb") as log:
        kept = file.read() + log.read()
    for canary in canaries:
        assert canary not in parley.log_text() and canary.encode() not in kept


def test_https_makes_the_cookies_secure(make, provider):
    parley = make(
        config=settings(provider.issuer), PARLEY_PUBLIC_URL="https://chat.example.org").set_up().start()
    answer = web.request(parley.port, "GET", "/sso", headers={"Host": "chat.example.org"})
    assert query(answer.header("location"))["redirect_uri"] == "https://chat.example.org/sso/callback"
    cookie = answer.header("set-cookie")
    assert cookie.startswith("__Host-parley_sso=") and cookie.endswith("; Secure")


def test_asking_for_the_head_uses_nothing_up(house_with_sign_on, provider):
    provider.know("s-1", preferred_username="grace")
    visitor = Visitor(house_with_sign_on)
    back = provider.consent(visitor.begin(), "s-1")
    assert visitor.client.head("/sso").status_code == 405 and visitor.client.head(back).status_code == 405
    assert visitor.come_back(back).status_code == 303


def test_the_login_page_offers_both_ways(house_with_sign_on):
    page = httpx.get("http://127.0.0.1:%d/login?next=/c/x?a=b" % house_with_sign_on.port).text
    assert 'href="/sso?next=/c/x%3Fa%3Db"' in page and "Sign in with Test" in page and 'type="password"' in page


def test_without_the_setting_there_is_no_such_door(house):
    for path in ("/sso", "/sso/callback?code=x&state=y"):
        assert web.request(house.port, "GET", path).status == 404
    assert b"/sso" not in web.request(house.port, "GET", "/login").raw


# Without passwords

def test_passwords_may_be_off(door, provider):
    parley = door(ROLES, "passwords: off\n")
    page = httpx.get("http://127.0.0.1:%d/login" % parley.port).text
    assert "Sign in with Test" in page and 'type="password"' not in page
    answer = parley.sign_in()
    assert answer.status == 403 and "Passwords are switched off" in answer.error["message"]
    form = httpx.post(
        "http://127.0.0.1:%d/login" % parley.port, data={"name": "ada", "password": PASSWORD},
        headers={"Sec-Fetch-Site": "same-origin"})
    assert form.status_code == 403 and "Passwords are switched off" in form.text
    assert not form.headers.get("set-cookie")
    assert parley.call("GET", "/api/session").status == 200, "tokens go on"
    parley.succeed("user", "password", "ada", "--password-stdin", stdin=PASSWORD + "\n")
    provider.know("s-1", preferred_username="grace", groups=["ops"])
    assert Visitor(parley).is_in(provider)["role"] == "admin"


def test_without_passwords_none_is_set(door, provider):
    parley = door(ROLES, "passwords: off\n")
    provider.know("s-1", preferred_username="grace", groups=["ops"])
    visitor = Visitor(parley)
    visitor.is_in(provider)
    ours = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    for method, path, body in (
            ("PUT", "/api/account/password", {"current_password": PASSWORD, "new_password": PASSWORD + "2"}),
            ("POST", "/api/admin/invites", {"role": "member"}),
            ("POST", "/api/invites/accept", {"token": "x", "name": "eve", "password": PASSWORD})):
        answer = visitor.client.request(method, path, json=body, headers=ours)
        assert answer.status_code == 403 and "Passwords are switched off" in answer.json()["error"]["message"], path


def test_who_came_by_a_provider_is_told_so(house_with_sign_on, provider):
    provider.know("s-1", preferred_username="grace")
    visitor = Visitor(house_with_sign_on)
    person = visitor.is_in(provider)
    assert person["signed_in_by"] == "sso" and person["has_password"] is False
    sessions = visitor.client.get("/api/account/sessions", headers={"Accept": "application/json"}).json()["sessions"]
    assert [session["signed_in_by"] for session in sessions if session["current"]] == ["sso"]
    assert visitor.client.delete("/api/session", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 204
    assert visitor.who() is None


def test_a_first_start_without_passwords_makes_its_admin_by_a_group(make, provider):
    parley = make(config=settings(provider.issuer, ROLES) + "passwords: off\n").start()
    with open(parley.out) as file:
        assert "/setup#" not in file.read()
    setup = web.request(parley.port, "GET", "/setup", headers={"Accept": "text/html"})
    assert setup.status == 303 and setup.header("location") == "/login"
    link = parley.succeed("setup-link").strip().rpartition("#")[2]
    body = {"token": link, "name": "eve", "password": PASSWORD}
    assert web.request(parley.port, "POST", "/api/setup", body).status == 403
    provider.know("s-1", preferred_username="grace", groups=["ops"])
    assert Visitor(parley).is_in(provider)["role"] == "admin"


def test_nobody_is_left_without_a_way_in(make):
    parley = make(config="passwords: off\n")
    result = parley.command("serve")
    assert result.returncode == 2 and "passwords must be on" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
