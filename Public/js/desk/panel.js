import { make, setText, show } from "../lib/dom.js";
import { failureWords } from "../text/desk-words.js";
import { deskHead } from "./desk.js";
import { askForm } from "./form-dialog.js";

// Before the first, a line that something is read would only flicker; after the second, it is worth a word that it is slow.
const flicker = 250;
const slow = 6000;
const stale = 60_000;

/**
 * A part of a page that is read from the server. Who extends it says how: `read(signal)` gives a value, `draw(value)`
 * shows it in `this.body`. What is shown stays there while it is read again, and when that fails.
 */
export class Panel {
  body = make("div", { className: "panel-body", hidden: true });
  element = make("section", { className: "panel" });
  #wait = make("p", { className: "panel-wait", hidden: true });
  #failed = make("div", { className: "panel-failed", hidden: true });
  #words = make("p");
  #request = null;
  #timers = [];
  #life = new AbortController();
  #readAt = Infinity;

  constructor(desk, { title, text, tools = [] } = {}) {
    this.desk = desk;
    const again = make("button", { type: "button", className: "plain-button is-small" }, "Try again");
    again.addEventListener("click", () => this.load());
    this.#wait.setAttribute("role", "status");
    this.#failed.setAttribute("role", "alert");
    this.#failed.append(this.#words, again);
    if (title || text || tools.length > 0) this.element.append(deskHead(title, text, ...tools));
    this.element.append(this.#wait, this.#failed, this.body);
    addEventListener("online", () => !this.#failed.hidden && this.load(), { signal: this.#life.signal });
    document.addEventListener("visibilitychange", () => this.#cameBack(), { signal: this.#life.signal });
  }

  async load() {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    this.#waiting();
    try {
      const value = await this.read(request.signal);
      if (request.signal.aborted) return;
      this.#settle("");
      this.#readAt = Date.now();
      show(this.body, true);
      this.draw(value);
    } catch (error) {
      if (!request.signal.aborted) this.#settle(failureWords(error));
    }
  }

  /** Does something, then reads again: what is shown is what the server has. */
  async change(action, said) {
    try {
      await action();
    } catch (error) {
      // What is no longer there is not left standing as if it were.
      if (error.status === 404) await this.load();
      return this.desk.fail(error);
    }
    await this.load();
    this.desk.say(said);
  }

  /** The same, where it is worth a question first: `{ title, text, action }`. */
  async changeIfSure(question, action, said) {
    if (await this.desk.ask({ ...question, isGrave: true })) await this.change(action, said);
  }

  /** Asks with a form, as `askForm` does, and stores what it holds: `store(values)`. */
  async askAndStore({ store, said, ...question }) {
    const submit = async (values) => {
      await store(values);
      await this.load();
    };
    if (await askForm({ ...question, submit })) this.desk.say(said);
  }

  close() {
    this.#life.abort();
    this.#request?.abort();
    this.#settle("");
  }

  /** May it be read again by itself, when somebody comes back to the page? */
  get refreshes() {
    return true;
  }

  #cameBack() {
    const isStale = Date.now() - this.#readAt > stale;
    if (!document.hidden && isStale && this.refreshes && !document.querySelector("dialog[open]")) this.load();
  }

  #waiting() {
    this.#stopTimers();
    this.element.setAttribute("aria-busy", "true");
    this.#timers = [
      setTimeout(() => this.#say(this.body.hidden ? "Reading…" : ""), flicker),
      setTimeout(() => this.#say("The server takes its time. Still reading…"), slow),
    ];
  }

  #say(text) {
    setText(this.#wait, text);
    show(this.#wait, text);
  }

  #settle(fault) {
    this.#stopTimers();
    this.element.removeAttribute("aria-busy");
    this.#say("");
    setText(this.#words, fault);
    show(this.#failed, fault);
  }

  #stopTimers() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}

/** A part of a panel that is read together with the rest. */
export function subpanel(title, ...inside) {
  return make("div", { className: "subpanel" }, make("h2", { className: "panel-title", tabIndex: -1 }, title), ...inside);
}
