"""Talks that are far longer than the model's window, with servers that count with a real tokenizer: nobody ever sees
that something did not fit."""
import time

import pytest

from harness import corpus, figures
from harness.server import Parley
from harness.strict import StrictServer
from harness.talk import Talk, questions
from harness.tokenizer import tokenizer

WINDOW = 2_048


@pytest.fixture
def talk(tmp_path):
    """Makes a talk with a strict server of the test's own."""
    closing = []

    def one(**more):
        server = StrictServer(WINDOW, **more)
        closing.append(server.close)
        parley = Parley(tmp_path, server).set_up().start()
        closing.append(parley.kill)
        return Talk(parley, server)

    yield one
    for close in reversed(closing):
        close()


def hold(talk, name, count, **more):
    """All turns of a talk, each of them checked; notes how it went."""
    began = time.monotonic()
    try:
        for text in questions(count, WINDOW, **more):
            talk.check(talk.say(text))
    finally:
        note(talk, name, time.monotonic() - began)
    return talk


def note(talk, name, seconds):
    turns, runs, used = talk.turns, talk.runs, talk.used or [0]
    figures.note(
        "long talk, %s: %d turns in %.1f s, refusals in turns %s, %d shortened" % (
            name, len(turns), seconds, talk.refused_turns, sum(bool(turn.context["shortened"]) for turn in turns)))
    figures.note(
        "long talk, %s: the beginning of the prompt stays for %.1f turns (at most %d), the prompt has %.0f %% of the "
        "window (at most %.0f %%)" % (
            name, len(turns) / len(runs), max(runs), 100 * sum(used) / len(used), 100 * max(used)))


def test_five_hundred_turns_where_the_window_is_not_known(talk):
    talk = talk()
    assert talk.offered()["context_window"] == 8_192 and talk.offered()["source"] == "default"
    hold(talk, "window not known", 500)
    assert talk.offered()["context_window"] == WINDOW and talk.offered()["source"] == "learned"
    assert 1 <= len(talk.refused_turns) <= 3 and max(talk.refused_turns) <= 50
    assert sum(bool(turn.context["shortened"]) for turn in talk.turns) >= 12


def test_five_hundred_turns_where_the_window_is_told(talk):
    talk = talk(tells_window=True)
    assert talk.offered()["context_window"] == WINDOW and talk.offered()["source"] == "provider"
    hold(talk, "window told", 500)
    assert len(talk.refused_turns) <= 3
    assert sum(bool(turn.context["shortened"]) for turn in talk.turns) >= 12


def test_a_hundred_turns_where_refusals_tell_no_numbers(talk):
    talk = hold(talk(manner="wordless"), "no numbers told", 100)
    assert talk.offered()["source"] == "learned" and talk.offered()["context_window"] <= WINDOW
    assert 1 <= len(talk.refused_turns) <= 3 and max(talk.refused_turns) <= 50


def test_a_paste_at_the_beginning_where_refusals_tell_no_numbers(talk):
    """It is as long as the window that is believed in, four times the true one."""
    talk = talk(manner="wordless")
    paste = corpus.text_of_tokens("english", 7_000, 1, tokenizer())
    talk.check(talk.say(paste))


@pytest.mark.parametrize("paste_every", [0, 40], ids=["growing", "with pastes"])
def test_a_hundred_turns_where_what_is_too_long_is_dropped_silently(talk, paste_every):
    talk = talk(manner="silent")
    for text in questions(100, WINDOW, paste_every):
        turn = talk.say(text)
        assert turn.answer["status"] == "complete"
        if not turn.accepted.dropped:
            talk.check(turn)
    lost = [number for number, turn in enumerate(talk.turns, 1) if turn.accepted.dropped]
    told = [number for number, turn in enumerate(talk.turns, 1) if turn.context["cut_by_provider"]]
    figures.note("long talk, silent server: dropped messages in turns %s, told in %s" % (lost, told))
    assert lost and told == lost
    assert len(lost) == 1, "it is not learned from"
    assert talk.offered()["source"] == "learned" and talk.offered()["context_window"] == WINDOW


@pytest.mark.parametrize("kind", ["vllm", "llamacpp"])
def test_fifty_turns_with_a_server_that_counts(talk, kind):
    talk = talk(kind=kind)
    assert talk.offered()["context_window"] == WINDOW and talk.offered()["source"] == "provider"
    guessed, foreseen_wrongly = [], []
    for number, text in enumerate(questions(50, WINDOW, paste_every=20), 1):
        # Longer ones do not go into an address.
        foreseen = talk.context(text) if len(text) < 2_000 else None
        turn = talk.say(text)
        talk.check(turn)
        sent = turn.accepted.tokens
        if (turn.context["counting"], turn.context["estimated_tokens"]) != ("exact", sent):
            guessed.append((number, turn.context["counting"], turn.context["estimated_tokens"], sent))
        if foreseen and (foreseen["counting"], foreseen["estimated_tokens"]) != ("exact", sent):
            foreseen_wrongly.append((number, foreseen["counting"], foreseen["estimated_tokens"], sent))
    note(talk, kind, 0)
    assert talk.context()["counting"] == "exact"
    assert not talk.refused_turns
    assert max(talk.used) <= 0.75, "more than the budget was sent though it was counted"
    assert not guessed, "turn, counting, tokens told and sent: %s" % guessed
    assert not foreseen_wrongly, "turn, counting, tokens foreseen and sent: %s" % foreseen_wrongly
