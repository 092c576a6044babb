"""One answer read by one connection and by many: what a further viewer costs, and what all of them feel of the others."""
from . import load, relays, streams, table

ROUNDS = 3
ROUTE = relays.Route("parley watched", relays.Parley, "watch")


def watchers(places, upstream, routes, options):
    """One and many take turns, so that both see the same minutes of the machine."""
    table.heading("one answer of %d tokens/s x %d s, watched by 1 and by %d" % (options.rate, options.seconds, options.watchers))
    table.header(COLUMNS)
    rounds = []
    for number in range(1, ROUNDS + 1):
        rounds.append([watched(places, upstream, viewers, "w%d" % number, options) for viewers in (1, options.watchers)])
        yield from shown(number, *rounds[-1])
    yield from shown("median", *(median(results) for results in zip(*rounds)))


def shown(number, one, many):
    if one["latency_us"]["p99"]:
        many["p99_to_one"] = many["latency_us"]["p99"] / one["latency_us"]["p99"]
    for result in (one, many):
        table.row(COLUMNS, {"round": number, **result})
        if "exact" in result:
            notes(result)
        yield {"run": "watchers", "round": number, **result}


def watched(places, upstream, viewers, tag, options):
    with relays.Parley(places, upstream) as parley:
        load.warm_up(places, next(r for r in relays.ROUTES if r.mode == "live"), parley)
        upstream.reset()
        client = Watchers(places, parley, tag + "-0", streams.pace(options), streams=viewers, limit_s=options.seconds + 20)
        with load.ended_relay_told(parley):
            spent = load.watch_run(upstream, parley, client)
        result, read = client.result()
        del result["first_us"]  # it tells how long they waited for someone to ask
        read = [{**stream, "tag": client.tag} for stream in read]  # all of them read the one that was sent
        result.update(route=ROUTE.name, upstream=upstream.stats(), **load.compare(upstream, read, tag))
        result.update(load.for_each(result, spent, viewers), **load.stored(upstream, parley, read, 1))
        return result


class Watchers(load.Client):
    """All connections are open before the answer begins, so that no token waits for one."""

    def __init__(self, places, parley, tag, model, **settings):
        self.parley, self.tag, self.conversation = parley, tag, parley.conversation(model)
        super().__init__(places, ROUTE, parley, conversation=self.conversation, ramp_ms=0, **settings)

    def go(self):
        super().go()
        self.parley.call("POST", "/api/conversations/%s/messages" % self.conversation, {"content": "keep=" + self.tag})


def median(results):
    def middle(figure):
        return table.percentile([figure(r) for r in results], 0.5)

    return {"streams": results[0]["streams"], "cpu_us": middle(lambda r: r["cpu_us"]),
            "latency_us": {share: middle(lambda r: r["latency_us"][share]) for share in ("p50", "p99")}}


def notes(result):
    streams.notes(result, is_paced=True)
    if result["exact"] < result["streams"]:
        table.note("%d of %d connections did not get the exact text" % (result["streams"] - result["exact"], result["streams"]))
    if result["stored_equal"] < result["stored_checked"]:
        table.note("the stored text is not what was sent")


COLUMNS = [
    ("round", 8, lambda r: r["round"]),
    ("watchers", 9, lambda r: r["streams"]),
    ("tokens", 8, lambda r: r.get("tokens", "")),
    ("lost", 6, lambda r: r.get("lost", "")),
    ("exact", 9, lambda r: "%d/%d" % (r["exact"], r["streams"]) if "exact" in r else ""),
    ("stored", 8, lambda r: "%d/%d" % (r["stored_equal"], r["stored_checked"]) if "exact" in r else ""),
    ("p50 ms", 9, lambda r: table.milliseconds(r["latency_us"]["p50"])),
    ("p99 ms", 9, lambda r: table.milliseconds(r["latency_us"]["p99"])),
    ("p99/one's", 11, lambda r: "%.2f" % r["p99_to_one"] if "p99_to_one" in r else ""),
    ("cpu us/tok", 12, lambda r: "%.1f" % r["cpu_us"]),
]
