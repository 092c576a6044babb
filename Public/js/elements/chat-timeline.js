import { runningMessage, stopperOf } from "../chat-state.js";
import { arrange, fromTemplate, make, setAttribute, setText, show, tell } from "../lib/dom.js";
import { ScrollKeeper } from "../lib/scroll.js";
import { NoteLines } from "../note-lines.js";
import { rows } from "../state/rows.js";
import { contextWords } from "../text/context-words.js";

/** More than this are not held while the reader is at the end; the older ones are read again when they are wanted. */
const mostHeld = 400;

/**
 * The messages, keyed, in order. `update(state, facts)`; it tells `load-older` near its start,
 * `far-from-end`, and `trim` when it holds more than it should.
 */
export class ChatTimeline extends HTMLElement {
  #elements = new Map();
  #scroll;
  #conversationId;
  #isReading = false;
  // New elements come to life here, out of sight, before they are put where they belong.
  #nursery = make("div", { hidden: true });
  #contextLine = make("p", { className: "context-line" });
  #summaryNote = null;
  #noteLines = new NoteLines();

  connectedCallback() {
    this.#scroll = new ScrollKeeper(this, this.querySelector(".column"));
    this.#scroll.addEventListener("far", (event) => tell(this, "far-from-end", event.detail));
    this.#scroll.addEventListener("start", () => this.#wantOlder());
    this.addEventListener("hold-still", () => this.#scroll.hold());
    this.#part("earlier").addEventListener("click", (event) => this.#earlierClicked(event));
    for (const one of this.querySelectorAll("chat-message")) this.#elements.set(one.id.slice("message-".length), one);
    this.append(this.#nursery);
    this.tick = setInterval(() => this.#running?.tick(), 1000);
    this.#scroll.toEnd();
  }

  disconnectedCallback() {
    clearInterval(this.tick);
    this.#scroll.close();
  }

  update(state, facts) {
    if (state.conversationId !== this.#conversationId) this.#turnTo(state);
    const isWaiting = !state.isLoaded && !state.isGone && state.conversationId !== null && state.messages.length + state.pending.length === 0;
    setAttribute(this, "data-loading", isWaiting ? "" : null);
    if (isWaiting) return this.#showAround(state, facts, false);
    this.#showRows(state, facts);
    this.#scroll.follow();
    if (state.messages.length > mostHeld && this.#scroll.isFollowing && !facts.isSeeking) tell(this, "trim", { keep: mostHeld - 100 });
  }

  toEnd() {
    this.#scroll.toEnd();
  }

  focusMessage(id) {
    const element = this.#elements.get(id);
    if (!element) return;
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }

  /** Shows a message and marks it for a moment; false where it is not held. */
  showMessage(id) {
    const element = this.#elements.get(id);
    if (!element) return false;
    this.#scroll.toElement(element);
    element.classList.add("is-found");
    setTimeout(() => element.classList.remove("is-found"), 2400);
    return true;
  }

  // Another conversation is read from its end. The one that stood in the page's HTML stays until its messages come.
  #turnTo(state) {
    const isFirst = this.#conversationId === undefined;
    this.#conversationId = state.conversationId;
    this.#summaryNote = null;
    if (!isFirst && !state.isNew) {
      this.#elements.clear();
      this.#part("messages").replaceChildren();
    }
    this.#scroll.toEnd();
  }

  #showRows(state, facts) {
    const all = rows(state);
    const context = contextOf(facts.context);
    const running = runningMessage(state);
    const canChooseModel = hasOtherModels(state, facts);
    const shown = all.map(({ key, message }, index) => this.#elementFor(key, {
      message,
      progress: state.progress?.message_id === message.id ? state.progress : null,
      stoppedBy: stopperOf(state, message),
      askedBy: askedBy(state, message, all[index - 1]?.message),
      myId: state.myId,
      contextState: context.states.get(message.id) ?? null,
      isLast: index === all.length - 1,
      isShut: running !== null || state.isGone || facts.isReader,
      hasQuestion: all[index - 1]?.message.id === message.parent_id,
      hasOtherModels: canChooseModel,
      now: facts.now,
    }));
    this.#forget(new Set(all.map((row) => row.key)));
    if (facts.context) this.#withSummaryNote(shown, all, state, context);
    this.#withContextLine(shown, all, context);
    this.#noteLines.insert(shown, all, state);
    this.#arrange(shown);
    this.#showAround(state, facts, all.length === 0);
  }

  // What comes or goes above must not move what is being read.
  #arrange(shown) {
    const messages = this.#part("messages");
    if (messages.firstElementChild === shown[0]) arrange(messages, shown);
    else this.#scroll.keepPlace(() => arrange(messages, shown));
  }

