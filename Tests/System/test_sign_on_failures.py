"""Single sign-on with a provider that is down, slow, mad or a liar."""
import base64
import json
import time

import pytest
from joserfc.jwk import RSAKey

from harness.process import free_port
from harness.single_sign_on import CLIENT, SECRET, Crooked, Visitor, audit, settings
from test_sign_on import ROLES, refused


@pytest.fixture
def crooked():
    provider = Crooked()
    yield provider
    provider.end()


@pytest.fixture
def door(make, crooked):
    def one(more=""):
        return make(config=settings(crooked.issuer, more)).set_up().start()
    return one


def test_it_comes_in_where_nothing_is_wrong(door, crooked):
    """Else the other tests show nothing."""
    parley = door()
    assert Visitor(parley).is_in(crooked)["name"] == "grace"
    path, headers, form = next(asked for asked in crooked.asked if asked[0] == "/token")
    assert headers["Authorization"].startswith("Basic ") and SECRET not in str(form)
    assert form["grant_type"] == "authorization_code" and form["redirect_uri"].endswith("/sso/callback")


LIES = {
    "nonce": {"nonce": "another"}, "no nonce": {"nonce": None}, "aud": {"aud": "another"}, "no aud": {"aud": None},
    "iss": {"iss": "https://another.example"}, "azp": {"aud": [CLIENT, "another"], "azp": "another"},
    "several aud": {"aud": [CLIENT, "another"]}, "exp": {"exp": 1}, "no exp": {"exp": None},
    "exp as text": {"exp": "9999999999"}, "iat to come": {"iat": 9999999999}, "no sub": {"sub": None},
    "sub as number": {"sub": 1}, "long sub": {"sub": "x" * 256}, "sub with NUL": {"sub": "a\0b"}}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_does_not_hold_brings_nobody_in(door, crooked, lie):
    parley = door()
    crooked.claims = LIES[lie]
    visitor = Visitor(parley)
    assert "cannot be trusted" in refused(visitor.sign_in(crooked))
    assert visitor.who() is None and "grace" not in parley.succeed("user", "list")


HEADS = {
    "none": {"alg": "none"}, "HS256 with the public key": {"alg": "HS256"}, "crit": {"crit": ["x"], "x": 1},
    "unknown kid": {"kid": "another"}}


@pytest.mark.parametrize("head", HEADS)
def test_a_signature_that_is_none_brings_nobody_in(door, crooked, head):
    parley = door()
    if head == "crit":
        token = crooked.token
        crooked.token = lambda: with_head(token(), HEADS[head])
    else:
        crooked.head = HEADS[head]
    assert "cannot be trusted" in refused(Visitor(parley).sign_in(crooked))
    assert parley.call("GET", "/api/session").status == 200


def with_head(token, more):
    """The same token with more in its head; its signature is wrong then, but the head is read first."""
    head = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    text = base64.urlsafe_b64encode(json.dumps({**head, **more}).encode()).decode().rstrip("=")
    return ".".join([text, *token.split(".")[1:]])


def test_a_huge_number_in_the_head_ends_nothing(door, crooked):
    parley = door()
    token = crooked.token
    crooked.token = lambda: with_head(token(), {"x": 1e300})
    refused(Visitor(parley).sign_in(crooked))
    assert parley.call("GET", "/api/session").status == 200


def test_another_key_signs_nothing(door, crooked):
    parley = door()
    crooked.signer = RSAKey.generate_key(2048, parameters={"kid": "k1"}, auto_kid=False)
    assert "cannot be trusted" in refused(Visitor(parley).sign_in(crooked))


GARBAGE = {"nothing": b"", "html": b"<html>", "json": b"[]", "null": b"null", "huge": b" " * (300 << 10),
           "deep": b"[" * 100_000, "bytes": bytes(range(256))}


@pytest.mark.parametrize("place", ["/.well-known/openid-configuration", "/keys", "/token", "/userinfo"])
@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_is_told_and_tried_again(shared, place, garbage):
    parley, crooked = shared
    crooked.answers = {place: (200, GARBAGE[garbage])}
    words = attempt(parley, crooked)
    assert "did not answer as it should" in words and "html" not in words


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 429, 500, 503])
@pytest.mark.parametrize("place", ["/.well-known/openid-configuration", "/keys", "/token", "/userinfo"])
def test_a_refusal_is_told_and_nothing_is_followed(shared, place, status):
    parley, crooked = shared
    crooked.asked.clear()
    crooked.answers = {place: (status, b'{"error":"<b>no</b>"}')}
    assert "did not answer as it should" in attempt(parley, crooked)
    assert "/elsewhere" not in [asked[0] for asked in crooked.asked]


@pytest.fixture
def shared(make, crooked):
    """A server that has asked for nothing yet; groups are told at userinfo alone."""
    parley = make(config=settings(crooked.issuer, ROLES)).set_up().start()
    yield parley, crooked
    crooked.answers, crooked.info = {}, {"sub": "s-1", "groups": ["ops"]}
    assert Visitor(parley).is_in(crooked)["role"] == "admin", "it is well again without a restart"


