import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStreamParser } from "../../Public/js/lib/event-stream.js";

const parse = (...pieces) => {
  const parser = new EventStreamParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

test("an event with a name, an id and data", () => {
  assert.deepEqual(parse("event: message\nid: 42\ndata: {}\n\n"), [{ name: "message", id: "42", data: "{}" }]);
});

test("an id belongs to its own event alone", () => {
  const [, second] = parse("id: 1\ndata: a\n\n", "data: b\n\n");
  assert.equal(second.id, null);
});

test("comments and unknown fields say nothing", () => {
  assert.deepEqual(parse(": beat\n\n", "retry: 5\nx\n\n"), []);
});

test("several lines of data are one text", () => {
  assert.equal(parse("data: a\ndata:b\ndata\n\n")[0].data, "a\nb\n");
});

test("every line end counts, also cut in two", () => {
  const stream = "event: a\r\ndata: 1\r\n\r\nevent: b\rdata: 2\r\revent: c\ndata: 3\n\n";
  const whole = parse(stream);
  assert.deepEqual(whole.map((event) => [event.name, event.data]), [["a", "1"], ["b", "2"], ["c", "3"]]);
  for (let cut = 1; cut < stream.length; cut += 1) assert.deepEqual(parse(stream.slice(0, cut), stream.slice(cut)), whole, `cut at ${cut}`);
  assert.deepEqual(parse(...stream), whole);
});

test("a byte order mark at the very start is left out", () => {
  assert.equal(parse("\uFEFFdata: a\n\n")[0].data, "a");
});

test("an unfinished event is not told", () => {
  assert.deepEqual(parse("data: a\n"), []);
});

test("a line without end is refused, not kept growing", () => {
  const parser = new EventStreamParser(1000);
  assert.throws(() => {
    for (let index = 0; index < 2000; index += 1) parser.push("x");
  }, RangeError);
});

test("an event without end is refused", () => {
  const parser = new EventStreamParser(1000);
  assert.throws(() => {
    for (let index = 0; index < 2000; index += 1) parser.push("data: xxxx\n");
  }, RangeError);
});

test("a long line in many pieces takes time in proportion", () => {
  const parser = new EventStreamParser();
  const begun = performance.now();
  parser.push("data: ");
  for (let index = 0; index < 4000; index += 1) parser.push("x".repeat(4096));
  assert.equal(parser.push("\n\n")[0].data.length, 4000 * 4096);
  assert.ok(performance.now() - begun < 2000);
});
