"""Texts of many kinds, made from a seed: the same seed gives the same text."""
import json
import random

from .sentences import SENTENCES, WORDS

EMOJI = "😀 😅 🥲 👍🏽 🙏 🎉 🚀 ❤️ 👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 🇯🇵 🦊 🍞 🌧️ ⚙️ ✅ ❌ 🔥 📎 🧵 🫠 🤷🏻‍♀️".split()
NOUNS = "batch cursor draft entry frame ledger message offset packet queue record shelf token window".split()
VERBS = "append collect drop fetch merge parse read release send split trim write".split()

SWIFT = """\
struct {Noun}Reader: Sendable {{
    private(set) var {other}s: [String: Int] = [:]

    /// Nil where no {noun} is left.
    mutating func {verb}(upTo limit: Int = {number}) throws -> {Noun}? {{
        guard let {noun} = {other}s.first(where: {{ $0.value > limit }}) else {{ return nil }}
        return try {Noun}(name: {noun}.key, count: min({noun}.value, limit))
    }}
}}

"""
PYTHON = """\
def {verb}_{noun}s({other}s, limit={number}):
    \"\"\"Every {noun} whose {other} is not above the limit.\"\"\"
    found = [one for one in {other}s if one.get("{noun}_id") is not None and one["size"] <= limit]
    if not found:
        raise ValueError("no {noun} under %d in %r" % (limit, {other}s))
    return sorted(found, key=lambda one: (one["size"], -one["{noun}_id"]))


"""


def sentence(language, chance):
    template = chance.choice(SENTENCES[language].strip().split("\n"))
    return template.format(w=chance.choice(WORDS[language].split("|")), n=chance.randrange(12, 2100))


def prose(language):
    gap = "" if language in ("chinese", "japanese") else " "

    def piece(chance):
        return sentence(language, chance) + chance.choice([gap] * 4 + ["\n\n"])
    return piece


def code(template):
    def piece(chance):
        noun, other = chance.sample(NOUNS, 2)
        return template.format(
            noun=noun, Noun=noun.capitalize(), other=other, verb=chance.choice(VERBS), number=chance.randrange(2, 5000))
    return piece


def json_object(chance):
    noun = chance.choice(NOUNS)
    value = {
        "id": "%012x" % chance.getrandbits(48), "kind": noun, "size": chance.randrange(10**6),
        "share": round(chance.random(), 4), "is_open": chance.random() < 0.5, "parent": None,
        "tags": chance.sample(NOUNS, 3), "note": sentence("english", chance)}
    return json.dumps(value, indent=chance.choice([None, 2])) + "\n"


def emoji(chance):
    # People send them alone, in rows, and behind a word or two.
    return chance.choice(EMOJI) * chance.choice([1, 1, 1, 3]) + chance.choice(["", " ", " ok ", " haha ", "\n"])


def table_rows(chance):
    rows = [
        "| %s | %s | %.2f | %d %% |" % (chance.choice(NOUNS), chance.choice(VERBS), chance.random() * 900,
                                        chance.randrange(100)) for _ in range(chance.randrange(3, 9))]
    return "\n".join(["| Name | Action | Price | Share |", "|:-----|--------|------:|------:|", *rows]) + "\n\n"


def numbers(chance):
    return chance.choice([
        "%d" % chance.randrange(10**11, 10**16), "%.9f" % (chance.random() * 1000), "%016x" % chance.getrandbits(64),
        "+49 30 %07d" % chance.randrange(10**7), "2026-%02d-%02d" % (chance.randrange(1, 13), chance.randrange(1, 29)),
    ]) + chance.choice([" ", ", ", "\n"])


PIECES = {
    **{language: prose(language) for language in SENTENCES},
    "swift": code(SWIFT), "python": code(PYTHON), "json": json_object, "emoji": emoji, "table": table_rows,
    "numbers": numbers,
}
# Several kinds in one message, as people paste and translate.
PIECES["mixed"] = lambda chance: PIECES[chance.choice([kind for kind in PIECES if kind != "mixed"])](chance)
KINDS = tuple(PIECES)


def text(kind, characters, seed):
    """A text of a kind, whole pieces of it, at least so many characters long."""
    chance = random.Random("%s %s" % (kind, seed))
    written = ""
    while len(written) < characters:
        written += PIECES[kind](chance)
    return written.strip()


def text_of_tokens(kind, tokens, seed, tokenizer):
    """A text of a kind that a tokenizer counts as so many tokens, or a few less where it ends inside a character."""
    whole = text(kind, tokens * 6 + 40, seed)
    # Cut where a token ends; it may not be in the middle of a character.
    return whole[:tokenizer.end_of(whole, tokens)]
