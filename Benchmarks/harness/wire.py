"""Just enough HTTP for a benchmark: JSON calls, and sockets that are opened and read by hand."""
import http.client, json, socket


def call(port, method, path, body=None, token=None, accept="application/json", timeout=30):
    """(status, raw body). Opens one connection for it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    headers = {"Accept": accept, "Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def answers(port, path):
    try:
        return call(port, "GET", path, timeout=2)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def open_stream(port, method, path, body=None, token=None, receive_buffer=None):
    """A socket that has sent its request and read nothing."""
    s = socket.socket()
    if receive_buffer:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    s.connect(("127.0.0.1", port))
    data = b"" if body is None else json.dumps(body).encode()
    head = ["%s %s HTTP/1.1" % (method, path), "Host: 127.0.0.1:%d" % port, "Accept: text/event-stream"]
    if data:
        head += ["Content-Type: application/json", "Content-Length: %d" % len(data)]
    if token:
        head.append("Authorization: Bearer " + token)
    s.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + data)
    return s
