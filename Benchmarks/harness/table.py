"""Aligned tables, printed row by row as the results come."""


def heading(title):
    print("\n%s" % title, flush=True)


def header(columns):
    print("  " + "".join(cell(name, width, first) for first, (name, width, _) in numbered(columns)), flush=True)


def row(columns, value):
    print("  " + "".join(cell(str(show(value)), width, first) for first, (_, width, show) in numbered(columns)), flush=True)


def note(text):
    print("    ! %s" % text, flush=True)


def cell(text, width, first):
    return text.ljust(width) if first else text.rjust(width)


def numbered(columns):
    return ((number == 0, column) for number, column in enumerate(columns))


def milliseconds(us):
    return "%.3f" % (us / 1000) if abs(us) < 10_000 else "%.1f" % (us / 1000)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
