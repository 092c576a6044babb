import * as api from "./api.js";
import { emptyList, withConversation, withFirstPage, withHint, withNextPage, withoutConversation, withRead } from "./sidebar-list.js";

const quietFor = 300;
const atMostEvery = 2000;

/** Holds the sidebar's list, and reads it again when the stream hints that it changed, never faster than every two seconds. */
export class ConversationList {
  #store;
  #readAt = 0;
  #timer = null;
  #isReadingMore = false;

  constructor(store) {
    this.#store = store;
    store.set({ list: emptyList });
  }

  hinted(data = {}) {
    this.#set(withHint(this.#list, data));
    if (this.#timer !== null) return;
    const wait = Math.max(quietFor, this.#readAt + atMostEvery - Date.now());
    this.#timer = setTimeout(() => this.read(), wait);
  }

  async read() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#readAt = Date.now();
    try {
      const page = await api.conversations();
      this.#set(withFirstPage(this.#list, page));
    } catch {
      // The list stays as it was; when the line is back it is read again.
    }
  }

  async readMore() {
    const { next } = this.#list;
    if (next === null || this.#isReadingMore) return;
    this.#isReadingMore = true;
    try {
      this.#set(withNextPage(this.#list, await api.conversations(next)));
    } catch {
      // The button stays, so it can be asked again.
    } finally {
      this.#isReadingMore = false;
    }
  }

  /** One as it now is; whether one that is not listed belongs here, the server knows. */
  put(conversation) {
    if (this.#list.conversations.some((one) => one.id === conversation.id)) this.#set(withConversation(this.#list, conversation));
    else this.hinted();
  }

  remove(id) {
    this.#set(withoutConversation(this.#list, id));
  }

  wasRead(id) {
    this.#set(withRead(this.#list, id));
  }

  get #list() {
    return this.#store.facts.list;
  }

  #set(list) {
    if (list !== this.#list) this.#store.set({ list });
  }
}