  #elementFor(key, view) {
    const element = this.#elements.get(key) ?? fromTemplate("message");
    this.#elements.set(key, element);
    if (!element.isConnected) this.#newborn(element);
    element.update(view);
    return element;
  }

  #forget(keys) {
    for (const key of this.#elements.keys()) if (!keys.has(key)) this.#elements.delete(key);
  }

  #withContextLine(shown, all, { trimmed, firstRead, isSummarized }) {
    const index = all.findIndex((row) => row.message.id === firstRead);
    if (trimmed < 1 || index < 0) return;
    setText(this.#contextLine, contextWords(trimmed, isSummarized));
    shown.splice(index, 0, this.#contextLine);
  }

  // Below the context line; where all is read, below the last message that it sums up.
  #withSummaryNote(shown, all, { conversation }, { trimmed, firstRead, isSummarized, places }) {
    const { summary } = conversation ?? {};
    if (!summary) return;
    const line = trimmed < 1 ? -1 : all.findIndex((row) => row.message.id === firstRead);
    const last = all.findIndex((row) => row.message.id === summary.until_message_id);
    if (line < 0 && last < 0) return;
    this.#summaryNote ??= this.#newborn(fromTemplate("summary-note"));
    this.#summaryNote.update(summary, places.get(summary.until_message_id) ?? trimmed, isSummarized);
    shown.splice(line >= 0 ? line : last + 1, 0, this.#summaryNote);
  }

  #newborn(element) {
    this.#nursery.append(element);
    return element;
  }

  #showAround(state, facts, isEmpty) {
    const link = this.#part("earlier").querySelector("a");
    this.#isReading = Boolean(facts.isReadingOlder);
    show(this.#part("earlier"), state.previous !== null && state.messages.length > 0);
    setText(link, this.#isReading ? "reading earlier messages" : "Earlier messages");
    if (state.previous) setAttribute(link, "href", `/c/${state.conversationId}?before=${state.previous}`);
    show(this.#part("welcome"), isEmpty);
    this.querySelector("message-queue").update(state);
  }

  #wantOlder() {
    if (!this.#isReading && !this.#part("earlier").hidden) tell(this, "load-older");
  }

  #earlierClicked(event) {
    if (!event.target.closest("a")) return;
    event.preventDefault();
    this.#scroll.toElement(this.#part("messages").firstElementChild);
    this.#wantOlder();
  }

  get #running() {
    return [...this.querySelectorAll('chat-message[data-status="streaming"]')].at(-1);
  }

  #part(name) {
    return this.querySelector(`.${name}`);
  }
}

/** From which message on the model reads, how many above it are not sent, what is done to each, and where each stands. */
function contextOf(context) {
  const messages = Array.isArray(context?.messages) ? context.messages : [];
  const firstRead = messages[messages.findLastIndex((one) => one.state === "trimmed") + 1]?.id ?? null;
  const trimmed = messages.filter((one) => one.state === "trimmed").length;
  return {
    trimmed, firstRead, isSummarized: Boolean(context?.summary),
    states: new Map(messages.map((one) => [one.id, one.state])),
    // Of each message the number of it and those before it.
    places: new Map(messages.map((one, index) => [one.id, index + 1])),
  };
}

/** Who had an answer written that somebody else had asked for; null where that is one and the same. */
function askedBy(state, message, question) {
  const asker = message.role === "assistant" && question?.id === message.parent_id && message.requested_by;
  if (!asker || asker.id === question.author?.id) return null;
  return asker.id === state.myId ? "you" : asker.name;
}

function hasOtherModels({ conversation }, { models }) {
  return models.some((one) => one.id !== conversation?.model || one.provider !== conversation.provider);
}
