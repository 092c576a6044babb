"""Providers of single sign-on, and a browser that goes to them and back."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import sqlite3
import sys
import threading
import time
import urllib.parse

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from . import web
from .process import Child, free_port
from .waiting import wait_for

CLIENT = "parley-client"
SECRET = "the-secret-of-the-client"


class MockProvider(Child):
    """oidc-provider-mock, as a server of its own."""

    def __init__(self, folder):
        self.port = free_port()
        log = os.path.join(folder, "provider.log")
        super().__init__(
            [sys.executable, "-m", "oidc_provider_mock", "--port", str(self.port)], log, log,
            env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"})
        wait_for(lambda: web.accepts(self.port), 20, what="the provider")

    @property
    def issuer(self):
        return "http://127.0.0.1:%d" % self.port

    def know(self, subject, **claims):
        """What it says of somebody from now on."""
        assert httpx.put(self.issuer + "/users/" + subject, json=claims).status_code == 204

    def consent(self, location, subject):
        """The person signs in there; where it sends them."""
        answer = httpx.post(location, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def refuse(self, location):
        return httpx.post(location, data={"action": "deny"}).headers["location"]


class Crooked:
    """A provider in this process that says what a test wants it to say."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, parameters={"kid": "k1"}, auto_kid=False)
        self.answers, self.delays, self.asked = {}, {}, []
        self.claims, self.info, self.head, self.signer, self.challenge = {}, {}, {}, None, None
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.issuer = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()

    def handler(provider):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                length = int(self.headers.get("Content-Length") or 0)
                form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
                path = urllib.parse.urlsplit(self.path).path
                provider.asked.append((path, dict(self.headers), form))
                time.sleep(provider.delays.get(path, 0))
                status, body = provider.answers.get(path) or provider.answer(path, form)
                try:
                    self.send_response(status)
                    self.send_header("Location", provider.issuer + "/elsewhere")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass

            do_POST = do_GET

            def log_message(self, *words):
                pass
        return Handler

    def answer(self, path, form):
        if path == "/.well-known/openid-configuration":
            return self.said({
                "issuer": self.issuer, "authorization_endpoint": self.issuer + "/authorize",
                "token_endpoint": self.issuer + "/token", "jwks_uri": self.issuer + "/keys",
                "userinfo_endpoint": self.issuer + "/userinfo"})
        if path == "/keys":
            return self.said({"keys": [{**self.key.as_dict(private=False), "use": "sig", "alg": "RS256"}]})
        if path == "/userinfo":
            return self.said(self.info)
        if path == "/token":
            hashed = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(hashed).decode().rstrip("=") != self.challenge:
                return self.said({"error": "invalid_grant"}, 400)
            return self.said({"access_token": "an-access-token", "token_type": "Bearer", "id_token": self.token()})
        return 404, b""

    def said(self, value, status=200):
        return status, json.dumps(value).encode()

    def token(self):
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "s-1", "nonce": self.nonce, "iat": now, "exp": now + 300,
                  "preferred_username": "grace", **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        head = {"alg": "RS256", "kid": "k1", **self.head}
        if head["alg"] == "RS256":
            return jwt.encode(head, claims, self.signer or self.key)
        text = ".".join(encoded(json.dumps(part).encode()) for part in (head, claims))
        secret = self.key.as_pem(private=False)
        return text + "." + ("" if head["alg"] == "none" else encoded(hmac.digest(secret, text.encode(), "sha256")))

    def consent(self, location, subject=None):
        asked = query(location)
        self.challenge, self.nonce = asked["code_challenge"], asked["nonce"]
        return asked["redirect_uri"] + "?" + urllib.parse.urlencode({"code": "a-code", "state": asked["state"]})


def encoded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def query(address):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))


class Visitor:
    """A browser: it keeps cookies and follows nothing by itself."""

    def __init__(self, parley, source="127.0.0.1"):
        self.parley = parley
        self.client = httpx.Client(
            base_url="http://127.0.0.1:%d" % parley.port, follow_redirects=False, timeout=30,
            headers={"Accept": "text/html", "Sec-Fetch-Site": "none"},
            transport=httpx.HTTPTransport(local_address=source))

    def begin(self, next="/"):
        """To the provider: where it is sent."""
        answer = self.client.get("/sso", params={"next": next})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def come_back(self, location):
        return self.client.get(location)

    def sign_in(self, provider, subject="s-1", next="/"):
        return self.come_back(provider.consent(self.begin(next), subject))

    def is_in(self, provider, subject="s-1"):
        """Signs in, and tells who that is."""
        answer = self.sign_in(provider, subject)
        assert answer.status_code == 303, answer.text
        return self.who()

    def who(self):
        answer = self.client.get("/api/session", headers={"Accept": "application/json"})
        return answer.json() if answer.status_code == 200 else None


def settings(issuer, more=""):
    return "sign_on:\n  name: Sign in with Test\n  issuer: %s\n  client_id: %s\n  client_secret: %s\n%s" % (
        issuer, CLIENT, SECRET, more)


def audit(parley, kind):
    """What the audit says of one kind of thing, oldest first."""
    database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % parley.data, uri=True)
    try:
        rows = database.execute("SELECT personName, actorName, detail FROM audit WHERE kind = ? ORDER BY seq", (kind,))
        return [{"person": person, "actor": actor, **json.loads(detail)} for person, actor, detail in rows]
    finally:
        database.close()
