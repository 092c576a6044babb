"""Another program holds the database: a short time is waited for, a long one is told."""
import sqlite3
import threading
import time

from harness import figures
from harness.waiting import wait_for


class Hold:
    """Keeps other writers out, from python, as a careless script would."""

    def __init__(self, parley):
        self.database = sqlite3.connect(parley.data + "/parley.sqlite", isolation_level=None, check_same_thread=False)
        self.database.execute("PRAGMA busy_timeout = 5000")
        self.database.execute("BEGIN IMMEDIATE")

    def end(self):
        self.database.execute("ROLLBACK")
        self.database.close()

    def end_after(self, seconds):
        timer = threading.Timer(seconds, self.end)
        timer.start()
        return timer


def timed(work):
    began = time.monotonic()
    return work(), time.monotonic() - began


def test_three_seconds_are_waited_for(make):
    parley = make().set_up().start()
    conversation = parley.conversation("say:x")
    running, id = parley.begin("words:400@20¦locked")
    page = parley.watch(running)
    page.wait_for_text(id, 10)
    Hold(parley).end_after(3)
    answer, took = timed(lambda: parley.send(conversation, "patient"))
    figures.note("database held for 3 s: a message is stored after %.1f s" % took)
    assert answer.status == 202 and took >= 2
    message = page.wait_for_final(id)
    assert message["status"] == "complete" and page.faults == []
    assert parley.message(running, id)["content"] == message["content"]


def test_ten_seconds_are_told_and_survived(make):
    parley = make().set_up().start()
    conversation = parley.conversation("say:x")
    running, id = parley.begin("words:200@20¦locked10")
    page = parley.watch(running)
    page.wait_for_text(id, 10)
    timer = Hold(parley).end_after(12)
    answers = []

    def send(number):
        answers.append(timed(lambda: parley.send(conversation, "number %d" % number)))
    threads = [threading.Thread(target=send, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    seconds = []
    while any(thread.is_alive() for thread in threads):
        for path in ("/api/conversations", "/api/conversations/" + conversation, "/healthz"):
            answer, took = timed(lambda: parley.call("GET", path))
            assert answer.status == 200
            seconds.append(took)
    for answer, took in answers:
        assert answer.status == 503 and "sql" not in answer.error["message"].lower(), answer
        assert answer.header("retry-after") and took <= 7, took
    figures.note("database held: refused after %.1f s at most, reads p50 %.0f ms, longest %.0f ms" % (
        max(took for _, took in answers), figures.percentile(seconds, 0.5) * 1000, max(seconds) * 1000))
    assert parley.history(conversation) == []
    page.wait_for(lambda page: len(page.text(id)) > 500, 10, "the text to go on")
    timer.join()
    wait_for(lambda: parley.send(conversation, "again").status == 202, 6, 0.1, "writing again")
    message = parley.finished(running, id, 15)
    assert message["status"] == "complete" and page.wait_for_final(id)["content"] == message["content"]
    assert parley.child.is_running and page.faults == []


def test_reading_by_another_program_disturbs_nobody(make):
    parley = make().set_up().start()
    database = sqlite3.connect("file:%s/parley.sqlite?mode=ro" % parley.data, uri=True, isolation_level=None)
    database.execute("BEGIN")
    database.execute("SELECT count(*) FROM message").fetchone()
    conversation = parley.conversation("say:x")
    for number in range(20):
        answer, took = timed(lambda: parley.send(conversation, str(number)))
        assert answer.status == 202 and took < 3
        parley.finished(conversation, answer.value["assistant_message"]["id"])
    database.close()
