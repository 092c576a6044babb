"""Requests for completions that no friendly program sends: each is answered in order, in the shape that OpenAI's
clients read, and none harms the next."""
import concurrent.futures
import http.client
import json
import time

import openai
import pytest

from harness import figures, web
from harness.completions import GO, PATH, answer, ask, ask_in_bytes, chunk, client, document, events, whole
from harness.raw import HOST, collect, exchange, post
from harness.server import Parley
from harness.viewer import connect
from harness.waiting import wait_for
from harness.words import words

MIB = 1 << 20
CONFIG = """
providers:
  - name: one
    base_url: %s
    api_key: sk-canary-of-one
    max_retries: 0
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory, upstream):
    parley = Parley(tmp_path_factory.mktemp("strange"), config=CONFIG % upstream.url).set_up().start()
    yield parley
    parley.kill()


@pytest.fixture(autouse=True)
def still_well(house):
    """Whatever was sent, the next program is served."""
    yield
    answered = ask_in_bytes(house, "say:well", stream=True)
    assert answered.status == 200 and answered.raw.endswith(b"data: [DONE]\n\n")


def send(house, body, **headers):
    return web.request(house.port, "POST", PATH, body, {**house.headers(), **headers})


def check_refused(answered, status=400):
    assert answered.status == status, answered
    assert set(answered.error) == {"message", "type", "code"} and answered.error["type"] == "invalid_request_error"
    assert answered.header("content-type") == "application/json; charset=utf-8"
    assert 10 < len(answered.error["message"]) < 200


# Bodies

NO_JSON = {
    "nothing": b"", "blank": b" ", "text": b"go", "cut": b'{"messages":[{"role":"user","content":"go"}]', "two": b"{}{}",
    "after": b'{"messages":[1]} x', "single-quotes": b"{'messages':[1]}", "comment": b'{"messages":[1]/**/}',
    "trailing-comma": b'{"messages":[1],}', "nan": b'{"messages":[1],"temperature":NaN}',
    "infinity": b'{"messages":[1],"temperature":-Infinity}', "hex": b'{"messages":[1],"seed":0x1}',
    "leading-zero": b'{"messages":[1],"seed":01}', "plus": b'{"messages":[1],"seed":+1}', "dot": b'{"messages":[1],"x":1.}',
    "control": b'{"messages":["a\nb"]}', "nul": b'{"messages":[1]}\0', "escape": b'{"messages":["\\x41"]}',
    "bare-key": b'{messages:[1]}', "utf-16": '{"messages":[1]}'.encode("utf-16"), "form": b"messages=go",
    "byte-order-mark": b'\xef\xbb\xbf{"messages":[1]}',
    "deep-array": b'{"messages":[1],"x":' + b"[" * 100_000, "deep-object": b'{"messages":[1],"x":' + b'{"a":' * 100_000,
    "deep-whole": b'{"messages":[1],"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"}
NO_REQUEST = {
    "array": b"[]", "string": b'"go"', "number": b"7", "null": b"null", "empty": b"{}",
    "no-messages": b'{"model":"say:never"}',
    "messages-null": b'{"messages":null}', "messages-empty": b'{"messages":[]}', "messages-text": b'{"messages":"go"}',
    "messages-object": b'{"messages":{"role":"user"}}', "stream-text": b'{"messages":[1],"stream":"yes"}',
    "stream-number": b'{"messages":[1],"stream":1}', "stream-object": b'{"messages":[1],"stream":{}}',
    "store-text": b'{"messages":[1],"store":"true"}', "store-number": b'{"messages":[1],"store":0}',
    "model-number": b'{"messages":[1],"model":7}', "model-empty": b'{"messages":[1],"model":""}',
    "model-list": b'{"messages":[1],"model":["say:never"]}', "model-long": b'{"messages":[1],"model":"%s"}' % (b"m" * 300),
    "many-fields": b'{"messages":[1],%s}' % b",".join(b'"f%d":0' % number for number in range(10_000))}


@pytest.mark.parametrize("name", [*NO_JSON, *NO_REQUEST])
def test_what_is_no_request_is_refused(house, upstream, name):
    before = upstream.count()
    check_refused(send(house, {**NO_JSON, **NO_REQUEST}[name]))
    assert upstream.count() == before


@pytest.mark.parametrize("kind", ["text/plain", "", "application/x-www-form-urlencoded", "text/json", "application/jsonx",
                                  "multipart/form-data; boundary=x"])
def test_what_is_not_said_to_be_json_is_not_taken(house, kind):
    check_refused(send(house, {"model": "say:never", "messages": GO}, **{"Content-Type": kind}), 415)


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])
def test_json_has_more_than_one_spelling(house, kind):
    assert send(house, {"model": "say:fine", "messages": GO}, **{"Content-Type": kind}).status == 200


def test_a_packed_body_is_not_unpacked(house):
    check_refused(send(house, b"\x1f\x8b\x08\0", **{"Content-Encoding": "gzip"}), 415)


def of_size(model, size):
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": ""}]}).encode()
    return body.replace(b'""', b'"' + b"x" * (size - len(body)) + b'"')


def test_a_body_of_eight_mebibytes_is_taken(house, upstream):
    model = upstream.tell("eight", document(whole("fine")))
    body = of_size(model, 8 * MIB)
    assert send(house, body).status == 200
    sent, = upstream.request(model)["body"]["messages"]
    assert sent["content"] == "x" * len(sent["content"]) and len(sent["content"]) > 8 * MIB - 200


def test_a_larger_body_is_refused_by_its_length_alone(house):
    head = b"POST %s HTTP/1.1\r\n%sAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    begun = head % (PATH.encode(), HOST, house.token.encode(), 8 * MIB + 1)
    answered = exchange(house.port, begun + b"{" * 1000, 5)
    assert answered.statuses == [413] and answered.closed <= 2 and b'"too_large"' in answered.body


def test_the_official_client_is_told_that_its_body_is_too_large(house):
    with pytest.raises(openai.APIStatusError) as caught:
        ask(house, "say:never", [{"role": "user", "content": "x" * (8 * MIB)}])
    assert caught.value.status_code == 413 and caught.value.code == "too_large"


# Fields that say two things, or nothing

def test_of_repeated_fields_the_last_counts_for_both(house, upstream):
    """Two readers of one request that choose differently could be made to do different things."""
    model = upstream.tell("twice", answer(events(chunk({"content": "x"}), chunk({}, "stop"), "[DONE]")))
    body = '{"model":"say:other","stream":false,"messages":"none","messages":[%s],"stream":true,"model":"%s"}' % (
        json.dumps(GO[0]), model)
    answered = send(house, body.encode())
    assert answered.status == 200 and answered.raw.endswith(b"[DONE]\n\n")
    sent = upstream.request(model)["body"]
    assert sent["stream"] is True and sent["messages"] == GO and upstream.raw(model).count(b'"model"') == 1


def test_a_field_by_another_spelling_is_the_same_field(house, upstream):
    model = upstream.tell("spelled", answer(events(chunk({}, "stop"), "[DONE]")))
    body = r'{"\u006dodel":"%s","model\u0000":"say:other","\u0073tore":false,"str\u0065am":true,"messages":[{}]}' % model
    assert send(house, body.encode()).raw.endswith(b"[DONE]\n\n")
    assert upstream.raw(model).count(b"store") == 0 and "model\0" in upstream.request(model)["body"]


@pytest.mark.parametrize("fields", [
    {"n": 0}, {"n": -1}, {"temperature": None}, {"max_tokens": 1e300}, {"seed": 10**40}, {"stop": []}, {"x": [[[[]]]]},
    {"stream": None}, {"stream_options": {"include_usage": "maybe"}}, {"messages": [None]}, {"messages": [[]]},
    {"messages": [{"role": "user", "content": ""}]}, {"messages": [{"role": "user"}]}, {"messages": ["go"]},
    {"metadata": {"k" * 1000: "v"}}, {"tools": []}, {"": ""}, {"__proto__": {"x": 1}}], ids=str)
def test_what_the_model_should_judge_is_left_to_the_model(house, upstream, fields):
    model = upstream.tell("judged-" + str(fields)[:60], document(whole("fine")))
    body = {"model": model, "messages": GO, **fields}
    assert send(house, body).status == 200
    assert upstream.request(model)["body"] == body


def test_text_that_is_no_text_is_passed_as_it_is(house, upstream):
    """A lone surrogate and bytes that are no UTF-8: the model is to say what it thinks of them."""
    model = upstream.tell("odd-text", document(whole("fine")))
    body = rb'{"model":"%s","messages":[{"role":"user","content":"\ud800 \u0000 \uffff"}]}' % model.encode()
    assert send(house, body).status == 200
    assert rb'"\ud800 \u0000 \uffff"' in upstream.raw(model)


@pytest.mark.parametrize("text", [b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf"])
@pytest.mark.parametrize("place", [
    b'{"messages":[{"role":"user","content":"%s"}]}', b'{"messages":[{}],"user":"%s"}', b'{"messages":[{}],"%s":1}'])
def test_what_is_no_utf_8_is_no_json(house, upstream, place, text):
    """A model that is more careful closes the connection, which would be told as the model's fault."""
    check_refused(send(house, place % text))


