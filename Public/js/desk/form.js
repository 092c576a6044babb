import { make, setText, show } from "../lib/dom.js";
import { failureWords } from "../text/desk-words.js";

/**
 * A form that is sent by script: `submit(values)` does the work, and what it throws is said above the button, with
 * everything that was typed still there. `fields` are what is read; `layout` are the elements that show them.
 */
export class Form {
  element;
  #fields;
  #submit;
  #fault = make("p", { className: "form-error", hidden: true });
  #buttons;

  constructor({ fields, layout = fields.map((field) => field.element), action, submit, buttons = [] }) {
    this.#fields = fields;
    this.#submit = submit;
    this.#fault.setAttribute("role", "alert");
    this.#buttons = [...buttons, make("button", { type: "submit", className: "strong-button" }, action)];
    this.element = make("form", { className: "form" }, ...layout, this.#fault, make("div", { className: "form-row" }, ...this.#buttons));
    this.element.addEventListener("submit", (event) => this.#submitted(event));
    this.element.addEventListener("input", () => (this.element.dataset.changed = ""));
  }

  get values() {
    return Object.fromEntries(this.#fields.map((field) => [field.name, field.value]));
  }

  get isBusy() {
    return "busy" in this.element.dataset;
  }

  say(text) {
    setText(this.#fault, text);
    show(this.#fault, text);
  }

  /** What stands in the form is stored, so leaving it loses nothing. */
  settle() {
    delete this.element.dataset.changed;
    this.say("");
  }

  async #submitted(event) {
    event.preventDefault();
    if (this.isBusy) return;
    this.say("");
    this.#setBusy(true);
    try {
      await this.#submit(this.values, this);
      this.settle();
    } catch (error) {
      this.#failed(error);
    }
    this.#setBusy(false);
  }

  #failed(error) {
    if (error instanceof FormFault) {
      this.say(error.message);
      error.field?.control.focus();
      return;
    }
    this.say(failureWords(error));
    if (error.status !== 401) return;
    // In a tab of its own, so that what was typed here stays.
    this.#fault.append(" ", make("a", { href: "/login", target: "_blank", rel: "noopener" }, "Sign in in another tab"), ", then try again.");
  }

  // Not disabled: a button that is loses the focus.
  #setBusy(isBusy) {
    this.element.toggleAttribute("data-busy", isBusy);
    for (const button of this.#buttons) button.setAttribute("aria-disabled", String(isBusy));
  }
}

/** What a form finds itself, before anything is sent. */
export class FormFault extends Error {
  constructor(message, field) {
    super(message);
    this.field = field;
  }
}
