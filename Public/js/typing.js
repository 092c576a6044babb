import * as api from "./api.js";
import { isShared, mayWrite } from "./access.js";

const tellEvery = 3000;
const forgottenAfter = 7000;

/** Tells the others that one writes, at most every three seconds, and shows who of them does. */
export class Typing {
  #store;
  #toldAt = 0;
  #toldIn = null;
  #heard = null;
  #fade;

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

  /** Each time the stream says who is here it also says who writes; what is not said again is over after a while. */
  changed() {
    const { people, myId, conversationId } = this.#store.state;
    if (this.#toldIn === conversationId && !this.#mayTell) this.#toldIn = null;
    if (people === this.#heard) return;
    this.#heard = people;
    clearTimeout(this.#fade);
    const typers = people.filter((one) => one.typing && one.id !== myId);
    if (typers.length > 0) this.#fade = setTimeout(() => this.#store.set({ typers: [] }), forgottenAfter);
    if (typers.length + this.#store.facts.typers.length > 0) this.#store.set({ typers });
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
