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
  #edit = null;
  #asked = "";
  #request = null;
  #later = debounce(() => this.#read(), 500);

  constructor(store) {
    this.#store = store;
  }

  /** `edit` is the question that this text replaces, if it is one. */
  written(text, edit = null) {
    this.#text = text;
    this.#edit = edit;
    this.#later();
  }

  /** Called at each change of the state; asks only where the answer would be another one. */
  stateChanged() {
    if (this.#question() !== this.#asked) this.#later();
  }

  #question() {
    const { conversationId, conversation, messages } = this.#store.state;
    const isRunning = runningMessage(this.#store.state) !== null;
    const { model, summarize, summary } = conversation ?? {};
    return [conversationId, model, summarize, summary?.updated_at, messages.at(-1)?.id, isRunning, this.#text.length].join(" ");
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
      this.#store.set({ context: withUnasked(this.#edit ? withoutReplaced(context, this.#edit) : context, this.#text.length - content.length) });
    } catch {
      // Without an answer the gauge keeps what it showed; nothing depends on it.
    }
  }
}

function withUnasked(context, letters) {
  if (letters <= 0) return context;
  return { ...context, estimated_tokens: context.estimated_tokens + Math.ceil(letters / lettersPerToken), counting: "estimated" };
}

// The server answers for a text at the end; one that takes a question's place is sent without that and all below it.
function withoutReplaced(context, { parentId }) {
  const start = context.messages.findIndex((one) => one.id === parentId && parentId !== null) + 1;
  const replaced = context.messages.slice(start).filter((one) => one.id !== null && one.state !== "trimmed");
  return { ...context, estimated_tokens: replaced.reduce((sum, one) => sum - one.tokens, context.estimated_tokens) };
}
