"""Chat completions: what the fake upstream is told to say, and the official client of those who ask."""
import functools
import json

import openai
import pytest


def answer(*pieces, status=200, kind="text/event-stream", fields=(), delay=0, ending="closed"):
    """An answer whose body is these pieces, each a chunk of its own."""
    pieces = [piece.encode() if isinstance(piece, str) else piece for piece in pieces]
    return {
        "status": status, "kind": kind, "fields": fields, "delay": delay, "ending": ending,
        "pieces": [piece.decode("latin-1") for piece in pieces]}


def document(value, **more):
    """An answer in one piece: JSON, or bytes as they are."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return answer(data, **{"kind": "application/json", **more})


def events(*values):
    """Objects, or JSON texts as they are, as an event stream writes them."""
    texts = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]
    return "".join("data: %s\n\n" % text for text in texts)


def chunk(delta, finish=None, **more):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1700000000, "choices": [choice], **more}


def whole(content, finish="stop", **message):
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1700000000, "model": "m", "choices": [choice],
        "usage": usage}


def refusal(message, type="invalid_request_error", code=None):
    return {"error": {"message": message, "type": type, "param": None, "code": code}}


# Asking

GO = [{"role": "user", "content": "go"}]
PATH = "/v1/chat/completions"


def url(parley):
    return "http://127.0.0.1:%d/v1" % parley.port


def client(parley, kind=openai.OpenAI, **more):
    """The official client, as its users make it; but it tries once, and waits no longer than a test may."""
    return kind(**{"base_url": url(parley), "api_key": parley.token, "max_retries": 0, "timeout": 30, **more})


@functools.cache
def usual_client(parley):
    """Kept, because making one takes longer than most tests."""
    return client(parley)


def ask(parley, model, messages=GO, **more):
    return usual_client(parley).chat.completions.create(model=model, messages=messages, **more)


def ask_in_bytes(parley, model, messages=GO, **more):
    """The answer as it comes over the line."""
    return parley.call("POST", PATH, {"model": model, "messages": messages, **more}, seconds=8)


def text_of(stream):
    """All text of a stream's first choice."""
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


def text_before(error, stream):
    """The text that came before a stream raised an error, and the error."""
    text = ""
    try:
        for chunk in stream:
            text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
    except error as raised:
        return text, raised
    raise AssertionError("the stream ended as if it were whole, after %r" % text[-200:])


def raised(parley, model, error=openai.APIError, **more):
    """The error that the official client raises for an answer, also where its stream has begun."""
    with pytest.raises(error) as caught:
        answered = ask(parley, model, **more)
        list(answered) if more.get("stream") else answered
    return caught.value
