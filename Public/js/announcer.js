import { runningMessage } from "./chat-state.js";
import { endWords } from "./text/words.js";

/** Tells a screen reader what happens: that an answer begins and how it ends, never the growing text itself. */
export class Announcer {
  #region;
  #running = null;
  #conversationId = null;
  #attempt = null;

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
    if (isSamePlace) this.#tried(state.progress);
    this.#running = running?.id ?? null;
    this.#conversationId = state.conversationId;
  }

  // Each attempt once; the seconds that are counted down are not read out.
  #tried(progress) {
    const attempt = progress?.state === "retrying" ? progress.attempt : null;
    if (attempt && attempt !== this.#attempt) this.say("the model did not answer, it will be asked again");
    this.#attempt = attempt;
  }

  #ended(state) {
    const message = state.messages.find((one) => one.id === this.#running);
    if (message) this.say(endWords(message, state.stoppers.get(message.id)) || "answer finished");
  }
}
