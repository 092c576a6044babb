"""A model server in the test's process that counts what it is sent with a real tokenizer and keeps to its window."""
import dataclasses
import http.server
import json
import random
import re
import threading

from . import corpus
from .tokenizer import TOKENS_BEFORE_ANSWER, TOKENS_PER_MESSAGE, tokenizer

# A chat template as llama.cpp applies one: three special tokens before a message, one behind it.
OPENING = "<|im_start|>%s\n"
CLOSING = "<|im_end|>\n"
SPECIAL = re.compile(r"<\|im_start\|>(?:system|user|assistant)\n|<\|im_end\|>\n")


@dataclasses.dataclass
class Completion:
    """One request as the server took it."""
    model: str
    messages: list
    tokens: int
    is_refused: bool = False
    # What it dropped without a word, oldest first.
    dropped: list = dataclasses.field(default_factory=list)
    answer: str = ""
    answer_tokens: int = 0
    # The window was full before the answer was at its end.
    is_answer_cut: bool = False

    @property
    def history(self):
        """Without the system prompt."""
        return [message for message in self.messages if message["role"] != "system"]


class StrictServer:
    """
    - window: what prompt and answer have together, in tokens.
    - manner: what it does with a prompt that is too long. `numbers` refuses in OpenAI's words, `wordless` refuses and
      tells no number, `silent` drops the oldest messages and reports only what it read, as Ollama does.
    - kind: `vllm` or `llamacpp` where it presents itself as that server, with its ways to count.
    - tells_window: whether its list of models does.
    - write: makes the answer to a model's nth request; without, 20 to 300 tokens of all kinds.
    """

    def __init__(self, window, manner="numbers", kind=None, tells_window=False, models=("strict",), write=None):
        self.window = window
        self.manner = manner
        self.kind = kind
        self.tells_window = tells_window
        self.models = models
        self.write = write or mixed_answer
        self.completions = []
        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self):
        return "http://127.0.0.1:%d/v1" % self._http.server_port

    @property
    def accepted(self):
        return [completion for completion in self.completions if not completion.is_refused]

    @property
    def refused(self):
        return [completion for completion in self.completions if completion.is_refused]

    def close(self):
        self._http.shutdown()
        self._http.server_close()

    # What it tells

    def listed(self):
        told = {}
        if self.kind == "vllm":
            told = {"owned_by": "vllm", "max_model_len": self.window}
        elif self.kind == "llamacpp":
            told = {"owned_by": "llamacpp", "meta": {"n_ctx_train": self.window * 4}}
        elif self.tells_window:
            told = {"context_window": self.window}
        data = [{"id": name, "object": "model", "created": 1700000000, "owned_by": "someone", **told}
                for name in self.models]
        return {"object": "list", "data": data}

    def properties(self):
        return {"default_generation_settings": {"n_ctx": self.window}, "total_slots": 1}

    def template(self, body):
        parts = [OPENING % message["role"] + message["content"] + CLOSING for message in body["messages"]]
        return {"prompt": "".join(parts) + OPENING % "assistant"}

    def tokenize(self, body):
        if "messages" in body:
            count = tokenizer().count_messages(body["messages"])
            return {"count": count, "max_model_len": self.window, "tokens": [0] * count}
        tokens = special_ids(body["content"]) if body.get("parse_special") else tokenizer().ids(body["content"])
        return {"tokens": tokens}

    # What it answers

    def complete(self, body):
        """The status and what follows it: an error, or chunks."""
        read = [dict(message) for message in body["messages"]]
        done = Completion(body["model"], read, tokenizer().count_messages(read))
        limit = body.get("max_completion_tokens") or body.get("max_tokens") or 0
        done.is_refused = self.manner != "silent" and done.tokens + limit > self.window
        self.completions.append(done)
        if done.is_refused:
            return 400, {"error": self.refusal(done.tokens, limit)}
        while self.manner == "silent" and done.tokens > self.window and len(done.history) > 1:
            done.dropped.append(done.history[0])
            done.messages.remove(done.history[0])
            done.tokens = tokenizer().count_messages(done.messages)
        done.tokens = min(done.tokens, self.window)
        self.answer(done, limit)
        return 200, list(self.chunks(done))

    def refusal(self, tokens, limit):
        error = {"type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}
        if self.manner == "wordless":
            return {**error, "message": "Please reduce the length of the messages or completion."}
        asked = "your messages resulted in %d tokens" % tokens
        if limit:
            parts = (tokens + limit, tokens, limit)
            asked = "you requested %d tokens (%d in the messages, %d in the completion)" % parts
        return {**error, "message": "This model's maximum context length is %d tokens. However, %s. Please reduce the "
                "length of the messages." % (self.window, asked)}

    def answer(self, done, limit):
        text = self.write(done.model, len(self.accepted))
        room = min(limit or self.window, self.window - done.tokens)
        # A window that was overrun silently is shifted, not ended.
        done.is_answer_cut = self.manner != "silent" and tokenizer().count(text) > room
        done.answer = text[:tokenizer().end_of(text, room)] if done.is_answer_cut else text
        done.answer_tokens = tokenizer().count(done.answer)

    def chunks(self, done):
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1700000000, "model": done.model}
        size = len(done.answer) // 4 + 1
        pieces = [done.answer[start:start + size] for start in range(0, len(done.answer), size)]
        deltas = [{"role": "assistant", "content": ""}, *({"content": piece} for piece in pieces)]
        for delta in deltas:
            yield {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        finish = "length" if done.is_answer_cut else "stop"
        yield {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
        total = done.tokens + done.answer_tokens
        usage = {"prompt_tokens": done.tokens, "completion_tokens": done.answer_tokens, "total_tokens": total}
        yield {**head, "choices": [], "usage": usage}


def mixed_answer(model, number):
    chance = random.Random(number)
    return corpus.text_of_tokens(chance.choice(corpus.KINDS), chance.randrange(20, 301), number, tokenizer())


def special_ids(text):
    """Ids of a text in which the template's marks are tokens of their own."""
    ids, start = [], 0
    for mark in SPECIAL.finditer(text):
        ids += tokenizer().ids(text[start:mark.start()])
        ids += [0] * (TOKENS_BEFORE_ANSWER if mark[0].startswith("<|im_start") else
                      TOKENS_PER_MESSAGE - TOKENS_BEFORE_ANSWER)
        start = mark.end()
    return ids + tokenizer().ids(text[start:])


def handler_of(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            known = {"/v1/models": server.listed}
            if server.kind == "llamacpp":
                known["/props"] = server.properties
            self.tell(known)

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/v1/chat/completions":
                return self.complete(body)
            known = {}
            if server.kind:
                known["/tokenize"] = lambda: server.tokenize(body)
            if server.kind == "llamacpp":
                known["/apply-template"] = lambda: server.template(body)
            self.tell(known)

        def tell(self, known):
            if self.path in known:
                return self.send(200, "application/json", json.dumps(known[self.path]()))
            self.send(404, "application/json", '{"error":{"message":"Not found","type":"not_found_error"}}')

        def complete(self, body):
            status, result = server.complete(body)
            if status != 200:
                return self.send(status, "application/json", json.dumps(result))
            lines = [json.dumps(chunk, ensure_ascii=False) for chunk in result]
            self.send(200, "text/event-stream", "".join("data: %s\n\n" % line for line in [*lines, "[DONE]"]))

        def send(self, status, kind, text):
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *words):
            pass

    return Handler
