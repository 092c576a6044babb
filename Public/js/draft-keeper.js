import { debounce } from "./lib/timing.js";

/** Keeps what stands in the text box with the conversation it was written for. */
export class DraftKeeper {
  #store;
  #drafts;
  #composer;
  #later = debounce(() => this.keep(), 400);

  constructor(store, drafts, composer) {
    this.#store = store;
    this.#drafts = drafts;
    this.#composer = composer;
    addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => document.hidden && this.keep());
  }

  written() {
    this.#later();
  }

  keep() {
    this.#later.cancel();
    this.#drafts.keepText(this.#store.state.conversationId, this.#composer.text);
  }

  /** Puts the draft of the open conversation into the text box. */
  show() {
    this.#composer.text = this.#drafts.text(this.#store.state.conversationId);
  }

  /** A text that came back belongs to the conversation it was written for, which may not be the open one. */
  giveBack(conversationId, text) {
    if (conversationId === this.#store.state.conversationId) {
      this.#composer.giveBack(text);
      this.keep();
    } else {
      const together = [text, this.#drafts.text(conversationId)].filter(Boolean).join("\n\n");
      this.#drafts.keepText(conversationId, together);
    }
  }
}
