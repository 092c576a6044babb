"""What must never happen in any test: a script of somebody else's, a complaint of the browser, a request to a foreign
host."""
from urllib.parse import urlsplit

WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


class Guard:
    """Watches every page of a browser context. What a test breaks on purpose it announces with `expect`."""

    def __init__(self, context, host):
        self.host = host
        self.faults = []
        self.requests = []
        self.expected = []
        context.add_init_script(WATCH)
        context.on("request", self._requested)
        context.on("page", self.watch)

    def watch(self, page):
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append("uncaught: %s" % error))
        page.on("dialog", self._asked)

    def expect(self, *words):
        """Complaints of the browser that hold these words belong to this test."""
        self.expected.extend(words)

    def _requested(self, request):
        address = urlsplit(request.url)
        self.requests.append(request)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self.host:
            self.faults.append("a request to %s" % request.url)

    def _said(self, message):
        if message.type in ("error", "warning"):
            self.faults.append("%s: %s (%s)" % (message.type, message.text, message.location.get("url", "")))

    def _asked(self, dialog):
        self.faults.append("a dialog: %s" % dialog.message)
        dialog.dismiss()

    def check(self):
        faults = [one for one in self.faults if not any(words in one for words in self.expected)]
        assert not faults, "the browser complains:\n" + "\n".join(faults[:10])
