import { apply, emptyState } from "./chat-state.js";
import { oncePerFrame } from "./lib/timing.js";

const mostKept = 8;

/**
 * Holds the state of the open conversation, a few of those opened before, and the facts of the page around them.
 * Tells "change" at most once a frame.
 */
export class ChatStore extends EventTarget {
  #state;
  #facts = {};
  #kept = new Map();
  #tell = oncePerFrame(() => this.dispatchEvent(new Event("change")));

  constructor(person, conversationId) {
    super();
    this.person = person;
    this.#state = emptyState(conversationId, person.id);
  }

  get state() {
    return this.#state;
  }

  /** What is not in the conversation itself: how the line is, which models there are, what is searched, … */
  get facts() {
    return this.#facts;
  }

  set(facts) {
    this.#facts = { ...this.#facts, ...facts };
    this.#tell();
  }

  /**
   * Turns to another conversation; one that was open lately is there at once, and catches up. One that was gone is read
   * anew: who was removed may have been added again.
   */
  open(conversationId) {
    if (this.#state.conversationId && !this.#state.isGone) this.#keep(this.#state);
    const kept = this.#kept.get(conversationId);
    this.#kept.delete(conversationId);
    this.#state = kept ?? emptyState(conversationId, this.person.id);
    this.set({ context: null, notice: null, stopping: null, isReadingOlder: false });
  }

  /** It was deleted or left; the open one is gone from now on, so that turning away does not keep it. */
  forget(conversationId) {
    this.#kept.delete(conversationId);
    this.apply({ name: "gone", data: {} }, conversationId);
  }

  /** Applies an event to the conversation it belongs to: by the time an answer comes, another one may be open. */
  apply(event, conversationId = this.#state.conversationId) {
    if (conversationId !== this.#state.conversationId) return this.#applyToKept(event, conversationId);
    const next = apply(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    this.#tell();
  }

  #applyToKept(event, conversationId) {
    const kept = this.#kept.get(conversationId);
    if (kept) this.#kept.set(conversationId, apply(kept, event));
  }

  #keep(state) {
    this.#kept.set(state.conversationId, state);
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value);
  }
}
