"""The text that the fake upstream writes: the same words in the same order, so that any part of it can be checked."""

WORDS = ("The", "quick", "brown", "🦊", "fox", "jumps", "over", "the", "lazy", "dog,", "naïve", "世界", "👩‍💻.")


def word(index):
    return WORDS[index % len(WORDS)] + " "


def words(count):
    return "".join(word(index) for index in range(count))


def are_the_first(text):
    """Whether a text is how the words begin."""
    return words(len(text)).startswith(text)


def block(index, size):
    """A piece of a flood: its number, then filling, then a line's end."""
    head = "%08d " % index
    return head + "x" * (size - len(head) - 1) + "\n"
