"""kill -9 at random moments: what was acknowledged is there, what was shown is there, and nothing is half."""
import random
import time

from harness import figures
from harness.crowd import Sender
from harness.waiting import wait_for
from harness.words import are_the_first

SHOWN_LONG_ENOUGH = 0.35


class Round:
    """Senders and viewers on a running server, then the kill."""

    def __init__(self, parley, number, chance):
        self.parley = parley
        self.senders = [Sender(parley, "round %d sender %d" % (number, index)) for index in range(3)]
        self.answers = [parley.begin("endless:%d" % pause) for pause in (2, 5, 20)]
        self.pages = [parley.watch(*running[:1]) for running in self.answers for _ in range(2)]
        self.own = parley.conversation("endless:5")
        self.reader = parley.stream(self.own)
        wait_for(lambda: all(sender.kept for sender in self.senders), 20, what="the first acknowledged messages")
        for page, (_, id) in zip(self.pages[::2], self.answers):
            page.wait_for_text(id, 20)
        time.sleep(chance.uniform(0, 1.5))
        parley.kill()
        self.killed = time.monotonic()
        for sender in self.senders:
            sender.leaving.set()
            sender.thread.join(10)

    def faults(self):
        return [fault for sender in self.senders for fault in sender.faults]

    def shown(self, moment):
        """For each running answer the longest text that anyone had seen by a moment."""
        rows = []
        for index, (conversation, id) in enumerate(self.answers):
            seen = [page.shown_by(id, moment) for page in self.pages[2 * index:2 * index + 2]]
            rows.append((conversation, max(seen, key=len)))
        return rows + [(self.own, self.reader.shown_by(moment))]


def test_what_was_acknowledged_or_shown_survives_kill_9(make, rounds):
    parley = make().set_up()
    chance = random.Random(time.time_ns() % 1_000_000)
    acknowledged, windows, repairs = 0, [], []
    for number in range(rounds):
        parley.start()
        a_round = Round(parley, number, chance)
        assert parley.command("check").returncode == 0, parley.command("check").stdout
        parley.start()
        check_interrupted(a_round, repairs)
        check_texts(a_round, windows)
        assert not a_round.faults()
        for sender in a_round.senders:
            assert sender.missing(parley) == []
            acknowledged += len(sender.kept) + len(sender.created)
        assert parley.command("check").returncode == 0, parley.command("check").stdout
        parley.kill()
    figures.note("kill -9: %d rounds, %d acknowledged writes, 0 lost; text lost before the kill at most %.0f ms, "
                 "median %.0f ms; interrupted at most %.0f ms after listening" % (
                     rounds, acknowledged, max(windows) * 1000, figures.percentile(windows, 0.5) * 1000,
                     max(repairs) * 1000))


def check_interrupted(a_round, repairs):
    """What was running is interrupted within a second of listening again."""
    parley = a_round.parley
    for conversation in [conversation for conversation, _ in a_round.answers] + [a_round.own]:
        assert parley.history(conversation)[-1]["status"] == "interrupted"
    repairs.append(time.monotonic() - parley.listening)
    assert repairs[-1] <= 1
    for sender in a_round.senders:
        for conversation in sender.created:
            assert all(message["status"] != "streaming" for message in parley.history(conversation))


def check_texts(a_round, windows):
    early = a_round.shown(a_round.killed - SHOWN_LONG_ENOUGH)
    late = a_round.shown(a_round.killed)
    for (conversation, old), (_, new) in zip(early, late):
        stored = a_round.parley.history(conversation)[-1]["content"]
        assert are_the_first(stored)
        assert stored.startswith(old), "shown %d characters, stored %d" % (len(old), len(stored))
        windows.append(lost_seconds(a_round, conversation, len(stored)) if len(stored) < len(new) else 0)


def lost_seconds(a_round, conversation, length):
    """How long before the kill the first text was shown that is not stored."""
    if conversation == a_round.own:
        total = 0
        for moment, piece in a_round.reader.pieces:
            total += len(piece)
            if total > length:
                return a_round.killed - moment
    for index, (own, id) in enumerate(a_round.answers):
        if own == conversation:
            moments = [
                moment for page in a_round.pages[2 * index:2 * index + 2]
                for moment, shown in page.shown[id] if shown > length]
            return a_round.killed - min(moments, default=a_round.killed)
    return 0


def test_a_kill_during_the_start_harms_nothing(make):
    parley = make().set_up()
    chance = random.Random(7)
    for _ in range(5):
        parley.launch()
        time.sleep(chance.uniform(0, 0.3))
        parley.kill()
        assert parley.command("check").returncode == 0
    parley.start()
    assert parley.call("GET", "/api/conversations").status == 200
