import * as api from "../api.js";
import { closesBeside } from "../lib/closes-beside.js";
import { make, setText, show, tell, withCode } from "../lib/dom.js";
import { cutByProviderAdvice, cutByProviderWords, leftOutWords, sentFacts, sentHeading } from "../text/context-words.js";
import { count, requestWords } from "../text/words.js";

/**
 * What the model saw for one answer: `open(message, nameOf)`, where `nameOf(id)` is who wrote a message, if that is
 * known. Each message that was sent is a button; it tells `show-message` `{ id }`.
 */
export class ContextDialog extends HTMLElement {
  #message;
  #nameOf;
  #request = null;

  connectedCallback() {
    closesBeside(this.#dialog);
    this.addEventListener("click", (event) => this.#clicked(event));
    this.#dialog.addEventListener("close", () => this.#request?.abort());
  }

  open(message, nameOf) {
    this.#message = message;
    this.#nameOf = nameOf;
    this.#showModel(message);
    this.#dialog.showModal();
    this.#part("context-scroll").scrollTop = 0;
    this.#read();
  }

  async #read() {
    const request = (this.#request = new AbortController());
    const { id, conversation_id: conversationId } = this.#message;
    this.#showOnly("context-wait");
    try {
      const seen = await api.messageContext(conversationId, id, request.signal);
      if (request === this.#request) this.#show(seen);
    } catch (error) {
      if (request === this.#request && !request.signal.aborted) this.#failed(error);
    }
  }

  #show(seen) {
    this.#showOnly("context-seen");
    this.#showModel(seen);
    const isCut = seen.cut_by_provider === true;
    show(this.#part("context-warning"), isCut);
    setText(this.#part("context-warning-text"), isCut ? cutByProviderWords(seen.prompt_tokens, seen.estimated_tokens) : "");
    this.#part("context-warning-advice").replaceChildren(...withCode(cutByProviderAdvice));
    this.#part("context-facts").replaceChildren(...sentFacts(seen).map(([label, value]) =>
      make("div", {}, make("dt", {}, label), make("dd", {}, value))));
    this.#showText("context-system", seen.system_prompt);
    this.#showText("context-summary", seen.summary);
    this.#showMessages(seen);
  }

  #showModel({ model, provider }) {
    setText(this.#part("context-model"), [model, provider && `from ${provider}`].filter(Boolean).join(" "));
  }

  #showMessages(seen) {
    const messages = Array.isArray(seen.messages) ? seen.messages : [];
    setText(this.#part("context-heading"), sentHeading(messages.length + (seen.omitted ?? 0)));
    const left = leftOutWords(seen);
    setText(this.#part("context-left-out"), left);
    show(this.#part("context-left-out"), left);
    this.#part("context-list").replaceChildren(...messages.map((one) => make("li", {}, this.#row(one))));
  }

  // What Parley added itself, to have an answer continued, is no message of the conversation.
  #row({ id, role, state, tokens, beginning }) {
    const row = make(id ? "button" : "div", { className: "context-row", ...(id && { type: "button" }) },
      make("span", { className: "context-name", dir: "auto" }, this.#nameOf(id) ?? (id || role !== "user" ? roleNames.get(role) ?? String(role) : "Parley")),
      make("span", { className: "context-beginning", dir: "auto" }, beginning?.trim() || "(no text)"),
      ...(state === "shortened" ? [make("span", { className: "context-mark" }, "shortened")] : []),
      make("span", { className: "context-tokens" }, count(tokens ?? 0), make("span", { className: "context-unit" }, tokens === 1 ? " token" : " tokens")));
    if (id) row.dataset.messageId = id;
    return row;
  }

  #showText(name, text) {
    const part = this.#part(name);
    show(part, text);
    part.open = false;
    setText(part.querySelector(".context-words"), text ?? "");
  }

  #failed(error) {
    this.#showOnly("context-failed");
    const isUnknown = error.status === 404;
    setText(this.#part("context-failed").querySelector("p"), isUnknown ? "What was sent for this answer is not recorded." : requestWords(error));
    show(this.querySelector("[data-action=read-again]"), !isUnknown);
  }

  #showOnly(name) {
    for (const part of ["context-wait", "context-failed", "context-seen"]) show(this.#part(part), part === name);
  }

  #clicked(event) {
    if (event.target.closest("[data-action=read-again]")) this.#read();
    const id = event.target.closest("button[data-message-id]")?.dataset.messageId;
    if (!id) return;
    this.#dialog.close();
    tell(this, "show-message", { id });
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  #part(name) {
    return this.querySelector(`.${name}`);
  }
}

const roleNames = new Map([["user", "A person"], ["assistant", "The model"], ["system", "Instructions"]]);
