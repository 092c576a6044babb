import { ask, setText, show, tell } from "../lib/dom.js";
import { summarySource, summaryTitle } from "../text/context-words.js";
import { timeText } from "../text/times.js";

const longest = 16 * 1024;

/**
 * The summary that is sent in the place of earlier messages, folded: `update(summary, number, isSent)`. It can be edited:
 * it tells `save-summary` `{ content, answered }` and `remove-summary` `{ answered }`, and is answered with the words
 * for what went wrong, or with none. It tells `hold-still` before it grows.
 */
export class SummaryNote extends HTMLElement {
  #summary = { content: "" };

  connectedCallback() {
    // It may be moved in the timeline, which brings it to life again.
    this.onclick = (event) => this.#clicked(event);
    this.onsubmit = (event) => this.#submitted(event);
    this.onkeydown = (event) => this.#keyed(event);
  }

  update(summary, number, isSent) {
    this.#summary = summary;
    setText(this.#part("summary-count"), summaryTitle(number));
    setText(this.#part("summary-source"), summarySource(summary.source, timeText(summary.updated_at), isSent));
    setText(this.#part("summary-text"), summary.content);
  }

  #clicked(event) {
    if (event.target.closest("summary")) tell(this, "hold-still");
    const action = event.target.closest("[data-action]")?.dataset.action;
    if (action === "edit-summary") this.#edit();
    if (action === "cancel-summary") this.#close();
    if (action === "remove-summary") this.#wait(ask(this, "remove-summary"));
  }

  #submitted(event) {
    event.preventDefault();
    const content = this.#box.value.trim();
    if (content === "") return this.#say("A summary without text can not be saved. Remove it instead.");
    if (new TextEncoder().encode(content).length > longest) return this.#say("This is too long: a summary may hold 16 KB of text.");
    this.#wait(ask(this, "save-summary", { content }));
  }

  #keyed(event) {
    if (event.key !== "Escape" || event.isComposing || !this.#isEditing) return;
    event.preventDefault();
    if (this.#box.value === this.#summary.content) this.#close();
  }

  #edit() {
    tell(this, "hold-still");
    this.#box.value = this.#summary.content;
    this.#setEditing(true);
    this.#box.focus();
  }

  #close() {
    this.#setEditing(false);
    this.querySelector("[data-action=edit-summary]").focus();
  }

  #setEditing(isEditing) {
    show(this.#part("summary-form"), isEditing);
    show(this.#part("summary-shown"), !isEditing);
    this.#say("");
  }

  // What was written stays in the box until the server has taken it.
  async #wait(answer) {
    this.#say("");
    const buttons = [...this.#part("summary-row").children];
    for (const button of buttons) button.disabled = true;
    const fault = await answer;
    for (const button of buttons) button.disabled = false;
    if (fault === null) return;
    if (fault === "") this.#close();
    else this.#say(fault);
  }

  #say(text) {
    setText(this.#part("summary-error"), text);
    show(this.#part("summary-error"), text);
  }

  get #isEditing() {
    return !this.#part("summary-form").hidden;
  }

  get #box() {
    return this.#part("summary-box");
  }

  #part(name) {
    return this.querySelector(`.${name}`);
  }
}
