"""One request, one answer."""
import http.client
import json
import socket


class Answer:
    def __init__(self, status, headers, raw):
        self.status = status
        self.headers = [(name.lower(), value) for name, value in headers]
        self.raw = raw

    def header(self, name):
        return next((value for key, value in self.headers if key == name.lower()), None)

    @property
    def value(self):
        return json.loads(self.raw)

    @property
    def error(self):
        return self.value["error"]

    def __repr__(self):
        return "%d %r" % (self.status, self.raw[:300])


def request(port, method, path, body=None, headers=None, seconds=30, source=None):
    """Sends a request. A dict or list goes as JSON, bytes as they are."""
    data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
    headers = dict(headers or {})
    if data is not None:
        headers.setdefault("Content-Type", "application/json")
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=seconds, source_address=(source, 0) if source else None)
    try:
        connection.request(method, path, data, headers)
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


class Line:
    """One connection for many requests, made again whenever the server has closed it. Streams are left at once."""

    def __init__(self, port, seconds=30):
        self.port = port
        self.seconds = seconds
        self.connection = None

    def request(self, method, path, body=None, headers=None):
        """As `request`, once more where the server has left in between."""
        data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        headers = dict(headers or {})
        if data is not None:
            headers.setdefault("Content-Type", "application/json")
        try:
            return self._request(method, path, data, headers)
        except (http.client.HTTPException, ConnectionError):
            self.close()
            return self._request(method, path, data, headers)

    def _request(self, method, path, data, headers):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.seconds)
        self.connection.request(method, path, data, headers)
        response = self.connection.getresponse()
        goes_on = (response.getheader("content-type") or "").startswith("text/event-stream")
        answer = Answer(response.status, response.getheaders(), b"" if goes_on else response.read())
        if response.will_close or goes_on:
            self.close()
        return answer

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


def accepts(port):
    """Whether something listens."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False
