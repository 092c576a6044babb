"""Paced and flooding runs, one route after another in the same minutes, and the table that compares them."""
from . import load, table


def pace(options):
    return "pace:%d@%d" % (options.rate * options.seconds, 1000 // options.rate)


def paced(places, upstream, routes, options):
    for streams in options.paced:
        title = "paced: %d streams x %d tokens/s x %d s" % (streams, options.rate, options.seconds)
        settings = dict(streams=streams, model=pace(options), ramp_ms=1000, limit_s=options.seconds + 20)
        yield from compared(places, upstream, routes, title, "p%d" % streams, options.sample, settings)


def flood(places, upstream, routes, options):
    title = "flood: %d at a time x %d tokens, a new conversation each, %d s" % (options.flood_at_once, options.flood_tokens, options.flood_seconds)
    settings = dict(streams=options.flood_at_once, model="flood:%d@%d" % (options.flood_tokens, options.flood_write), for_s=options.flood_seconds,
                    limit_s=options.flood_seconds + 30)
    yield from compared(places, upstream, routes, title, "f", options.sample, settings)


def compared(places, upstream, routes, title, tag, sample, settings):
    table.heading(title)
    table.header(COLUMNS)
    results = []
    for number, route in enumerate(routes):
        result = load.run(places, upstream, route, "%s-%d" % (tag, number), sample, **settings)
        results.append(beside(result, results))
        table.row(COLUMNS, result)
        notes(result, is_paced="for_s" not in settings)
        yield {"run": title, **result}


def beside(result, earlier):
    """Adds what the relay added to the direct run, and its ratios to nginx."""
    by_name = {r["route"]: r for r in earlier}
    direct, nginx = by_name.get("direct"), by_name.get("nginx")
    if direct:
        added = {name: result["latency_us"][name] - direct["latency_us"][name] for name in ("p50", "p99")}
        result["added_us"] = {**added, "first_p50": result["first_us"]["p50"] - direct["first_us"]["p50"]}
    if nginx:
        result["cpu_to_nginx"] = result["cpu_us"] / nginx["cpu_us"]
        result["speed_to_nginx"] = result["tokens_per_second"] / nginx["tokens_per_second"]
    return result


DISORDER = ("repeated", "malformed", "contradictions")


def nothing_lost(result):
    if "exact" not in result:
        return True
    return (result["exact"] == result["streams"] and not result["lost"] and not any(result[name] for name in DISORDER)
            and result.get("stored_equal") == result.get("stored_checked"))


def notes(result, is_paced):
    streams, upstream = result["streams"], result["upstream"]
    disorder = {name: result[name] for name in DISORDER if result[name]}
    if disorder:
        table.note("out of order: " + ", ".join("%d %s" % (count, name) for name, count in disorder.items()))
    if result["complete"] < streams:
        table.note("%d of %d streams did not complete; first error: %s" % (streams - result["complete"], streams, result["error"] or "time was up"))
    if is_paced and result["late"]:
        table.note("%d streams had a token more than 250 ms late" % result["late"])
    if is_paced and upstream["most_behind_us"] > 50_000:
        table.note("the upstream itself was up to %d ms behind: this machine was too busy for the schedule" % (upstream["most_behind_us"] // 1000))


def added(name):
    return lambda r: table.milliseconds(r["added_us"][name]) if "added_us" in r and r["route"] != "direct" else ""


def ratio(name):
    return lambda r: "%.2f" % r[name] if name in r and r["route"] != "nginx" else ""


COLUMNS = [
    ("route", 14, lambda r: r["route"]),
    ("tokens", 9, lambda r: r["tokens"]),
    ("lost", 5, lambda r: r["lost"]),
    ("exact", 13, lambda r: "%d/%d" % (r["exact"], r["streams"])),
    ("stored", 8, lambda r: "%d/%d" % (r["stored_equal"], r["stored_checked"]) if "stored_checked" in r else ""),
    ("tokens/s", 9, lambda r: "%.0f" % r["tokens_per_second"]),
    ("p50 ms", 8, lambda r: table.milliseconds(r["latency_us"]["p50"])),
    ("p99 ms", 8, lambda r: table.milliseconds(r["latency_us"]["p99"])),
    ("+p50", 7, added("p50")),
    ("+p99", 7, added("p99")),
    ("first ms", 9, lambda r: table.milliseconds(r["first_us"]["p50"])),
    ("+first", 7, added("first_p50")),
    ("cpu us/tok", 11, lambda r: "" if r["cpu_us"] is None else "%.1f" % r["cpu_us"]),
    ("KiB/stream", 11, lambda r: "" if r["memory_kib"] is None else "%.1f" % r["memory_kib"]),
    ("cpu/nginx", 10, ratio("cpu_to_nginx")),
    ("speed/nginx", 12, ratio("speed_to_nginx")),
]