@pytest.mark.parametrize("name", ["x\r\ny", "\0", "\u2028", "../../x", "a/b/c",
                                  "{id}", "🦊", "m" * 256, "%s%n", "' or 1=1"])
def test_a_models_name_is_only_a_name(house, upstream, name):
    model = "say:fine¦" + name if len(name) < 200 else name
    assert ask_in_bytes(house, model, stream=True).status == 200
    assert upstream.request(model)["body"]["model"] == model
    for line in house.log_text().splitlines():
        assert line.startswith("20") and all(ord(sign) >= 32 for sign in line), line


# Methods and paths

@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_not_there(house, method):
    answered = web.request(house.port, method, PATH, headers=house.headers())
    assert answered.status in (404, 405)
    if method != "HEAD":
        check_refused(answered, answered.status)


@pytest.mark.parametrize("path", ["/v1/chat/completions/", "/v1/chat", "/v1", "/v1/", "/v1/completions", "/v1/embeddings",
                                  "/v1/responses", "/v1/models/say:x", "/v1//chat/completions", "/chat/completions",
                                  "/V1/chat/completions", "/v1/chat/completions?api-version=1"])
def test_other_paths_are_told_as_programs_read_it(house, path):
    answered = web.request(house.port, "POST", path, {"model": "say:fine", "messages": GO}, house.headers())
    if answered.status != 200:
        check_refused(answered, answered.status)
        assert answered.status in (404, 405)


