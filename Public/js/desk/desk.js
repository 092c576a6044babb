import { session, signOut } from "../api.js";
import { make, setText, show } from "../lib/dom.js";
import { failureWords } from "../text/desk-words.js";
import { ActionMenu } from "./action-menu.js";

const readable = 6000;

/** What all pages beside the chat have: a line that says what was done, a dialog that asks, a menu, the way out. */
export class Desk {
  menu = new ActionMenu();
  #body;
  #said;
  #timer;
  #keepsUnsaved = false;
  #leaving = null;

  constructor(body) {
    this.#body = body;
    this.#said = body.querySelector(".desk-said");
    body.append(this.menu.element);
  }

  start() {
    session.addEventListener("signed-out", () => this.#signedOut());
    this.#body.addEventListener("announce", (event) => this.say(event.detail.text));
    this.#said.querySelector("button").addEventListener("click", () => this.#hush());
    this.#body.addEventListener("click", (event) => event.target.closest(".sign-out") && this.#signOut());
    return this;
  }

  get personId() {
    return this.#body.dataset.personId;
  }

  /** Says what was done: on the page for a moment, and to a screen reader. */
  say(text) {
    this.#show(text, false);
    this.#timer = setTimeout(() => this.#hush(), readable);
  }

  /** Says what could not be done; it stays until something else is said. */
  fail(error) {
    this.#show(failureWords(error), true);
  }

  /** `if (await desk.ask({ title, text, action, isGrave })) …` */
  ask(question) {
    return this.#body.querySelector("auto-dialog").ask(question);
  }

  /** From now on, leaving asks where something is written in a form that is not stored yet. */
  keepsUnsaved() {
    this.#keepsUnsaved = true;
    addEventListener("beforeunload", (event) => this.#unsaved.length > 0 && event.preventDefault());
    return this;
  }

  /** May what stands on the page go? Who asks while the question is still open gets the same answer. */
  async mayLeave() {
    this.#leaving ??= this.#askToLeave();
    const mayLeave = await this.#leaving;
    this.#leaving = null;
    return mayLeave;
  }

  get #unsaved() {
    return this.#keepsUnsaved ? [...document.querySelectorAll(".form[data-changed]")] : [];
  }

  async #askToLeave() {
    const forms = this.#unsaved;
    const isSure = forms.length === 0 || await this.ask({
      title: "Leave without saving?", action: "Leave", isGrave: true, text: "What you wrote on this page is not saved, and is lost if you leave.",
    });
    if (isSure) forms.forEach(forget);
    return isSure;
  }

  #show(text, isFault) {
    clearTimeout(this.#timer);
    this.#said.classList.toggle("is-fault", isFault);
    this.#setShown(true);
    // The same words twice are read only if they are new to the region.
    const line = this.#said.querySelector("p");
    setText(line, "");
    requestAnimationFrame(() => setText(line, text));
  }

  #hush() {
    clearTimeout(this.#timer);
    this.#setShown(false);
  }

  // Out of sight it is still there: of a line that comes and goes, screen readers miss the first words.
  #setShown(isShown) {
    this.#said.classList.toggle("is-shown", isShown);
    show(this.#said.querySelector("button"), isShown);
  }

  // What is being written is not thrown away: there the form itself says that one is signed out.
  #signedOut() {
    if (document.querySelector("dialog[open] .form, .form[data-changed]")) return;
    const next = encodeURIComponent(location.pathname + location.search);
    location.replace(`/login?next=${next}`);
  }

  async #signOut() {
    if (!(await this.mayLeave())) return;
    try {
      await signOut();
      location.assign("/login");
    } catch (error) {
      this.fail(error);
    }
  }
}

function forget(form) {
  delete form.dataset.changed;
  form.closest("dialog")?.close();
}

/** A heading with what it is about and what can be done; the first part of a page needs no heading of its own. */
export function deskHead(title, text, ...tools) {
  const words = make("div", { className: "panel-words" });
  if (title) words.append(make("h2", { className: "panel-title", tabIndex: -1 }, title));
  if (text) words.append(make("p", { className: "panel-text" }, text));
  return make("header", { className: "panel-head" }, words, ...(tools.length > 0 ? [make("div", { className: "panel-tools" }, ...tools)] : []));
}
