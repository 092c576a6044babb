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


def accepts(port):
    """Whether something listens."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False