def test_a_model_by_its_name_is_told_or_not_found(house):
    with pytest.raises(openai.NotFoundError):
        client(house).models.retrieve("say:nowhere")


def test_a_cookie_is_no_way_around_a_bad_token(house):
    cookie = house.sign_in().header("set-cookie").split(";")[0]
    own = {"Cookie": cookie, "Sec-Fetch-Site": "cross-site"}
    answered = web.request(house.port, "POST", PATH, {"messages": GO, "model": "say:never"}, own)
    assert answered.status == 403 and answered.error["type"] == "permission_error"


# Connections

def a_post(house, body, *headers):
    return post(PATH.encode(), json.dumps(body).encode(), b"Authorization: Bearer " + house.token.encode(), *headers)


def test_requests_in_one_packet_are_answered_in_order(house, upstream):
    texts = ["first", "second", "third"]
    models = [upstream.tell("piped-" + text, answer(
        events(chunk({"content": text}), chunk({}, "stop"), "[DONE]"), delay=delay))
        for text, delay in zip(texts, (0.3, 0, 0.1))]
    together = b"".join(a_post(house, {"model": model, "messages": GO, "stream": True}) for model in models)
    answered = exchange(house.port, together, 5, until=lambda answered: answered.data.count(b"[DONE]\n\n\r\n0\r\n\r\n") == 3)
    assert answered.statuses == [200, 200, 200]
    places = [answered.data.index(b'"%s"' % text.encode()) for text in texts]
    assert places == sorted(places)


def test_a_refused_request_and_the_next_in_one_packet(house):
    together = a_post(house, {"messages": []}) + a_post(house, {"model": "say:fine", "messages": GO, "stream": True})
    answered = exchange(house.port, together, 5, until=lambda answered: b"[DONE]" in answered.data)
    assert answered.statuses == [400, 200]


