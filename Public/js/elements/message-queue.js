import { isOwner } from "../access.js";
import { arrange, make, setAttribute, setSentence, setText, show, tell } from "../lib/dom.js";
import { face } from "../lib/faces.js";
import { said } from "../text/said.js";

/**
 * What waits for the running answer to end. `update(state)`; it tells `unqueue` `{ item }`, and `write-on` where what had
 * the focus is gone and nothing stands in its place.
 */
export class MessageQueue extends HTMLElement {
  #items = new Map();

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
  }

  update(state) {
    const items = state.queue.map((item) => this.#item(item, state));
    this.#arrange(items);
    const ids = new Set(state.queue.map((item) => item.id));
    for (const id of this.#items.keys()) if (!ids.has(id)) this.#items.delete(id);
    show(this, items.length > 0);
  }

  // Where the row with the focus goes, the one that takes its place gets it.
  #arrange(items) {
    const list = this.querySelector("ol");
    const index = [...list.children].findIndex((item) => item.contains(document.activeElement));
    arrange(list, items);
    if (index < 0 || list.contains(document.activeElement)) return;
    const next = (list.children[index] ?? list.lastElementChild)?.querySelector("button:not([hidden])");
    if (next) next.focus();
    else tell(this, "write-on");
  }

  #item(queued, state) {
    const element = this.#items.get(queued.id) ?? newItem(queued);
    this.#items.set(queued.id, element);
    element.queued = queued;
    const isMine = queued.author?.id === state.myId;
    setSentence(element.querySelector(".queued-by"), isMine ? ["queued"] : said`queued, by ${queued.author?.name ?? "someone"}`);
    setText(element.querySelector(".queued-text"), queued.content);
    const button = element.querySelector("button");
    show(button, isMine || isOwner(state));
    setText(button, isMine ? "Take back" : "Remove");
    setAttribute(button, "aria-label", isMine ? "Take back this queued message" : `Remove the queued message of ${queued.author?.name ?? "someone"}`);
    return element;
  }

  #clicked(event) {
    const item = event.target.closest("button")?.closest("li");
    if (item) tell(this, "unqueue", { item: item.queued });
  }
}

function newItem({ author }) {
  return make("li", { className: "queued" }, face(author?.name ?? "?"),
    make("div", { className: "queued-body" }, make("p", { className: "queued-text", dir: "auto" }), make("p", { className: "queued-by" })),
    make("button", { type: "button", className: "quiet-button" }));
}
