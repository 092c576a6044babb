"""Talks that are far longer than the model's window, with servers that count with a real tokenizer: nobody ever sees
that something did not fit."""
import time

import pytest

from harness import figures
from harness.server import Parley
from harness.strict import StrictServer
from harness.talk import Talk, questions

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
        "long talk, %s: %d turns in %.1f s, refusals in turns %s, answers cut in turns %s, %d questions shortened" % (
            name, len(turns), seconds, talk.refused_turns, talk.cut_answers, talk.shortened))
    figures.note(
        "long talk, %s: the beginning of the prompt stays for %.1f turns (at most %d), the prompt has %.0f %% of the "
        "window (at most %.0f %%)" % (
            name, len(turns) / len(runs), max(runs), 100 * sum(used) / len(used), 100 * max(used)))


def check_refusals(talk):
    """A model's window is learned by the first; later ones would cost each person a second request."""
    assert len(talk.refused_turns) <= 3 and all(number <= 50 for number in talk.refused_turns), talk.refused_turns


def test_five_hundred_turns_where_the_window_is_not_known(talk):
    talk = talk()
    assert talk.offered()["context_window"] == 8_192 and talk.offered()["source"] == "default"
    hold(talk, "window not known", 500)
    assert talk.offered()["context_window"] == WINDOW and talk.offered()["source"] == "learned"
    assert talk.refused_turns and talk.shortened >= 12
    check_refusals(talk)


def test_five_hundred_turns_where_the_window_is_told(talk):
    talk = talk(tells_window=True)
    assert talk.offered()["context_window"] == WINDOW and talk.offered()["source"] == "provider"
    hold(talk, "window told", 500)
    assert talk.shortened >= 12
    check_refusals(talk)


@pytest.mark.parametrize("paste_every", [40, 10], ids=["after it is known", "before it is known"])
def test_a_hundred_turns_where_refusals_tell_no_numbers(talk, paste_every):
    """The first text that is longer than the window comes after or before the window is known to be that small."""
    name = "no numbers told, a paste every %d" % paste_every
    talk = talk(manner="wordless")
    talk.most_requests = 5
    hold(talk, name, 100, paste_every=paste_every, seed=3)
    assert talk.offered()["source"] == "learned" and WINDOW // 2 <= talk.offered()["context_window"] <= WINDOW
    assert talk.refused_turns
    check_refusals(talk)


@pytest.mark.parametrize("paste_every", [0, 40], ids=["growing", "with pastes"])
def test_a_hundred_turns_where_what_is_too_long_is_dropped_silently(talk, paste_every):
    talk = talk(manner="silent")
    for text in questions(100, WINDOW, paste_every):
        turn = talk.say(text)
        assert turn.answer["status"] == "complete"
        if not turn.accepted.dropped:
            talk.check(turn)
    dropped = [number for number, turn in enumerate(talk.turns, 1) if turn.accepted.dropped]
    told = [number for number, turn in enumerate(talk.turns, 1) if turn.context["cut_by_provider"]]
    window, source = talk.offered()["context_window"], talk.offered()["source"]
    figures.note("long talk, silent server: messages dropped in turns %s, told in %s, window %d" % (
        dropped, told, window))
    # The first time it is told, and learned from: what the server reads is then cut by us.
    assert dropped and (dropped, told, window, source) == (dropped[:1], dropped[:1], WINDOW, "learned")


@pytest.mark.parametrize("paste_every,seed", [(20, 7), (7, 3)])
@pytest.mark.parametrize("kind", ["vllm", "llamacpp"])
def test_fifty_turns_with_a_server_that_counts(talk, kind, paste_every, seed):
    talk = talk(kind=kind)
    assert talk.offered()["context_window"] == WINDOW and talk.offered()["source"] == "provider"
    guessed, foreseen_wrongly = [], []
    for number, text in enumerate(questions(50, WINDOW, paste_every, seed), 1):
        # Longer ones do not go into an address.
        foreseen = talk.context(text) if len(text) < 2_000 else None
        turn = talk.say(text)
        talk.check(turn)
        sent = turn.accepted.tokens
        if (turn.context["counting"], turn.context["estimated_tokens"]) != ("exact", sent):
            guessed.append((number, turn.context["counting"], turn.context["estimated_tokens"], sent))
        if foreseen and (foreseen["counting"], foreseen["estimated_tokens"]) != ("exact", sent):
            foreseen_wrongly.append((number, foreseen["counting"], foreseen["estimated_tokens"], sent))
    assert talk.context()["counting"] == "exact"
    assert not talk.refused_turns
    assert not guessed, "turn, counting, tokens told and sent: %s" % guessed
    assert not foreseen_wrongly, "turn, counting, tokens foreseen and sent: %s" % foreseen_wrongly
    assert max(turn.accepted.tokens for turn in talk.turns) <= talk.context()["budget"]