def attempt(parley, crooked):
    visitor = Visitor(parley)
    answer = visitor.client.get("/sso")
    if answer.status_code == 303:
        answer = visitor.come_back(crooked.consent(answer.headers["location"]))
    return refused(answer, 503)


def test_a_provider_that_is_down_is_told_at_once(make):
    parley = make(config=settings("http://127.0.0.1:%d" % free_port())).set_up().start()
    begin = time.monotonic()
    words = refused(Visitor(parley).client.get("/sso?next=/c/x"), 503)
    assert "did not answer" in words and "127.0.0.1" not in words and time.monotonic() - begin < 5
    assert "discovery" in parley.log_text()
    assert audit(parley, "login_failed")[-1]["by"] == "sso"


def test_a_slow_provider_has_ten_seconds(door, crooked):
    parley = door()
    crooked.delays["/token"] = 30
    visitor = Visitor(parley)
    back = crooked.consent(visitor.begin())
    begin = time.monotonic()
    assert "did not answer" in refused(visitor.come_back(back), 503)
    assert 8 < time.monotonic() - begin < 14


def test_another_issuer_is_not_taken(make, crooked):
    parley = make(config=settings(crooked.issuer + "/")).set_up().start()
    refused(Visitor(parley).client.get("/sso"), 503)
    assert crooked.issuer + "; sign_on.issuer must be exactly that" in parley.log_text()


def test_an_answer_of_another_issuer_is_not_taken(door, crooked):
    parley = door()
    visitor = Visitor(parley)
    back = crooked.consent(visitor.begin())
    assert "cannot be trusted" in refused(visitor.come_back(back + "&iss=https://another.example"))
    assert visitor.come_back(crooked.consent(visitor.begin()) + "&iss=" + crooked.issuer).status_code == 303


# Claims that are told at userinfo alone

def test_groups_may_come_from_userinfo(door, crooked):
    parley = door(ROLES)
    crooked.info = {"sub": "s-1", "groups": ["ops"], "preferred_username": "somebody else"}
    person = Visitor(parley).is_in(crooked)
    assert (person["name"], person["role"]) == ("grace", "admin"), "what the ID token says is the stronger"
    asked = next(headers for path, headers, _ in crooked.asked if path == "/userinfo")
    assert asked["Authorization"] == "Bearer an-access-token"


@pytest.mark.parametrize("info", [
    {"sub": "s-2", "groups": ["ops"]}, {"groups": ["ops"]}, {"sub": ["s-1"], "groups": ["ops"]}, {"sub": "S-1"}])
def test_userinfo_of_somebody_else_is_not_taken(door, crooked, info):
    parley = door(ROLES)
    crooked.info = info
    assert "cannot be trusted" in refused(Visitor(parley).sign_in(crooked))


def test_a_userinfo_that_fails_demotes_nobody(door, crooked):
    parley = door(ROLES)
    crooked.info = {"sub": "s-1", "groups": ["ops"]}
    visitor = Visitor(parley)
    assert visitor.is_in(crooked)["role"] == "admin"
    crooked.answers["/userinfo"] = (500, b"")
    refused(Visitor(parley).sign_in(crooked), 503)
    assert visitor.who()["role"] == "admin"


def test_too_many_groups_for_a_token_demote_nobody(door, crooked):
    parley = door(ROLES)
    crooked.claims = {"groups": ["ops"]}
    visitor = Visitor(parley)
    assert visitor.is_in(crooked)["role"] == "admin"
    crooked.claims = {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": crooked.issuer}}}
    refused(Visitor(parley).sign_in(crooked), 503)
    assert visitor.who()["role"] == "admin" and "too many groups" in parley.log_text()


def test_a_claim_that_is_missing_demotes_nobody(door, crooked):
    parley = door(ROLES)
    crooked.claims = {"groups": ["ops"]}
    visitor = Visitor(parley)
    assert visitor.is_in(crooked)["role"] == "admin"
    crooked.claims, crooked.info = {}, {"sub": "s-1"}
    assert Visitor(parley).is_in(crooked)["role"] == "admin" and visitor.who()["role"] == "admin"
    assert "no groups were told" in parley.log_text()
    crooked.claims = {"groups": []}
    assert Visitor(parley).is_in(crooked)["role"] == "member" and visitor.who() is None


def test_failures_do_not_fill_the_audit(door, crooked):
    parley = door()
    for _ in range(30):
        refused(Visitor(parley).come_back("/sso/callback?code=x&state=y"), 400)
    assert len(audit(parley, "login_failed")) == 10
    refused(Visitor(parley, source="127.0.60.1").come_back("/sso/callback?code=x&state=y"), 400)
    assert len(audit(parley, "login_failed")) == 11
