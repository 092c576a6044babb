import { runningMessage } from "./chat-state.js";
import { endWords } from "./text/words.js";

/** Tells a screen reader what happens: that an answer begins and how it ends, never the growing text itself. */
export class Announcer {
  #region;
  #running = null;
  #conversationId = null;

  constructor(region) {
    this.#region = region;
  }

  say(text) {
    // The same words twice are read only if they are new to the region.
    this.#region.textContent = "";
    setTimeout(() => (this.#region.textContent = text), 50);
  }

  stateChanged(state) {
    const running = runningMessage(state);
    const isSamePlace = state.conversationId === this.#conversationId;
    if (isSamePlace && running && running.id !== this.#running) this.say("the model is answering");
    if (isSamePlace && !running && this.#running) this.#ended(state);
    this.#running = running?.id ?? null;
    this.#conversationId = state.conversationId;
  }

  #ended(state) {
    const message = state.messages.find((one) => one.id === this.#running);
    if (message) this.say(message.status === "complete" ? "answer finished" : endWords(message, state.stoppers.get(message.id)));
  }
}
