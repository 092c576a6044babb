import { setAttribute, setSentence, setText, show, tell } from "../lib/dom.js";
import { cutByProviderWords } from "../text/context-words.js";
import { withMentions } from "../text/mentions.js";
import { MessageBody } from "../text/message-body.js";
import { speakerInitials, speakerName } from "../text/names.js";
import { said } from "../text/said.js";
import { canContinue, endWords, figures, finishWords, progressWords } from "../text/words.js";

/**
 * One message. `update(view)` brings it to `{ message, progress, stoppedBy, askedBy, myId, contextState, isLast,
 * isShut, hasQuestion, hasOtherModels, now }`; it tells `regenerate`, `continue`, `edit-question`, `change-model`, `show-context`,
 * `retry-send` and `discard-send`.
 */
export class ChatMessage extends HTMLElement {
  #view = {};
  #body;
  #reasoning = null;

  connectedCallback() {
    if (this.#body) return;
    this.#body = new MessageBody(this.#part("message-body"));
    this.#part("message-copy").source = () => this.#view.message?.content ?? this.#part("message-body").innerText;
    this.addEventListener("click", (event) => this.#clicked(event));
  }

  update(view) {
    if (isSame(view, this.#view)) return;
    const isNewMessage = view.message !== this.#view.message;
    this.#view = view;
    if (isNewMessage) this.#updateMessage(view.message);
    this.#updateAsker(view.askedBy);
    this.#updateStatus();
    this.#updateFoot();
  }

  /** A second has passed. */
  tick() {
    if (this.#view.progress) this.#updateStatus();
  }

  #updateMessage(message) {
    this.id = `message-${message.id}`;
    setAttribute(this, "data-role", message.role);
    setAttribute(this, "data-status", message.status);
    setAttribute(this, "data-writing", message.status === "streaming" && hasText(message) ? "" : null);
    this.#updateHead(message);
    this.#updateReasoning(message);
    this.#body.update({ ...message, blocks: withMentions(message.blocks, message.mentions, this.#view.myId) });
    show(this.#action("show-rest"), this.#body.isCut);
  }

  #updateHead(message) {
    const name = this.#part("message-name");
    setText(name, speakerName(message));
    name.id = `name-${message.id}`;
    setAttribute(this.querySelector("article"), "aria-labelledby", name.id);
    const face = this.#part("face");
    setText(face, speakerInitials(message));
    face.dataset.initials = face.textContent;
    this.querySelector("local-time").update(message.created_at);
  }

  #updateAsker(name) {
    setSentence(this.#part("message-asker"), name ? said`asked again by ${name}` : []);
    show(this.#part("message-asker"), name);
  }

  // The text is there, folded away; only what is new is added to it.
  #updateReasoning(message) {
    const text = message.reasoning ?? "";
    const isThinking = message.status === "streaming" && !hasText(message);
    show(this.#part("reasoning"), text !== "");
    setText(this.#part("reasoning-title"), isThinking ? "Thinking" : "Thoughts");
    if (text === this.#reasoning) return;
    const shown = this.#part("reasoning-text");
    if (this.#reasoning !== null && text.startsWith(this.#reasoning)) shown.append(text.slice(this.#reasoning.length));
    else setText(shown, text);
    this.#reasoning = text;
  }

  #showMore() {
    this.#body.showMore();
    show(this.#action("show-rest"), this.#body.isCut);
  }

  #updateStatus() {
    const { message, progress, stoppedBy, contextState, now } = this.#view;
    const doing = message.status === "streaming" ? progressWords(progress, now(), stoppedBy) || hiddenWork(message) : "";
    const ended = endWords(message, stoppedBy);
    const note = contextState === "shortened" ? "the model reads a shortened version of this" : "";
    setText(this.#part("status-text"), doing || ended || note);
    setAttribute(this.#part("message-status"), "data-kind", kindOf(message, doing, progress));
    this.querySelector("failure-card").update(message, { ...this.#view, isOpen: this.#isOpen });
    show(this.#part("message-status"), doing || ended || note);
  }

  #updateFoot() {
    const { message, isLast } = this.#view;
    const isAnswer = message.role === "assistant";
    const isDone = this.#isDone;
    // What can be done about a failure stands with its cause.
    const isOpen = this.#isOpen && message.status !== "error";
    show(this.#part("message-copy"), isDone && message.content !== "");
    show(this.#action("regenerate"), isOpen);
    setText(this.#action("regenerate"), message.status === "complete" ? "Regenerate" : "Try again");
    show(this.#action("continue"), isOpen && canContinue(message));
    show(this.#action("show-context"), isAnswer && isDone && message.context);
    this.#updateContextNote(isDone ? message : {});
    show(this.#action("retry-send"), message.status === "unsent");
    show(this.#action("discard-send"), message.status === "unsent");
    setText(this.#part("figures"), isAnswer && isDone ? figures(message) : "");
    setAttribute(this, "data-last", isLast ? "" : null);
  }

  #updateContextNote({ context, usage }) {
    const note = this.#part("context-note");
    show(note, context?.cut_by_provider);
    if (!note.hidden) setText(note, cutByProviderWords(usage?.prompt_tokens, context.estimated_tokens));
  }

  get #isDone() {
    const { status } = this.#view.message;
    return status !== "streaming" && status !== "sending";
  }

  /** May one ask for more in its place? */
  get #isOpen() {
    const { message, isLast, isShut } = this.#view;
    return message.role === "assistant" && this.#isDone && isLast && !isShut;
  }

  #clicked(event) {
    const action = event.target.closest("button[data-action]")?.dataset.action;
    if (action === "show-rest") this.#showMore();
    else if (action) tell(this, action, { message: this.#view.message });
  }

  #part(name) {
    return this.querySelector(`.${name}`);
  }

  #action(name) {
    return this.querySelector(`:is(article, .message-actions) > [data-action=${name}]`);
  }
}

// Between the last thought and the first word, or before any event has come, there is nothing to see.
function hiddenWork(message) {
  if (hasText(message)) return "";
  return message.reasoning ? "thinking" : "waiting for the model";
}

// A growing answer comes as blocks; its text comes with its last event.
function hasText(message) {
  return message.content !== "" || message.blocks?.length > 0;
}

function kindOf(message, doing, progress) {
  if (doing) return progress?.state === "retrying" ? "warn" : "live";
  if (message.status === "error" || message.status === "unsent") return "error";
  const isCut = message.status === "stopped" || message.status === "interrupted";
  return isCut || (message.status === "complete" && finishWords(message.finish_reason)) ? "warn" : "quiet";
}

function isSame(a, b) {
  return Object.keys(a).every((key) => a[key] === b[key]);
}
