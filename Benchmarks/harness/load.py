"""One run of the load client through one route, with what the relay spent meanwhile and whether anything was lost."""
import contextlib, json, os, select, subprocess, time

from .processes import Child, cpu_seconds, memory_kib

SAMPLE_EVERY = 0.25


class Client(Child):
    def __init__(self, places, route, relay, **settings):
        arguments = ["%s=%s" % pair for pair in {"mode": route.mode, "port": relay.port, **settings}.items()]
        env = {**os.environ, **({"BENCH_TOKEN": relay.token} if relay.token else {})}
        super().__init__([os.path.join(places.tools, "client"), *arguments], places.other_cpu, env,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=None)
        if self.process.stdout.readline() != b"ready\n":
            raise SystemExit("the load client failed")

    def go(self):
        self.process.stdin.write(b"go\n")
        self.process.stdin.flush()

    def result(self):
        lines = self.process.stdout.read().decode().splitlines()
        self.end()
        if not lines:
            raise SystemExit("the load client failed")
        streams = [dict(zip(("tag", "conversation", "tokens", "bytes", "hash", "complete"), line.split())) for line in lines[1:]]
        return json.loads(lines[0]), streams


def finished(client):
    """Waits without reading: the client prints only at its end, but then perhaps more than a pipe holds."""
    return bool(select.select([client.process.stdout], [], [], SAMPLE_EVERY)[0])


def run(places, upstream, route, tag, sample, **settings):
    with route.relay(places, upstream) as relay:
        warm_up(places, route, relay)
        upstream.reset()
        client = Client(places, route, relay, tag=tag, keep=int(route.mode != "openai"), **settings)
        with ended_relay_told(relay):
            spent = watch_run(upstream, relay, client)
        result, streams = client.result()
        result.update(route=route.name, tokens_per_second=result["tokens"] / result["seconds"], upstream=upstream.stats())
        result.update(for_each(result, spent, settings["streams"]), **compare(upstream, streams, tag))
        if relay.token:
            result.update(stored(upstream, relay, streams, sample))
        return result


@contextlib.contextmanager
def ended_relay_told(relay):
    try:
        yield
    except OSError:
        raise SystemExit("the relay ended during the run: " + relay.child.log_tail())


def watch_run(upstream, relay, client):
    """Lets the client go, and tells what the relay and the upstream spent until it was done."""
    pids = relay.pids()
    before = peak = relay.memory_before
    cpu, upstream_cpu = cpu_seconds(pids), cpu_seconds([upstream.pid])
    client.go()
    while not finished(client):
        peak = max(peak, memory_kib(pids)["rss"])
    return {"cpu": cpu_seconds(pids) - cpu, "upstream_cpu": cpu_seconds([upstream.pid]) - upstream_cpu, "grown": peak - before,
            "kept": memory_kib(pids)["rss"] - before}


def for_each(result, spent, streams):
    """What one token cost in CPU, and one open stream in memory. Nothing stands between in a direct run."""
    tokens = max(1, result["tokens"])
    harness = {"harness_us": 1e6 * (spent["upstream_cpu"] + result["client_cpu_s"]) / tokens}
    if result["route"] == "direct":
        return {**harness, "cpu_us": None, "memory_kib": None}
    return {**harness, "cpu_us": 1e6 * spent["cpu"] / tokens, "memory_kib": spent["grown"] / streams, "kept_kib": spent["kept"]}


def warm_up(places, route, relay):
    client = Client(places, route, relay, tag="warm", streams=2, model="pace:20@5", ramp_ms=10, limit_s=10)
    client.go()
    client.result()
    time.sleep(0.2)
    relay.memory_before = memory_kib(relay.pids())["rss"]


def compare(upstream, streams, tag):
    """Both ends hashed the text: `exact` counts the streams whose two hashes agree, `lost` the tokens that were sent and did not come."""
    sent = upstream.streams(tag + "-")
    exact = lost = 0
    for stream in streams:
        theirs = sent.get(stream["tag"], dict(tokens=0, bytes=0, hash="-"))
        lost += max(0, theirs["tokens"] - int(stream["tokens"]))
        exact += stream["complete"] == "1" and (stream["bytes"], stream["hash"]) == (str(theirs["bytes"]), theirs["hash"])
    return {"exact": exact, "lost": lost, "upstream_tokens": sum(s["tokens"] for s in sent.values())}


def stored(upstream, relay, streams, sample):
    """Reads conversations back and compares their text with what the upstream says it sent, byte for byte."""
    chosen = streams[:: max(1, len(streams) // sample)][:sample] if sample else streams
    equal = 0
    for stream in chosen:
        if stream["conversation"] == "-":
            continue
        message = relay.last_message(stream["conversation"])
        equal += message["status"] == "complete" and message["content"] == upstream.text(stream["tag"])
    return {"stored_checked": len(chosen), "stored_equal": equal}
