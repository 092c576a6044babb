"""Figures that tests measure; they are printed after the run."""
_figures = []


def note(text):
    _figures.append(text)


def all_of_them():
    return list(_figures)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
