"""Readers that never read, beside one that does: what each holds, when the server gives it up, and what the healthy one feels."""
import time

from . import load, relays, table, wire
from .processes import memory_kib

# 20 KiB every 10 ms is 2 MB/s; an answer ends after 3 MB and the next one begins, in the same conversation.
MODEL = "pace:150@10*20480"
RECEIVE_BUFFER = 4096
ESTABLISHED = "01"


def stalled(places, upstream, routes, options):
    """`own` is what the process grew by, `kernel` what waits in the send queues, both for one stalled reader at the worst moment."""
    table.heading("%d stalled readers of a 2 MB/s answer for %d s" % (options.stalled, options.stalled_seconds))
    table.header(COLUMNS)
    route = next(r for r in relays.ROUTES if r.mode == "live")
    for readers in (0, options.stalled):
        with relays.Parley(places, upstream) as parley:
            result = watched(places, upstream, route, parley, readers, options.stalled_seconds)
        table.row(COLUMNS, result)
        yield {"run": "stalled", **result}


def watched(places, upstream, route, parley, readers, seconds):
    conversation = parley.conversation(MODEL)
    answer(places, route, parley, conversation, "first", lambda: None)  # what one answer costs is not the stalled readers' doing
    before = memory_kib(parley.pids())["rss"]
    sockets = [wire.open_stream(parley.port, "GET", "/api/events?conversation=" + conversation, token=parley.token, receive_buffer=RECEIVE_BUFFER)
               for _ in range(readers)]
    worst = Worst(parley, {s.getsockname()[1] for s in sockets}, before)
    p99, slowest, rounds = [], [], 0
    while time.monotonic() < worst.begun + seconds:
        rounds += 1
        result = answer(places, route, parley, conversation, "w%d" % rounds, worst.look)
        p99.append(result["latency_us"]["p99"])
        slowest.append(result["latency_us"]["max"])
    for s in sockets:
        s.close()
    each = max(1, readers)
    return {"readers": readers, "rounds": rounds, "own_kib": worst.grown / each, "kernel_kib": worst.queued / 1024 / each, "given_up": readers - worst.open,
            "given_up_after_s": worst.last_closed, "healthy_p99_us": max(p99), "healthy_max_us": max(slowest)}


def answer(places, route, parley, conversation, tag, meanwhile):
    """One answer that a healthy viewer reads."""
    client = load.Client(places, route, parley, conversation=conversation, model=MODEL, tag=tag, streams=1, ramp_ms=0, limit_s=20)
    client.go()
    while not load.finished(client):
        meanwhile()
    result, _ = client.result()
    if not result["complete"]:
        table.note("the healthy viewer's stream did not complete: " + (result["error"] or "time was up"))
    return result


class Worst:
    """The largest figures seen, and when the last stalled connection was given up."""

    def __init__(self, parley, ports, before):
        self.parley, self.ports, self.before = parley, ports, before
        self.begun, self.grown, self.queued, self.open, self.last_closed = time.monotonic(), 0, 0, len(ports), None

    def look(self):
        queues = self.send_queues()
        self.grown = max(self.grown, memory_kib(self.parley.pids())["rss"] - self.before)
        self.queued = max(self.queued, sum(size for size, _ in queues))
        still_open = sum(state == ESTABLISHED for _, state in queues)
        if still_open < self.open:
            self.open, self.last_closed = still_open, time.monotonic() - self.begun

    def send_queues(self):
        """(bytes not yet taken, state) of the server's side of each stalled connection, as the kernel tells."""
        with open("/proc/net/tcp") as rows:
            fields = [row.split() for row in rows][1:]
        port = "%04X" % self.parley.port
        return [(int(f[4].split(":")[0], 16), f[3]) for f in fields
                if f[1].endswith(":" + port) and int(f[2].split(":")[1], 16) in self.ports]


COLUMNS = [
    ("stalled readers", 16, lambda r: r["readers"]),
    ("answers", 8, lambda r: r["rounds"]),
    ("own KiB each", 14, lambda r: "%.0f" % r["own_kib"]),
    ("kernel KiB each", 17, lambda r: "%.0f" % r["kernel_kib"]),
    ("given up", 10, lambda r: r["given_up"]),
    ("last after s", 14, lambda r: "" if r["given_up_after_s"] is None else "%.1f" % r["given_up_after_s"]),
    ("healthy p99 ms", 16, lambda r: table.milliseconds(r["healthy_p99_us"])),
    ("max ms", 9, lambda r: table.milliseconds(r["healthy_max_us"])),
]
