import * as api from "./api.js";

const after = 1000;
const againAfter = 5000;

/** Tells the server up to where the open conversation has been read: while it is looked at, and only at its end. */
export class ReadMarker {
  #store;
  #list;
  #marked = new Map();
  // What is before somebody's eyes and not told yet: in a second another conversation may be open.
  #seen = null;
  #timer = null;

  constructor(store, list) {
    this.#store = store;
    this.#list = list;
    document.addEventListener("visibilitychange", () => this.changed());
    addEventListener("pagehide", () => this.turnedAway());
  }

  changed() {
    const { conversationId, revision, isGone } = this.#store.state;
    this.#knowTheRead();
    if (isGone) this.forget(conversationId);
    if (!this.#isDue) return;
    this.#seen = { conversationId, revision };
    this.#timer ??= setTimeout(() => this.turnedAway(), after);
  }

  /** What was seen until now is read; a glance that ended with a hidden page was none. */
  turnedAway() {
    const seen = this.#seen;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#seen = null;
    if (seen && !document.hidden) this.#mark(seen);
  }

  /** It was deleted or left: nobody asks any more what was read there. */
  forget(conversationId) {
    if (this.#seen?.conversationId === conversationId) this.#seen = null;
  }

  // What was read elsewhere already needs no word.
  #knowTheRead() {
    const { conversationId, conversation, revision, isLoaded } = this.#store.state;
    if (isLoaded && !this.#marked.has(conversationId) && conversation?.unread === false) this.#marked.set(conversationId, revision);
  }

  get #isDue() {
    const { conversationId, revision, isLoaded, isGone } = this.#store.state;
    const { link, isFar } = this.#store.facts;
    if (document.hidden || !conversationId || !isLoaded || isGone || isFar || link !== "live") return false;
    return revision > (this.#marked.get(conversationId) ?? -1);
  }

  async #mark({ conversationId, revision }) {
    const before = this.#marked.get(conversationId);
    this.#marked.set(conversationId, revision);
    try {
      await api.markRead(conversationId, revision);
      this.#list.wasRead(conversationId);
    } catch {
      setTimeout(() => this.#notMarked(conversationId, revision, before), againAfter);
    }
  }

  #notMarked(conversationId, revision, before = -1) {
    if (this.#marked.get(conversationId) !== revision) return;
    this.#marked.set(conversationId, before);
    this.changed();
  }
}
