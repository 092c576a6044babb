import { refusal } from "../api.js";
import { button } from "../desk/bits.js";
import { deskHead } from "../desk/desk.js";
import { draw } from "../desk/svg.js";
import { make, show, withCode } from "../lib/dom.js";
import { EventStreamParser } from "../lib/event-stream.js";
import { failureWords } from "../text/desk-words.js";
import { pause, proxyVerdict, sentEvents } from "../text/proxy-words.js";

const about = "Answers come word by word only where nothing between the browser and the server holds the stream back. "
  + "This measures it, over the address you use now.";
const patience = 20_000;
const length = pause * sentEvents;

/** Measures whether a stream comes as it is sent, or is held back on the way. */
export class ProxyCheck {
  element;
  #line = draw("svg", { class: "pulse", viewBox: "0 0 400 24", "aria-hidden": "true" });
  #result = make("div", { className: "verdict" });

  constructor() {
    this.#result.setAttribute("role", "status");
    const frame = make("div", { className: "pulse-frame", hidden: true });
    frame.append(this.#line);
    this.frame = frame;
    this.element = make("section", { className: "panel" },
      deskHead("The way to this browser", about, button("Measure now", () => this.#measure())),
      frame, this.#result);
  }

  load() {}
  close() {}

  async #measure() {
    this.#begin();
    try {
      this.#show(proxyVerdict(await arrivals((at) => this.#mark(at))));
    } catch (error) {
      this.#show({ state: "cut", words: failureWords(error), advice: "" });
    }
  }

  #begin() {
    show(this.frame, true);
    this.#line.replaceChildren(draw("line", { class: "pulse-line", x1: 6, x2: 394, y1: 12, y2: 12 }));
    this.#result.removeAttribute("data-state");
    this.#result.replaceChildren(make("p", {}, "Measuring, for two seconds…"));
  }

  #mark(at) {
    const x = 8 + Math.min(1, at / (length * 1.3)) * 384;
    this.#line.append(draw("circle", { class: "pulse-dot", cx: x.toFixed(1), cy: 12, r: 5 }));
  }

  #show({ state, words, advice }) {
    this.#result.dataset.state = state;
    this.#result.replaceChildren(make("p", {}, words), ...(advice ? [make("p", { className: "panel-text" }, ...withCode(advice))] : []));
  }
}

async function arrivals(came) {
  const began = performance.now();
  const response = await fetch("/api/admin/proxy-check", {
    headers: { Accept: "text/event-stream" }, cache: "no-store", signal: AbortSignal.timeout(patience),
  }).catch(() => Promise.reject({ code: "offline" }));
  if (!response.ok) throw await refusal(response);
  const parser = new EventStreamParser();
  const text = new TextDecoder();
  const reader = response.body.getReader();
  const all = [];
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const at = performance.now() - began;
      for (const _ of parser.push(text.decode(part.value, { stream: true }))) {
        all.push(at);
        came(at);
      }
    }
  } catch {
    // What came before the stream broke is what there is to judge.
  }
  return all;
}
