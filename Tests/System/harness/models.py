"""A server of models that writes down every request with its headers, and answers as it is told."""
import http.server
import json
import threading
import time


class Models:
    """`mode` says how the list of models is answered; completions are always the same few words."""

    def __init__(self, mode="list"):
        self.mode = mode
        self.requests = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return "http://127.0.0.1:%d/v1" % self.port

    def asked(self, ending=""):
        return [request for request in self.requests if request["path"].endswith(ending)]

    def saw(self, text):
        """Whether a text came in any request, in its path, a header or the body."""
        return any(text in repr(request) for request in self.requests)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def _handler(models):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.note(b"")
            getattr(self, "list_" + models.mode.replace("-", "_"))()

        def do_POST(self):
            self.note(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            if models.mode == "refuse":
                return self.list_refuse()
            pieces = [{"choices": [{"index": 0, "delta": {"content": word}}]} for word in ("Guten ", "Tag")]
            pieces.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            text = "".join("data: %s\n\n" % json.dumps(piece) for piece in pieces) + "data: [DONE]\n\n"
            self.answer(200, text.encode(), "text/event-stream")

        def note(self, body):
            models.requests.append({"path": self.path, "headers": dict(self.headers), "body": body})

        def answer(self, status, data, kind="application/json", **headers):
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def list_list(self):
            self.answer(200, json.dumps({"object": "list", "data": [{"id": "one"}, {"id": "two"}]}).encode())

        def list_refuse(self):
            """Quotes what it was sent, as some do."""
            words = "Incorrect API key provided: %s (%s)" % (
                self.headers.get("Authorization"), self.headers.get("X-Team-Secret"))
            self.answer(401, json.dumps({"error": {"message": words, "code": "invalid_api_key"}}).encode())

        def list_missing(self):
            self.answer(404, b"{}")

        def list_broken(self):
            self.answer(500, b"oh")

        def list_page(self):
            self.answer(200, b"<!doctype html><title>Login</title>", "text/html")

        def list_elsewhere(self):
            self.answer(302, b"", Location=models.target)

        def list_silent(self):
            time.sleep(60)

        def log_message(self, *_):
            pass

    return Handler
