"""A long talk with a strict model server through Parley, and what must be true of each of its turns."""
import dataclasses
import json
import math
import random
import re
import urllib.parse

from . import corpus, web
from .tokenizer import tokenizer
from .waiting import wait_for

SYSTEM = "You answer in short sentences, in the language of the question. Today is a Thursday."
MARK = re.compile(r"\n\n\[… the middle of this message, \d+ characters in all, was left out to fit …\]\n\n")


@dataclasses.dataclass
class Turn:
    question: str
    # As the person got it at the stream's end.
    answer: dict
    # All requests of this turn, the last one first answered.
    completions: list

    @property
    def context(self):
        return self.answer["context"]

    @property
    def accepted(self):
        return self.completions[-1]

    @property
    def error(self):
        """How far the estimate was from what the model's server counted, as a share of that."""
        return self.context["estimated_tokens"] / self.accepted.tokens - 1


def is_the_same(said, sent):
    return said == sent


def is_shortened(said, sent):
    """The beginning and the end are there, and a mark says that something between them is not."""
    kept = MARK.split(sent["content"])
    return (
        said["role"] == sent["role"] and len(kept) == 2 and all(kept)
        and said["content"].startswith(kept[0]) and said["content"].endswith(kept[1]))


class Talk:
    # A refusal that names its numbers teaches all there is to know; one that does not is followed by guesses.
    most_requests = 2

    def __init__(self, parley, server, model="strict"):
        self.parley = parley
        self.server = server
        self.model = model
        wait_for(self.offered, 10, what="the list of models")
        self.id = parley.conversation(model, system_prompt=SYSTEM)
        self.turns = []

    def offered(self):
        """The model as Parley offers it, with the window it is taken to have."""
        models = self.parley.call("GET", "/api/models").value["models"]
        return next((model for model in models if model["id"] == self.model), None)

    def say(self, text):
        """One message and its answer, on one request."""
        before = len(self.server.completions)
        path = "/api/conversations/%s/messages" % self.id
        headers = self.parley.headers(Accept="text/event-stream")
        answer = web.request(self.parley.port, "POST", path, {"content": text}, headers)
        assert answer.status == 200, answer
        *_, last, end = answer.raw.decode().rstrip("\n").split("\n\n")
        assert end == "data: [DONE]"
        message = json.loads(last.removeprefix("data: "))["done"]["message"]
        self.turns.append(Turn(text, message, self.server.completions[before:]))
        return self.turns[-1]

    def context(self, content=""):
        """What would be sent."""
        query = "?content=" + urllib.parse.quote(content) if content else ""
        answer = self.parley.call("GET", "/api/conversations/%s/context%s" % (self.id, query))
        assert answer.status == 200, answer
        return answer.value

    # What must be true

    def check(self, turn):
        """The last turn is one that nobody could complain of."""
        place = "turn %d" % len(self.turns)
        answer, sent = turn.answer, turn.accepted
        assert answer["status"] == "complete" and answer["error"] is None, (place, answer["error"])
        assert answer["content"] == sent.answer, place
        # Only where the window is not known yet may it be full before the answer is at its end.
        assert not sent.is_answer_cut or turn.context["window"] > self.server.window, place
        assert len(turn.completions) <= self.most_requests and not sent.is_refused, place
        assert sent.messages[0] == {"role": "system", "content": SYSTEM}, place
        assert sent.history[0]["role"] == "user", "%s: an answer without its question" % place
        assert sent.tokens + sent.answer_tokens <= self.server.window, place
        self.check_history(turn, place)
        self.check_question(turn, place)

    def check_history(self, turn, place):
        """Whatever is sent is the end of what was said, without a gap, word by word or with a mark in the place of a
        middle; how many have a mark is told."""
        said = self.said()[:-1]
        sent = turn.accepted.history
        pairs = list(zip(said[len(said) - len(sent):], sent))
        assert all(is_the_same(*pair) or is_shortened(*pair) for pair in pairs), place
        assert len(turn.context["shortened"]) == sum(not is_the_same(*pair) for pair in pairs), place

    def check_question(self, turn, place):
        """The newest question is the last message, whole, or with a mark where its middle was."""
        newest = turn.accepted.messages[-1]
        question = {"role": "user", "content": turn.question}
        is_told = turn.answer["parent_id"] in turn.context["shortened"]
        assert is_shortened(question, newest) if is_told else is_the_same(question, newest), place

    def said(self):
        """All that was said, as a model would be sent it."""
        return [
            {"role": role, "content": content} for turn in self.turns
            for role, content in (("user", turn.question), ("assistant", turn.answer["content"]))]

    # What is measured

    @property
    def refused_turns(self):
        """The numbers of the turns with a refusal, the first is 1."""
        return [number for number, turn in enumerate(self.turns, 1) if len(turn.completions) > 1]

    @property
    def shortened(self):
        """How many questions were sent without their middle."""
        return sum(turn.answer["parent_id"] in turn.context["shortened"] for turn in self.turns)

    @property
    def cut_answers(self):
        return [number for number, turn in enumerate(self.turns, 1) if turn.accepted.is_answer_cut]

    @property
    def runs(self):
        """For how many turns each beginning of the prompt stayed: all that was sent before is sent again."""
        runs, before = [], None
        for turn in self.turns:
            messages = turn.accepted.messages
            if before and messages[:len(before)] == before:
                runs[-1] += 1
            else:
                runs.append(1)
            before = messages
        return runs

    @property
    def used(self):
        """What share of the window each prompt had, from the first one on that was cut."""
        accepted = [turn for turn in self.turns if turn.context["trimmed"] and not turn.accepted.is_refused]
        return [turn.accepted.tokens / self.server.window for turn in accepted]


def questions(count, window, paste_every=40, seed=7):
    """People's messages: most are short, some are long, now and then one is longer than the whole window."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        if paste_every and number % paste_every == paste_every // 2:
            tokens = chance.randrange(window + 100, window * 3)
        else:
            tokens = int(math.exp(chance.uniform(0, math.log(400))))
        yield corpus.text_of_tokens(chance.choice(corpus.KINDS), tokens, number, tokenizer())
