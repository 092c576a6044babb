import { make } from "../lib/dom.js";
import { face } from "../lib/faces.js";
import { ago, until } from "../text/amounts.js";
import { wholeTime } from "../text/times.js";

// Small things that stand in tables and lists.

/** A name in its own direction, cut by the style sheet where it is too long; its whole self is in the title. */
export function nameOf(name, more = {}) {
  return make("bdi", { className: "name", title: name, ...more }, name);
}

/** A person's face and name, with words beside it. */
export function personCell(name, ...marks) {
  return make("span", { className: "person-cell" }, face(name), make("span", {}, nameOf(name), ...marks.flatMap((one) => [" ", one])));
}

/** What is said below, smaller. */
export const secondLine = (...inside) => make("span", { className: "second-line" }, ...inside);

/** An address of a network or of a browser's; a long one breaks where its parts end. */
export function addressOf(address, none = "unknown") {
  const text = address || none;
  const parts = text.split(text.includes("/") ? /(?<=[:/.])/ : /(?<=:)/);
  return make("span", { className: "address" }, ...parts.flatMap((part) => [part, make("wbr")]).slice(0, -1));
}

/** A word in a small frame; `kind` is `live`, `warn`, `fault` or nothing. */
export function mark(text, kind = "") {
  const element = make("span", { className: "mark" }, text);
  if (kind) element.dataset.kind = kind;
  return element;
}

/** Something with a dot before it, which says by its colour what the words say too. */
export function state(text, kind) {
  const element = make("span", { className: "state" }, make("span", { className: "state-dot", ariaHidden: "true" }), text);
  element.dataset.kind = kind;
  return element;
}

/** Whether a provider answers, with what it said where it does not, and when it was asked. */
export function reachableState({ enabled, reachable, error, checked_at: at }) {
  if (enabled === false) return state("turned off", "none");
  if (reachable == null) return state("not asked yet", "none");
  const when = at ? `asked ${ago(at)}` : "";
  const told = state(reachable ? "answers" : "does not answer", reachable ? "live" : "fault");
  return [told, secondLine(reachable ? when : [error, when].filter(Boolean).join(" · "))];
}

export const agoTime = (at, none = "never") => (at ? timeElement(at, ago(at)) : none);
export const untilTime = (at, none = "no end") => (at ? timeElement(at, until(at)) : none);

function timeElement(at, words) {
  return make("time", { dateTime: at, title: wholeTime(at) }, words);
}

export function button(text, does, kind = "plain-button is-small") {
  const element = make("button", { type: "button", className: kind }, text);
  element.addEventListener("click", () => once(element, does));
  return element;
}

/** Does what a button is for. Until that is done, a further press means the same one. Not disabled: that loses the focus. */
export async function once(button, does) {
  if (isBusy(button)) return;
  button.setAttribute("aria-disabled", "true");
  try {
    await does();
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

export const isBusy = (button) => button.getAttribute("aria-disabled") === "true";

/** What is known of something: `[name, value, what is beside it]`. */
export function definitions(className, rows) {
  const value = (text, beside) => make("dd", { dir: "auto" }, text, ...(beside ? [secondLine(beside)] : []));
  return make("dl", { className }, ...rows.map(([name, text, beside]) => make("div", {}, make("dt", {}, name), value(text, beside))));
}
