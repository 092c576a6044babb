import { isShared } from "../access.js";
import { runningMessage } from "../chat-state.js";
import { isTouch, setAttribute, setText, show, tell } from "../lib/dom.js";
import { talkWords, writeWords } from "../text/people-words.js";
import { closedWords } from "../text/sharing-words.js";

const longestMessage = 1024 * 1024;

/**
 * The text box. It tells `post-message` `{ content, edit }`, `stop-reply`, and `write` `{ text }` when the text changes.
 * While a question that was asked before is edited in it (`edit`), the draft waits aside; `edit` is null otherwise.
 * Where one may not send, it is closed: what was written stays to be copied. It tells `stop-typing` when it is left.
 * Enter sends and Shift+Enter breaks the line; on a touch screen Enter breaks the line. Nothing is sent while an
 * input method composes.
 */
export class ChatComposer extends HTMLElement {
  #running = null;
  #edit = null;
  #waits = false;
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.addEventListener("keydown", (event) => this.#keyed(event), { signal });
    this.addEventListener("input", () => this.#written(), { signal });
    this.#stop.addEventListener("click", () => tell(this, "stop-reply"), { signal });
    this.querySelector("form").addEventListener("click", (event) => this.#clicked(event), { signal });
    this.querySelector("[data-action=cancel-edit]").addEventListener("click", () => this.#endEdit(), { signal });
    this.#box.addEventListener("blur", () => tell(this, "stop-typing"), { signal });
    this.querySelector(".kept-copy").source = () => this.text;
    this.#mentions.attach(this.#box);
    setAttribute(this.#box, "enterkeyhint", isTouch() ? "enter" : "send");
    this.#fit();
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  get text() {
    return this.#box.value;
  }

  set text(text) {
    if (text === this.#box.value) return;
    this.#box.value = text;
    this.#fit();
    this.#showButtons();
  }

  /** What was written for the conversation, also while something else stands in the box. */
  get draft() {
    return this.#edit ? this.#edit.draft : this.text;
  }

  set draft(text) {
    this.#setEdit(null);
    this.text = text;
  }

  /** The question that is edited, as it now stands: `{ parentId, original, content }`, or null. */
  get editing() {
    if (!this.#edit) return null;
    const { parentId, original } = this.#edit;
    return { parentId, original, content: this.text };
  }

  /** Puts a question into the box, to be sent anew in the place of the old one. */
  edit({ parentId, original, content = original }) {
    this.#setEdit({ parentId, original, draft: this.draft });
    this.text = content;
    this.#box.focus();
    this.#box.setSelectionRange(content.length, content.length);
  }

  /** A refused message comes back in front of whatever was written since. */
  giveBack(text) {
    const together = [text, this.draft].filter(Boolean).join("\n\n");
    if (this.#edit) this.#edit.draft = together;
    else this.text = together;
  }

  focusText() {
    if (!isTouch()) this.#box.focus({ preventScroll: true });
  }

  update(state, facts) {
    const running = runningMessage(state);
    this.#running = running && { isStopping: facts.stopping === running.id || state.progress?.state === "stopping" };
    this.#notice(facts.notice);
    this.#waits = this.#running && facts.asksModel && waitsFor(state, facts);
    this.#close(closedFor(state, facts), state.isGone);
    setAttribute(this, "data-shut", state.isGone || facts.isReader || facts.isSignedOut ? "" : null);
    setAttribute(this, "data-silent", facts.asksModel ? null : "");
    setAttribute(this, "data-shared", isShared(state.conversation) ? "" : null);
    setAttribute(this.#box, "placeholder", placeholderFor(state, facts));
    this.querySelector("ask-switch").update(isShared(state.conversation), facts.asksModel);
    this.#mentions.update(facts.nameable, facts.models);
    this.#showButtons();
  }

  // What was written for a conversation one may no longer write in is not lost: it can be read and copied.
  #close(words, isGone) {
    const hasText = this.text.trim() !== "";
    setText(this.querySelector(".closed-text"), words);
    show(this.querySelector(".composer-closed"), words);
    show(this.querySelector(".closed-link"), isGone);
    show(this.querySelector(".composer-kept"), words && hasText);
    show(this.querySelector("form"), !words || hasText);
    setAttribute(this, "data-closed", words ? "" : null);
    this.#box.readOnly = Boolean(words);
  }

  #showButtons() {
    const hasText = this.#box.value.trim() !== "";
    show(this.#stop, this.#running);
    show(this.#send, !this.#running || hasText);
    setAttribute(this.#send, "aria-disabled", hasText && !this.#waits ? null : "true");
    setAttribute(this.#stop, "aria-disabled", this.#running?.isStopping ? "true" : null);
    setAttribute(this, "data-both", this.#running && hasText ? "" : null);
    setText(this.#stop.querySelector(".button-text"), this.#running?.isStopping ? "Stopping…" : "Stop");
  }

  #notice(notice) {
    setText(this.querySelector(".notice-text"), notice?.text ?? "");
    const link = this.querySelector(".notice-link");
    show(link, notice?.link);
    if (notice?.link) {
      setAttribute(link, "href", notice.link.address);
      setText(link, notice.link.text);
    }
    show(this.querySelector(".composer-notice"), notice);
  }

  #submitted(event) {
    event.preventDefault();
    const content = this.#box.value;
    if (content.trim() === "" || this.hasAttribute("data-shut")) return;
    if (this.#waits) return tell(this, "refuse", { code: "generation_in_progress" });
    if (new TextEncoder().encode(content).length > longestMessage) return tell(this, "refuse", { code: "too_large" });
    const edit = this.editing;
    this.draft = edit ? this.#edit.draft : "";
    tell(this, "write", { text: this.text });
    tell(this, "post-message", { content, edit });
  }

  #endEdit() {
    const { draft } = this;
    this.draft = draft;
    tell(this, "write", { text: this.text });
    this.#box.focus();
  }

  #setEdit(edit) {
    this.#edit = edit;
    show(this.querySelector(".composer-editing"), edit);
    setAttribute(this, "data-editing", edit ? "" : null);
    setAttribute(this.#box, "aria-describedby", edit ? "composer-editing" : null);
  }

  #keyed(event) {
    if (event.isComposing || event.keyCode === 229 || event.target !== this.#box || this.#mentions.keyed(event)) return;
    if (event.key === "Enter" && this.#sendsWith(event)) {
      event.preventDefault();
      this.querySelector("form").requestSubmit();
    } else if (event.key === "Escape" && this.#running && !document.querySelector("dialog[open], :popover-open")) {
      event.preventDefault();
      tell(this, "stop-reply");
    } else if (event.key === "Escape" && this.#edit?.original === this.text) {
      event.preventDefault();
      this.#endEdit();
    }
  }

  #sendsWith(event) {
    if (event.ctrlKey || event.metaKey) return true;
    return !event.shiftKey && !event.altKey && !isTouch();
  }

  #written() {
    this.#fit();
    this.#showButtons();
    tell(this, "write", { text: this.#box.value });
  }

  // The whole card is the text box, as far as a pointer can tell.
  #clicked(event) {
    if (!event.target.closest("button, select, label, a, textarea, mention-list, .composer-notice, .composer-editing")) this.#box.focus();
  }

  // Where the browser can not size a text box by its content, and for pastes too long to measure.
  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#box.style.height = "auto";
    this.#box.style.height = this.#box.value.length > 20_000 ? "40dvh" : `${this.#box.scrollHeight}px`;
  }

  get #box() {
    return this.querySelector("textarea");
  }

  get #mentions() {
    return this.querySelector("mention-list");
  }

  get #send() {
    return this.querySelector(".send-button");
  }

  get #stop() {
    return this.querySelector(".stop-button");
  }
}

// Alone, one waits for the answer; among others the server says at once that somebody was first, and the text stays.
function waitsFor({ conversation }, { whenBusy }) {
  return whenBusy !== "queue" && !isShared(conversation);
}

function placeholderFor(state, { modelName, asksModel, otherNames }) {
  if (state.isGone) return "This conversation is gone";
  return asksModel ? writeWords(otherNames, modelName) : talkWords(otherNames);
}

/** Why one may not send here, in words; none where one may. */
function closedFor(state, { isReader, role }) {
  if (state.isGone) return "This conversation was deleted, or you are no longer in it.";
  return isReader ? closedWords(role, state.conversationId) : "";
}
