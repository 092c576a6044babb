import * as api from "./api.js";
import { debounce } from "./lib/timing.js";
import { runningMessage } from "./chat-state.js";

// An address has limits; what is longer is estimated here, at about three and a half letters a token.
const mostInAddress = 3000;
const lettersPerToken = 3.5;

/** Asks what the model would read, when that may have changed: a message ended, the model changed, text was written. */
export class ContextReader {
  #store;
  #text = "";
  #asked = "";
  #request = null;
  #later = debounce(() => this.#read(), 500);

  constructor(store) {
    this.#store = store;
  }

  written(text) {
    this.#text = text;
    this.#later();
  }

  /** Called at each change of the state; asks only where the answer would be another one. */
  stateChanged() {
    if (this.#question() !== this.#asked) this.#later();
  }

  #question() {
    const { conversationId, conversation, messages } = this.#store.state;
    const isRunning = runningMessage(this.#store.state) !== null;
    return [conversationId, conversation?.model, messages.at(-1)?.id, isRunning, this.#text.length].join(" ");
  }

  async #read() {
    const { conversationId, isLoaded, isGone } = this.#store.state;
    this.#request?.abort();
    if (!conversationId || !isLoaded || isGone || this.#store.facts.link !== "live") return;
    this.#asked = this.#question();
    this.#request = new AbortController();
    const content = this.#text.slice(0, mostInAddress);
    try {
      const context = await api.context(conversationId, { content }, this.#request.signal);
      if (conversationId !== this.#store.state.conversationId) return;
      const unasked = Math.ceil((this.#text.length - content.length) / lettersPerToken);
      this.#store.set({ context: { ...context, estimated_tokens: context.estimated_tokens + unasked } });
    } catch {
      // Without an answer the gauge keeps what it showed; nothing depends on it.
    }
  }
}
