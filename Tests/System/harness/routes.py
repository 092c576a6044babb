"""The server's routes, read from where it adds them, so that none is forgotten."""
import os
import re

from .server import ROOT

UNKNOWN = "0190aaaa-0000-7000-8000-000000000000"
ADDED = re.compile(r'\b(router|known)\.(get|post|put|patch|delete|head)\("([^"]*)"')


class Route:
    def __init__(self, group, method, path):
        self.is_open = group == "router"
        self.method = method.upper()
        self.pattern = "/" + path.lstrip("/")

    def path(self, conversation=UNKNOWN, message=UNKNOWN):
        return self.pattern.replace("{id}", conversation).replace("{mid}", message)

    @property
    def name(self):
        return "%s %s" % (self.method, self.pattern)

    @property
    def changes(self):
        return self.method not in ("GET", "HEAD")

    def __repr__(self):
        return self.name


def all_routes():
    with open(os.path.join(ROOT, "Sources", "ParleyWeb", "Router+build.swift")) as file:
        text = file.read()
    found = [Route(*groups) for groups in ADDED.findall(text)]
    folders = re.search(r"for folder in \[(.*?)\]", text).group(1)
    files = [Route("router", "get", folder.strip(' "') + "/app.js") for folder in folders.split(",")]
    routes = [route for route in found if "\\(folder)" not in route.pattern] + files
    assert len(routes) >= 25 and text.count(".get(") + text.count(".post(") + text.count(".patch(") \
        + text.count(".delete(") == len(found), "routes are added in a way that this does not see"
    return routes
