"""A data folder with very many messages: one conversation made through the API, then copied row by row in SQLite.

Columns are read from the database itself, so that a new column needs no change here; triggers keep the search index as they always do.
"""
import contextlib, os, shutil, sqlite3, time

from .relays import Parley

TURNS = 25


def large_folder(places, upstream, messages):
    """(folder, seconds it took)"""
    begun = time.monotonic()
    with Parley(places, upstream) as parley:
        conversation = template(parley)
        parley.child.end()
        data = os.path.join(places.folder(), "large")
        shutil.copytree(parley.data, data, ignore=shutil.ignore_patterns("*.sock", "*.lock"))
    with contextlib.closing(sqlite3.connect(os.path.join(data, "parley.sqlite"))) as db:
        copy(db, conversation, max(1, messages // (2 * TURNS)))
    return data, time.monotonic() - begun


def template(parley):
    conversation = parley.conversation("flood:16")
    for turn in range(TURNS):
        parley.call("POST", "/api/conversations/%s/messages" % conversation, {"content": "Question %d: why does the import stall? tag=fill-%d" % (turn, turn)})
        while parley.last_message(conversation)["status"] == "streaming":
            time.sleep(0.005)
    return conversation


def copy(db, conversation, copies):
    """An id's last twelve digits become the copy's number and the row's own; times go back a minute a copy."""
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("CREATE TEMP TABLE original AS SELECT seq, id, row_number() OVER (ORDER BY seq) AS place FROM message WHERE conversationId = ?", (conversation,))
    new = "substr(%s, 1, 24) || printf('%%08x%%04x', :copy, %s)"
    place = "(SELECT place FROM original WHERE original.id = %s)"
    of_message = {"seq": "NULL", "id": new % ("id", place % "message.id"), "conversationId": new % ("conversationId", "0"), "clientId": "NULL",
                  "parentId": "CASE WHEN parentId IS NULL THEN NULL ELSE %s END" % (new % ("parentId", place % "message.parentId"))}
    of_conversation = {"id": new % ("id", "0"), "clientId": "NULL", "leafId": new % ("leafId", place % "conversation.leafId"), "updatedAt": "updatedAt - 60000 * :copy"}
    statements = [copying(db, "conversation", "id", of_conversation, ""), copying(db, "message", "conversationId", of_message, " ORDER BY seq")]
    with db:
        for number in range(1, copies + 1):
            for statement in statements:
                db.execute(statement, {"copy": number, "conversation": conversation})


def copying(db, table, key, changed, order):
    columns = [row[1] for row in db.execute("PRAGMA table_info(%s)" % table)]
    values = ", ".join(changed.get(column, column) for column in columns)
    return "INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s = :conversation%s" % (table, ", ".join(columns), values, table, key, order)
