// Server-sent events from pieces of text. Pure: no network, no DOM.

const longestEvent = 32 * 1024 * 1024;

/**
 * Takes text as it comes and gives the events that are complete:
 * `{ name, id, data }`, where `id` is null for an event that brought none.
 */
export class EventStreamParser {
  #pieces = [];
  #held = 0;
  #endedWithReturn = false;
  #isFirst = true;
  #data = [];
  #dataLength = 0;
  #name = "";
  #id = null;
  #limit;

  constructor(limit = longestEvent) {
    this.#limit = limit;
  }

  /** Throws a RangeError where a line or an event is longer than allowed. */
  push(text) {
    const events = [];
    for (const line of this.#lines(text)) this.#take(line, events);
    return events;
  }

  // Pieces are joined only when their line ends: a long line in many pieces is copied once, not once a piece.
  *#lines(text) {
    if (this.#isFirst && text) {
      this.#isFirst = false;
      if (text.startsWith("\uFEFF")) text = text.slice(1);
    }
    let start = this.#endedWithReturn && text.startsWith("\n") ? 1 : 0;
    if (text) this.#endedWithReturn = text.endsWith("\r");
    for (let end = nextEnd(text, start); end >= 0; end = nextEnd(text, start)) {
      yield this.#joined(text.slice(start, end));
      start = text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
    }
    if (start < text.length) this.#hold(text.slice(start));
  }

  #hold(piece) {
    this.#held += piece.length;
    if (this.#held > this.#limit) throw new RangeError("a line of the stream is too long");
    this.#pieces.push(piece);
  }

  #joined(rest) {
    if (this.#pieces.length === 0) return rest;
    const line = this.#pieces.join("") + rest;
    this.#pieces = [];
    this.#held = 0;
    return line;
  }

  #take(line, events) {
    if (line === "") return this.#finish(events);
    if (line.startsWith(":")) return;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") this.#addData(value);
    else if (field === "event") this.#name = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
  }

  #addData(value) {
    this.#dataLength += value.length;
    if (this.#dataLength > this.#limit) throw new RangeError("an event of the stream is too long");
    this.#data.push(value);
  }

  #finish(events) {
    if (this.#data.length > 0) {
      events.push({ name: this.#name || "message", id: this.#id, data: this.#data.join("\n") });
    }
    this.#data = [];
    this.#dataLength = 0;
    this.#name = "";
    this.#id = null;
  }
}

function nextEnd(text, from) {
  const feed = text.indexOf("\n", from);
  const carriage = text.indexOf("\r", from);
  if (carriage < 0) return feed;
  return feed < 0 ? carriage : Math.min(feed, carriage);
}
