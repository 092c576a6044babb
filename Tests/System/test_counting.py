"""How well tokens are estimated without a tokenizer: before anything is known of a model, and once its answers have
told how it counts. The model's server counts with a real one."""
import random
import urllib.parse

import pytest

from harness import corpus, figures
from harness.server import Parley
from harness.strict import StrictServer
from harness.talk import Talk
from harness.tokenizer import tokenizer

# Each kind of text has a model of its own, of which nothing is known.
OTHERS = ("changing", "languages", "asked")
# What the cut leaves free for what an estimate gets wrong.
MARGIN = 0.05


def write(model, number):
    """The answer is of the kind that the model is named after."""
    kind = model if model in corpus.KINDS else corpus.KINDS[number % len(corpus.KINDS)]
    return corpus.text_of_tokens(kind, random.Random(number).randrange(100, 301), "answer %d" % number, tokenizer())


@pytest.fixture(scope="module")
def server():
    server = StrictServer(1 << 20, models=(*corpus.KINDS, *OTHERS), tells_window=True, write=write)
    yield server
    server.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory, server):
    parley = Parley(tmp_path_factory.mktemp("counting"), server).set_up().start()
    yield parley
    parley.kill()


@pytest.fixture(scope="module")
def errors(house, server):
    """How far each estimate of a talk of five turns was off, for each kind of text; minus is too few."""
    known = {}

    def of(kind):
        if kind not in known:
            talk = Talk(house, server, kind)
            for number in range(1, 6):
                talk.check(talk.say(corpus.text(kind, 1_500, number)))
            known[kind] = [turn.error for turn in talk.turns]
            figures.note("counting, %-9s estimates off by %s %%" % (kind + ":", percent(known[kind])))
        return known[kind]

    return of


def percent(errors):
    return "".join("%+7.1f" % (100 * error) for error in errors)


@pytest.mark.parametrize("kind", corpus.KINDS)
def test_before_anything_is_known_an_estimate_is_not_too_low(errors, kind):
    assert errors(kind)[0] >= -MARGIN


@pytest.mark.parametrize("kind", corpus.KINDS)
def test_after_three_answers_an_estimate_is_right(errors, kind):
    assert max(abs(error) for error in errors(kind)[3:]) <= 0.05, percent(errors(kind))


@pytest.mark.parametrize("model,kinds", [
    ("languages", ("english", "greek", "hindi", "chinese", "arabic", "russian", "korean", "german")),
    ("changing", ("python", "hindi", "numbers", "arabic", "english", "emoji", "greek", "json"))])
def test_a_talk_that_changes_its_script_with_each_turn(house, server, model, kinds):
    talk = Talk(house, server, model)
    for number, kind in enumerate(kinds):
        talk.check(talk.say(corpus.text(kind, 1_500, number)))
    errors = [turn.error for turn in talk.turns]
    figures.note("counting, %s: %s: %s %%" % (model, " ".join(kinds), percent(errors)))
    # By then at most a fifth of the prompt is in a script that was not counted yet.
    assert min(errors[4:]) >= -MARGIN and max(errors[4:]) <= 0.2, percent(errors)


@pytest.mark.parametrize("encode", [urllib.parse.quote, urllib.parse.quote_plus])
def test_what_is_still_being_written_is_counted_as_it_will_be_sent(house, server, encode):
    """Browsers write a blank in a query as a plus sign."""
    talk = Talk(house, server, "asked")
    text = corpus.text("swift", 1_500, 1) + " 1 + 1"
    path = "/api/conversations/%s/context?content=%s" % (talk.id, encode(text))
    foreseen = house.call("GET", path).value["estimated_tokens"]
    assert foreseen == talk.say(text).context["estimated_tokens"]
