"""A real tokenizer, as a model's server has one: the 65,000 byte pairs that come with a client library, so that nothing
is fetched. Its counts are what a strict server goes by."""
import functools
import importlib.util
import os

import tokenizers

# What a chat format adds: marks around each message, and the beginning of the answer.
TOKENS_PER_MESSAGE = 4
TOKENS_BEFORE_ANSWER = 3


class Tokenizer:
    def __init__(self):
        folder = os.path.dirname(importlib.util.find_spec("anthropic").origin)
        self._pairs = tokenizers.Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        # Most of a prompt was in the one before.
        self.count = functools.lru_cache(maxsize=20_000)(lambda text: len(self.ids(text)))

    def ids(self, text):
        return self._pairs.encode(text, add_special_tokens=False).ids

    def count_messages(self, messages):
        each = sum(self.count(message["content"]) + TOKENS_PER_MESSAGE for message in messages)
        return each + TOKENS_BEFORE_ANSWER

    def end_of(self, text, tokens):
        """Where in a text its first so many tokens end."""
        offsets = self._pairs.encode(text, add_special_tokens=False).offsets
        return offsets[:tokens][-1][1] if tokens else 0


@functools.cache
def tokenizer():
    return Tokenizer()
