import * as api from "../api.js";
import { make, setText, show, tell } from "../lib/dom.js";
import { debounce } from "../lib/timing.js";
import { requestWords } from "../text/words.js";
import { dateText } from "../text/times.js";

/** The search box; while it holds text, what is found stands in place of the conversations. A hit opens at its message. */
export class ChatSearch extends HTMLElement {
  #request = null;
  #next = null;
  #later = debounce(() => this.#search(), 180);

  connectedCallback() {
    this.#box.addEventListener("input", () => this.#typed());
    this.addEventListener("keydown", (event) => this.#keyed(event));
    this.#results.addEventListener("keydown", (event) => this.#keyed(event));
    this.#more.addEventListener("click", () => this.#search(this.#next));
    this.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  }

  focusText() {
    this.#box.focus();
    this.#box.select();
  }

  clear() {
    this.#box.value = "";
    this.#typed();
  }

  #typed() {
    const isSearching = this.#box.value.trim() !== "";
    show(this.#results, isSearching);
    show(document.querySelector(".sidebar-list"), !isSearching);
    if (isSearching) this.#later();
    else this.#reset();
  }

  #reset() {
    this.#later.cancel();
    this.#request?.abort();
    this.#hits.replaceChildren();
    setText(this.#note, "");
    show(this.#more, false);
  }

  async #search(cursor) {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    try {
      const found = await api.search({ q: this.#box.value.trim(), cursor, limit: 20 }, request.signal);
      if (request === this.#request) this.#show(found, Boolean(cursor));
    } catch (error) {
      if (request === this.#request && !request.signal.aborted) this.#failed(error);
    }
  }

  #show({ hits, next_cursor: next }, isMore) {
    const items = hits.map(hitItem);
    if (isMore) this.#hits.append(...items);
    else this.#hits.replaceChildren(...items);
    this.#next = next ?? null;
    show(this.#more, this.#next);
    const number = this.#hits.childElementCount;
    setText(this.#note, number === 0 ? "Nothing found." : `${number}${this.#next ? " or more" : ""} found`);
  }

  #failed(error) {
    this.#hits.replaceChildren();
    show(this.#more, false);
    setText(this.#note, requestWords(error));
  }

  #keyed(event) {
    if (event.isComposing) return;
    const links = [...this.#results.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape" && this.#box.value) this.#escaped(event);
    else if (event.key === "ArrowDown" && links.length > 0) move(event, links[Math.min(at + 1, links.length - 1)]);
    else if (event.key === "ArrowUp" && at >= 0) move(event, links[at - 1] ?? this.#box);
    else if (event.key === "Enter" && at < 0 && links.length > 0) move(event, links[0]), links[0].click();
  }

  #escaped(event) {
    event.stopPropagation();
    event.preventDefault();
    this.clear();
    this.#box.focus();
    tell(this, "announce", { text: "search cleared" });
  }

  get #box() {
    return this.querySelector("input");
  }

  get #results() {
    return document.getElementById("search-results");
  }

  get #hits() {
    return this.#results.querySelector("ul");
  }

  get #note() {
    return this.#results.querySelector(".search-note");
  }

  get #more() {
    return this.#results.querySelector(".sidebar-more");
  }
}

function move(event, element) {
  event.preventDefault();
  element.focus();
}

function hitItem(hit) {
  const address = `/c/${encodeURIComponent(hit.conversation_id)}${hit.message_id ? api.query({ at: hit.message_id }) : ""}`;
  const pieces = (hit.snippet ?? []).map(({ text, match }) => (match ? make("mark", {}, text) : text));
  const date = hit.created_at ? dateText(new Date(hit.created_at), new Date()) : "";
  return make("li", {}, make("a", { className: "search-hit", href: address },
    make("span", { className: "search-head" },
      make("span", { className: "search-title", dir: "auto" }, hit.title || "New conversation"),
      make("span", { className: "search-date" }, date)),
    make("span", { className: "search-snippet", dir: "auto" }, ...pieces)));
}
