import * as api from "./api.js";
import { requestWords } from "./text/words.js";

const atMostEvery = 5000;

/** The conversations that are open to the team: read when somebody looks at them, and again while they do. */
export class TeamList {
  #store;
  #isOpen = false;
  #readAt = 0;
  #timer = null;

  constructor(store) {
    this.#store = store;
    store.set({ teamList: { conversations: [], next: null, isLoaded: false, fault: "" } });
  }

  opened(isOpen) {
    this.#isOpen = isOpen;
    if (isOpen) this.#read();
  }

  hinted() {
    if (!this.#isOpen || this.#timer !== null) return;
    const wait = Math.max(500, this.#readAt + atMostEvery - Date.now());
    this.#timer = setTimeout(() => this.#read(), wait);
  }

  async readMore() {
    const { next, conversations } = this.#store.facts.teamList;
    if (next === null) return;
    const ids = new Set(conversations.map((one) => one.id));
    await this.#ask(next, (fresh) => [...conversations, ...fresh.filter((one) => !ids.has(one.id))]);
  }

  #read() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#readAt = Date.now();
    return this.#ask(null, (fresh) => fresh);
  }

  async #ask(cursor, join) {
    try {
      const page = await api.openToTeam(cursor);
      this.#set({ conversations: join(page.conversations), next: page.next_cursor ?? null, isLoaded: true, fault: "" });
    } catch (error) {
      this.#set({ fault: requestWords(error) });
    }
  }

  #set(values) {
    this.#store.set({ teamList: { ...this.#store.facts.teamList, ...values } });
  }
}
