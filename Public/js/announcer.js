import { runningMessage, stopperOf } from "./chat-state.js";
import { noteWords } from "./text/note-words.js";
import { plain } from "./text/said.js";
import { endWords } from "./text/words.js";

/**
 * Tells a screen reader what happens: that an answer begins and how it ends, never the growing text itself; that somebody
 * else has written; who comes and goes.
 */
export class Announcer {
  #region;
  #running = null;
  #conversationId = null;
  #attempt = null;
  #last = {};

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
    const words = isSamePlace ? [this.#others(state), this.#answer(state, running), this.#attempted(state.progress)].filter(Boolean) : [];
    if (words.length > 0) this.say(words.join(", "));
    this.#running = running?.id ?? null;
    this.#conversationId = state.conversationId;
    this.#last = { message: lastOf(state), note: state.notes.at(-1), isLoaded: state.isLoaded };
  }

  // What was there before is not told, nor what one does oneself.
  #others({ messages, notes, myId }) {
    const { message, note, isLoaded } = this.#last;
    if (!isLoaded) return "";
    const [newest, newestNote] = [lastOf({ messages }), notes.at(-1)];
    if (newest && newest.id !== message?.id && newest.author?.id !== myId) return `${newest.author?.name ?? "someone"} has written`;
    if (newestNote && newestNote.id !== note?.id && newestNote.actor?.id !== myId) return plain(noteWords([newestNote], myId) ?? []);
    return "";
  }

  #answer(state, running) {
    if (running) return running.id === this.#running ? "" : "the model is answering";
    const ended = this.#running && state.messages.find((one) => one.id === this.#running);
    return ended ? endWords(ended, stopperOf(state, ended)) || "answer finished" : "";
  }

  // Each attempt once; the seconds that are counted down are not read out.
  #attempted(progress) {
    const attempt = progress?.state === "retrying" ? progress.attempt : null;
    const isNew = attempt && attempt !== this.#attempt;
    this.#attempt = attempt;
    return isNew ? "the model did not answer, it will be asked again" : "";
  }
}

const lastOf = ({ messages }) => messages.findLast((one) => one.role === "user");
