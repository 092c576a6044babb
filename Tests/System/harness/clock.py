"""Answers of the model `clock`, which writes down when each token was sent: how long it took, and which was the last."""


def told(page, id):
    """When each piece came, and when it had been sent: the model writes down its own clock."""
    page.follow()
    pieces = [(event.time, event.value["content"]) for event in page.events("delta") if event.value["message_id"] == id]
    return [(moment, float(line)) for moment, text in pieces for line in text.split()]


def late(page, id):
    """The time each token was on its way, in milliseconds."""
    return [(moment - sent) * 1000 for moment, sent in told(page, id)]


def sent_last(page):
    """When the last token was sent of which this reader got a byte."""
    texts = bytes(page.understand().response.body).decode(errors="replace").replace('\\n', " ")
    stamps = [float(word) for word in texts.replace('"', " ").split() if word.count(".") == 1 and word.replace(".", "").isdigit()]
    return max(stamps, default=0)
