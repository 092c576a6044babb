"""How soon after a stop the upstream sees its connection close, by the upstream's own clock."""
import time

from . import relays, table, wire

MODEL = "pace:100000@10"
TOKENS_BEFORE = 5
WAKE_NS = 1_000_000  # the close is in the kernel before the upstream wakes and writes its time down


def stops(places, upstream, routes, options):
    table.heading("stop: %d times, one at a time, in the middle of a stream (client's act -> upstream sees the close)" % options.stops)
    table.header(COLUMNS)
    for relay in dict.fromkeys(route.relay for route in routes):
        with relay(places, upstream) as running:
            one = stop_parley if relay is relays.Parley else hang_up
            upstream.reset()
            results = [one(upstream, running, "s-%d" % number) for number in range(options.stops)]
        result = {"run": "stop", "route": relay.__name__.lower(), "times": len(results)}
        for name in ("closed_ms", "answered_ms"):
            if name in results[0]:
                result[name] = {"p50": table.percentile([r[name] for r in results], 0.5), "p99": table.percentile([r[name] for r in results], 0.99)}
        if relay is relays.Parley:
            result.update({name: sum(r[name] for r in results) for name in ("kept", "closed_first")})
        table.row(COLUMNS, result)
        yield result


def wait_for_tokens(upstream, tag):
    while upstream.streams(tag).get(tag, {"tokens": 0})["tokens"] < TOKENS_BEFORE:
        time.sleep(0.01)


def closed_at(upstream, tag):
    end = time.monotonic() + 5
    while time.monotonic() < end:
        record = upstream.streams(tag)[tag]
        if record["outcome"] != "running":
            return record["ended"]
        time.sleep(0.002)
    return time.monotonic_ns()  # counted as the five seconds it took at least


def hang_up(upstream, relay, tag):
    """Without Parley, to stop is to close the connection."""
    body = {"model": MODEL, "stream": True, "messages": [{"role": "user", "content": "tag=" + tag}]}
    s = wire.open_stream(relay.port, "POST", "/v1/chat/completions", body)
    wait_for_tokens(upstream, tag)
    begun = time.monotonic_ns()
    s.close()
    return {"closed_ms": (closed_at(upstream, tag) - begun) / 1e6}


def stop_parley(upstream, relay, tag):
    """`kept`: the stored text is `stopped` and the beginning of what was sent. `closed_first`: the close came before the answer said so."""
    path = "/api/conversations/%s/" % relay.conversation(MODEL)
    relay.call("POST", path + "messages", {"content": "keep=" + tag})
    wait_for_tokens(upstream, tag)
    begun = time.monotonic_ns()
    answer = relay.call("POST", path + "stop")
    answered = time.monotonic_ns()
    closed, message = closed_at(upstream, tag), answer["message"]
    kept = message["status"] == "stopped" and message["content"] != "" and upstream.text(tag).startswith(message["content"])
    return {"closed_ms": (closed - begun) / 1e6, "answered_ms": (answered - begun) / 1e6, "kept": kept,
            "closed_first": answer["upstream_closed"] is True and closed <= answered + WAKE_NS}


def pair(name, share):
    return lambda r: "%.2f" % r[name][share] if name in r else ""


COLUMNS = [
    ("relay", 14, lambda r: r["route"]),
    ("times", 6, lambda r: r["times"]),
    ("closed p50 ms", 15, pair("closed_ms", "p50")),
    ("p99", 8, pair("closed_ms", "p99")),
    ("answered p50 ms", 17, pair("answered_ms", "p50")),
    ("p99", 8, pair("answered_ms", "p99")),
    ("text kept", 11, lambda r: r.get("kept", "")),
    ("closed first", 14, lambda r: r.get("closed_first", "")),
]
