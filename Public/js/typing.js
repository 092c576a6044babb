import * as api from "./api.js";
import { isShared, mayWrite } from "./access.js";

const tellEvery = 3000;

/** Tells the others that one writes, at most every three seconds, and shows who of them does. */
export class Typing {
  #store;
  #toldAt = 0;
  #toldIn = null;
  #stale = null;

  constructor(store) {
    this.#store = store;
    store.set({ typers: [] });
  }

  written(text) {
    if (text.trim() === "") return this.ended();
    const { conversationId } = this.#store.state;
    const isSoon = this.#toldIn === conversationId && Date.now() - this.#toldAt < tellEvery;
    if (isSoon || !this.#isWatched) return;
    this.#toldAt = Date.now();
    this.#toldIn = conversationId;
    this.#tell(conversationId, true);
  }

  ended() {
    if (this.#toldIn === null) return;
    const conversationId = this.#toldIn;
    this.#toldIn = null;
    this.#tell(conversationId, false);
  }

  /** The server says who begins, who ends and who fell silent; what it said last holds as long as there is a line. */
  changed() {
    const { people, conversationId } = this.#store.state;
    if (this.#toldIn === conversationId && !this.#mayTell) this.#toldIn = null;
    if (this.#store.facts.link !== "live") this.#stale = people;
    this.#show(people === this.#stale ? [] : people);
  }

  #show(people) {
    const typers = people.filter((one) => one.typing && one.id !== this.#store.state.myId);
    const shown = this.#store.facts.typers;
    const isShown = typers.length === shown.length && typers.every((one, index) => one === shown[index]);
    if (!isShown) this.#store.set({ typers });
  }

  get #isWatched() {
    const { state, facts } = this.#store;
    return this.#mayTell && facts.link === "live" && isShared(state.conversation);
  }

  get #mayTell() {
    const { state, person } = this.#store;
    return state.conversationId !== null && !state.isGone && mayWrite(state, person);
  }

  // Nothing depends on it: where it fails, the others see nothing for a moment.
  #tell(conversationId, isTyping) {
    api.tellTyping(conversationId, isTyping).catch(() => {});
  }
}
