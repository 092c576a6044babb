"""Recorded answers of model servers, and what is to be stored of them: the files in Tests/System/dialects.

A file has three parts with a blank line between them, and a last line. First come notes and expectations, each a name
and a JSON value; then the head of the answer; then its body, byte for byte save the marks below. The last line tells
how the connection ends: `==== closed` in good order, `==== cut` in the middle, `==== open` where it is left so, and
`==== beats COMMENT` where the comment comes again and again.
"""
import glob
import gzip
import json
import os

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "dialects")
# What an editor would lose or not show. Everything else in a body stands for itself.
MARKS = {"⟦cr⟧": "\r", "⟦bom⟧": "\ufeff", "⟦u+2028⟧": "\u2028", "⟦no newline⟧\n": ""}


class Dialect:
    def __init__(self, path):
        self.name = os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding="utf-8", newline="") as file:
            expectations, head, rest = file.read().split("\n\n", 2)
        self.expected = dict(expectation(line) for line in expectations.split("\n") if not line.startswith("#"))
        self.status_line, *self.fields = head.split("\n")
        body, _, ending = rest.rpartition("==== ")
        self.ending, _, self.beat = ending.strip().partition(" ")
        self.body = unmarked(body).encode()
        if "Content-Encoding: gzip" in self.fields:
            self.body = gzip.compress(self.body, mtime=0)

    def __repr__(self):
        return self.name


def expectation(line):
    name, _, value = line.partition(": ")
    return name, json.loads(value)


def unmarked(body):
    for mark, text in MARKS.items():
        body = body.replace(mark, text)
    assert "⟦" not in body, "a mark that is none: %s" % body[body.index("⟦"):][:30]
    return body


def all_of_them():
    return [Dialect(path) for path in sorted(glob.glob(os.path.join(FOLDER, "*.txt")))]
