#!/usr/bin/env python3
"""Measures Parley's relay beside nginx and a direct connection, all in one run. Start it through bin/bench, which builds its tools."""
import argparse, json, os, platform, sys, time

from harness import processes, relays, stalled, starts, stops, streams, table, watchers

PARTS = {"paced": streams.paced, "flood": streams.flood, "stop": stops.stops, "start": starts.starts, "stalled": stalled.stalled,
         "watchers": watchers.watchers}
ON_REQUEST = {"stalled": 50, "watchers": 20}  # Parley's own parts, which run only when asked for, and how many where --only names them


def whole_numbers(text):
    return [int(number) for number in text.split(",") if number]


def options():
    p = argparse.ArgumentParser(prog="bin/bench", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument("--only", help="parts to run, of " + ",".join(PARTS), default="paced,flood,stop,start")
    p.add_argument("--routes", help="names that begin with one of these", default="direct,nginx,parley")
    p.add_argument("--paced", help="how many streams, one run each", type=whole_numbers, default="200,500")
    p.add_argument("--rate", help="tokens a second in each paced stream, watched ones too", type=int, default=20)
    p.add_argument("--seconds", help="length of a paced stream", type=int, default=10)
    p.add_argument("--flood-at-once", type=int, default=32)
    p.add_argument("--flood-tokens", type=int, default=500)
    p.add_argument("--flood-write", help="bytes the flooding upstream writes at once, 1 for each token apart", type=int, default=16384)
    p.add_argument("--flood-seconds", type=int, default=5)
    p.add_argument("--sample", help="conversations read back after a run, 0 for all", type=int, default=50)
    p.add_argument("--stops", type=int, default=50)
    p.add_argument("--messages", help="messages in the large database, 0 for none", type=int, default=100_000)
    p.add_argument("--stalled", metavar="READERS", help="also run so many stalled readers (50 where --only names the part)", type=int, default=0)
    p.add_argument("--stalled-seconds", type=int, default=45)
    p.add_argument("--watchers", metavar="VIEWERS", help="also let so many watch one answer (20 where --only names the part)", type=int, default=0)
    p.add_argument("--pin", help="relay on CPU 0, upstream and client on CPU 1", action="store_true")
    p.add_argument("--json", metavar="FILE", help="write every figure there too")
    p.add_argument("--tools", help=argparse.SUPPRESS, required=True)
    p.add_argument("--parley", help=argparse.SUPPRESS, default="")
    return p.parse_args()


def chosen_routes(asked):
    prefixes = tuple(asked.routes.split(","))
    routes = [route for route in relays.ROUTES if route.name.startswith(prefixes)]
    if not relays.Nginx.program():
        print("nginx is not installed; running the rest (Debian: apt install nginx-light)")
        routes = [route for route in routes if route.relay is not relays.Nginx]
    if not os.access(asked.parley, os.X_OK):
        print("no release build of parley (swift build -c release); running the rest")
        routes = [route for route in routes if route.relay is not relays.Parley]
    return routes


def chosen_parts(asked, routes):
    parts = asked.only.split(",") + [part for part in ON_REQUEST if getattr(asked, part)]
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        sys.exit("bench: no part %s; there are %s" % (unknown[0], ", ".join(PARTS)))
    for part, number in ON_REQUEST.items():
        setattr(asked, part, getattr(asked, part) or number * (part in parts))
    has_parley = any(route.relay is relays.Parley for route in routes)
    return [part for part in dict.fromkeys(parts) if part not in ON_REQUEST or has_parley]


def machine(asked):
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.machine())
    return {"cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "pinned": asked.pin, "load_before": os.getloadavg()[0]}


def run_parts(parts, *arguments):
    """(results, whether all went well). A part that cannot go on does not keep the next from running."""
    results, well = [], True
    for part in parts:
        try:
            for result in PARTS[part](*arguments):
                results.append(result)
                well = well and streams.nothing_lost(result)
        except SystemExit as end:
            table.note(str(end))
            well = False
        except KeyboardInterrupt:
            print("\nstopped")
            return results, False
    return results, well


def main():
    asked = options()
    routes = chosen_routes(asked)
    parts = chosen_parts(asked, routes)
    about, begun = machine(asked), time.monotonic()
    print("{cores} cores, {cpu}, Linux {kernel}, load {load_before:.2f}".format(**about) + (", pinned" if asked.pin else ""))
    if about["load_before"] > 0.3 * about["cores"]:
        table.note("something else is running here; the figures will be worse than the programs are")
    processes.raise_file_limit()
    processes.end_all_at_exit()
    places = relays.Places(asked.tools, asked.parley, asked.pin)
    try:
        results, well = run_parts(parts, places, relays.Upstream(places), routes, asked)
    finally:
        processes.end_all()
        places.clean()
    print("\n%.0f s in all%s" % (time.monotonic() - begun, "" if well else "; not everything went well, see above"))
    if asked.json:
        chosen = {name: value for name, value in vars(asked).items() if name not in ("tools", "parley")}
        with open(asked.json, "w") as file:
            json.dump({"machine": about, "options": chosen, "well": well, "results": results}, file, indent=1)
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
