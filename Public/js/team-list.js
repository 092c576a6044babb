import * as api from "./api.js";
import { withConversation, withFirstPage, withNextPage, withoutConversation } from "./sidebar-list.js";
import { requestWords } from "./text/words.js";

const atLeastAfter = 500;
const atMostEvery = 5000;
// Hints go to those who are in a conversation: of the others nothing is heard.
const atLeastEvery = 30_000;

/** The conversations that are open to the team: read when somebody looks at them, and again while they do. */
export class TeamList {
  #store;
  #isOpen = false;
  #isLive = false;
  #readAt = 0;
  #timer = null;
  #dueAt = Infinity;

  constructor(store) {
    this.#store = store;
    store.set({ teamList: { conversations: [], next: null, isLoaded: false, fault: "" } });
    document.addEventListener("visibilitychange", () => this.hinted());
  }

  opened(isOpen) {
    this.#isOpen = isOpen;
    if (isOpen) this.read();
  }

  changed() {
    const wasLive = this.#isLive;
    this.#isLive = this.#store.facts.link === "live";
    if (this.#isLive && !wasLive) this.hinted();
  }

  /** Something may be new. */
  hinted() {
    if (this.#isOpen) this.#readIn(Math.max(atLeastAfter, this.#readAt + atMostEvery - Date.now()));
  }

  /** Reads the first page again; what was read below it stays. */
  async read() {
    this.#cancel();
    this.#readAt = Date.now();
    await this.#ask(null, withFirstPage);
    this.#readIn(atLeastEvery);
  }

  async readMore() {
    const { next } = this.#list;
    if (next !== null) await this.#ask(next, withNextPage);
  }

  /** One that is listed as it now is. */
  put(conversation) {
    if (this.#list.conversations.some((one) => one.id === conversation.id)) this.#set(withConversation(this.#list, conversation));
  }

  remove(id) {
    this.#set(withoutConversation(this.#list, id));
  }

  // The sooner of what was planned and this.
  #readIn(wait) {
    const at = Date.now() + wait;
    if (at >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = at;
    this.#timer = setTimeout(() => this.#due(), wait);
  }

  // Out of sight or without a line there is nothing to plan: the return of either is a hint.
  #due() {
    this.#cancel();
    if (this.#isOpen && !document.hidden && this.#store.facts.link === "live") this.read();
  }

  #cancel() {
    clearTimeout(this.#timer);
    this.#dueAt = Infinity;
  }

  async #ask(cursor, joined) {
    try {
      const page = await api.openToTeam(cursor);
      this.#set({ ...joined(this.#list, page), fault: "" });
    } catch (error) {
      this.#set({ fault: requestWords(error) });
    }
  }

  get #list() {
    return this.#store.facts.teamList;
  }

  #set(values) {
    this.#store.set({ teamList: { ...this.#list, ...values } });
  }
}
