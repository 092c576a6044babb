"""How long the server takes to start, on an empty database and on a large one, and what it holds when idle."""
import os, shutil, time

from . import fill, relays, table, wire
from .processes import Child, memory_kib

TIMES = 5
IDLE_SECONDS = 3


def starts(places, upstream, routes, options):
    table.heading("start and idle memory (exec -> first 200, median of %d; memory after %d s idle)" % (TIMES, IDLE_SECONDS))
    table.header(COLUMNS)
    chosen = {route.relay for route in routes}
    if relays.Nginx in chosen:
        yield shown("nginx", measured_nginx(places, upstream))
    if relays.Parley not in chosen:
        return
    yield shown("parley, empty", measured_parley(places, upstream, None))
    if options.messages:
        data, seconds = fill.large_folder(places, upstream, options.messages)
        result = shown("parley, %d messages" % options.messages, measured_parley(places, upstream, data))
        yield {**result, "fill_seconds": seconds, "database_mib": os.path.getsize(os.path.join(data, "parley.sqlite")) / 2**20}
        shutil.rmtree(data)


def shown(name, result):
    result = {"run": "start", "relay": name, **result}
    table.row(COLUMNS, result)
    return result


def measured_nginx(places, upstream):
    times = []
    for _ in range(TIMES):
        begun = time.monotonic()
        with relays.Nginx(places, upstream) as nginx:
            times.append(1000 * (time.monotonic() - begun))
            memory = idle_memory(nginx.pids()) if len(times) == TIMES else None
    return {"start_ms": table.percentile(times, 0.5), "memory_kib": memory}


def measured_parley(places, upstream, data):
    with relays.Parley(places, upstream, data) as parley:
        times = []
        for _ in range(TIMES):
            parley.child.end()
            times.append(restart(parley))
        return {"start_ms": table.percentile(times, 0.5), "memory_kib": idle_memory(parley.pids())}


def restart(parley):
    begun = time.monotonic()
    parley.child = Child([parley.places.parley, "serve"], parley.places.relay_cpu, parley.env, parley.data + ".log")
    while not wire.answers(parley.port, "/readyz"):
        if not parley.child.alive():
            raise SystemExit("parley serve ended: " + parley.child.log_tail())
        time.sleep(0.001)
    return 1000 * (time.monotonic() - begun)


def idle_memory(pids):
    time.sleep(IDLE_SECONDS)
    return memory_kib(pids)


def mebibytes(name):
    return lambda r: "%.1f" % (r["memory_kib"][name] / 1024)


COLUMNS = [
    ("relay", 26, lambda r: r["relay"]),
    ("start ms", 10, lambda r: "%.0f" % r["start_ms"]),
    ("RSS MiB", 9, mebibytes("rss")),
    ("own", 8, mebibytes("anonymous")),
    ("mapped files", 14, mebibytes("file")),
]