def test_leaving_behind_a_request_ends_those_that_wait(house, upstream):
    """Two in one packet, then the line is closed: the first ends at once, and the second costs its model nothing for long."""
    first, second = "endless:5¦piped-left", "endless:5¦piped-behind"
    line = connect(house.port)
    line.sendall(b"".join(a_post(house, {"model": model, "messages": GO, "stream": True}) for model in (first, second)))
    collect(line, 5, until=lambda answered: answered.data.count(b"data: ") > 3)
    began = time.monotonic()
    line.close()
    assert upstream.closing_time(first) - began <= 1
    wait_for(lambda: all(request["closed"] for request in upstream.requests(second)), 2, what="the second to end")


def test_a_body_in_small_chunks_is_one_body(house, upstream):
    model = upstream.tell("chunked", document(whole("fine")))
    body = json.dumps({"model": model, "messages": GO}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=10)
    headers = {**house.headers(), "Content-Type": "application/json"}
    connection.request("POST", PATH, (body[at:at + 1] for at in range(len(body))), headers, encode_chunked=True)
    assert connection.getresponse().status == 200 and upstream.raw(model).endswith(b"}")
    assert upstream.request(model)["body"] == {"model": model, "messages": GO}
    connection.close()


def test_a_hundred_programs_that_hang_up_at_once_leave_nothing_behind(house, upstream):
    """As after a deployment: all ask, all are cut off, in every state."""
    come_and_go(house, upstream, "first")
    # What the first hundred opened for good, as readers of the database, the second has no need to.
    base = house.child.open_files()
    come_and_go(house, upstream, "second")
    wait_for(lambda: house.child.open_files() <= base + 2, 3, what="the connections to be closed")


STATES = ("endless:5", "stall:before-headers", "stall:after-headers", "words:5")


def come_and_go(house, upstream, label):
    models = ["%s¦%s%d" % (STATES[number % 4], label, number) for number in range(100)]

    def one(number):
        line = connect(house.port)
        line.sendall(a_post(house, {"model": models[number], "messages": GO, "stream": number % 3 > 0}))
        if number % 2:
            # Some wait for a moment, so that they leave in other states.
            collect(line, 0.05)
        line.close()
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        list(pool.map(one, range(100)))
    wait_for(lambda: upstream.running(models) == 0 and house.figure("parley_listeners") == 0, 3,
             what="all answers to be over")


def test_a_large_request_costs_little_more_than_itself(house, upstream):
    model = upstream.tell("weight", document(whole("fine")))
    send(house, of_size(model, 7 * MIB))
    base, peak = house.child.rss(), [0]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for future in [pool.submit(send, house, of_size(model, 7 * MIB)) for _ in range(4)]:
            while not future.done():
                peak.append(house.child.rss() - base)
    figures.note("four requests of 7 MiB at once: %.0f MiB more memory" % (max(peak) / MIB))
    assert max(peak) <= 3 * 4 * 7 * MIB


def test_a_long_answer_costs_no_memory(house):
    base, peak = house.child.rss(), [0]
    answered = exchange(house.port, a_post(house, {"model": "flood:0@8000000", "messages": GO, "stream": True}), 20,
                        until=lambda answered: peak.append(house.child.rss() - base) or answered.data[-40:].count(b"[DONE]"))
    figures.note("an answer of 8 MB passed on: %.1f MiB more memory" % (max(peak) / MIB))
    assert len(answered.data) > 8_000_000 and answered.data.count(b"data: ") > 8_000_000 / 4096
    assert max(peak) <= 4 * MIB


def test_a_large_document_is_passed_on_whole(house, upstream):
    text = words(2000) * 100
    model = upstream.tell("large-document", document(whole(text)))
    assert ask(house, model).choices[0].message.content == text
    pieces = [chunk({"content": "x" * 900_000}), chunk({}, "stop")]
    stream = ask(house, upstream.tell("large-chunk", answer(events(*pieces, "[DONE]"))), stream=True)
    assert next(stream).choices[0].delta.content == "x" * 900_000
