import { debounce } from "./lib/timing.js";

/** Keeps what stands in the text box with the conversation it was written for: a draft, and a question that is edited. */
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
    const { conversationId } = this.#store.state;
    this.#drafts.keepText(conversationId, this.#composer.draft);
    this.#drafts.keepEdit(conversationId, this.#composer.editing);
  }

  /** Puts the draft of the open conversation into the text box. */
  show() {
    const { conversationId } = this.#store.state;
    this.#composer.draft = this.#drafts.text(conversationId);
    const edit = this.#drafts.edit(conversationId);
    if (edit) this.#composer.edit(edit);
  }

  /** A text that came back belongs to the conversation it was written for, which may not be the open one. */
  giveBack({ conversationId, content: text, edit }) {
    if (conversationId === this.#store.state.conversationId) {
      if (edit) this.#composer.edit({ ...edit, content: text });
      else this.#composer.giveBack(text);
      this.keep();
    } else if (edit) {
      this.#drafts.keepEdit(conversationId, { ...edit, content: text });
    } else {
      const together = [text, this.#drafts.text(conversationId)].filter(Boolean).join("\n\n");
      this.#drafts.keepText(conversationId, together);
    }
  }
}
