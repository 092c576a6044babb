"""Everything that is stored, to see whether anything was changed."""
import hashlib
import sqlite3

# Tables that are written, or cleared, a moment after an answer has ended.
LATE = ("draft", "tokenRatio", "usage")
# Written whenever somebody is seen.
SEEN = {"lastSeenAt", "lastUsedAt"}


def contents(parley, without=()):
    """A hash for each table; the index of texts and SQLite's own counters follow from them."""
    database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % parley.data, uri=True)
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT NULL")]
    kept = [name for name in names if name not in without and not name.startswith(("messageText", "sqlite_"))]
    hashes = {name: digest(database, name) for name in kept}
    database.close()
    return hashes


def digest(database, table):
    columns = [row[1] for row in database.execute('SELECT * FROM pragma_table_info(?)', (table,)) if row[1] not in SEEN]
    rows = database.execute('SELECT %s FROM "%s"' % (", ".join('"%s"' % name for name in columns), table))
    found = hashlib.sha256()
    for row in rows:
        found.update(repr(row).encode())
    return found.hexdigest()


def changed(before, after):
    """The tables that differ."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
