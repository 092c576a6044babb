import { make, setAttribute, tell } from "../lib/dom.js";
import { face, withInitials } from "../lib/faces.js";
import { OptionList } from "../lib/option-list.js";
import { candidates, completed, mentionAt } from "../text/mentions.js";
import { modelInitials } from "../text/names.js";

/**
 * While one types `@` and the beginning of a name into the text box, it proposes the people of the conversation and the
 * models. `attach(box)` once; `update(people, models)` says who there is.
 */
export class MentionList extends HTMLElement {
  #box;
  #options;
  #people = [];
  #models = [];
  #at = null;
  #closedAt = null;

  attach(box) {
    this.#box = box;
    this.#options = new OptionList(box, this.querySelector("ul"), { draw, picked: (item) => this.#picked(item) });
    for (const name of ["input", "click"]) box.addEventListener(name, () => this.#look());
    box.addEventListener("keyup", (event) => ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key) && this.#look());
    box.addEventListener("blur", () => this.close());
  }

  update(people, models) {
    this.#people = people;
    this.#models = models;
  }

  get isOpen() {
    return this.#options.isOpen;
  }

  close() {
    this.#show([]);
  }

  /** Does what a key means here; false where it means nothing here. */
  keyed(event) {
    const isTaken = this.#options.keyed(event);
    // Whoever closed it for this `@` is not asked again.
    if (isTaken && event.key === "Escape") this.#closedAt = this.#at?.start ?? null;
    if (isTaken && !this.isOpen) this.#show([]);
    return isTaken;
  }

  #look() {
    const { value, selectionStart, selectionEnd } = this.#box;
    this.#at = selectionStart === selectionEnd ? mentionAt(value, selectionStart) : null;
    if (this.#at?.start !== this.#closedAt) this.#closedAt = null;
    const isWanted = this.#at && this.#closedAt === null;
    this.#show(isWanted ? this.#fitting(this.#at.query) : []);
  }

  // A name that stands there whole, with a space behind it, is done.
  #fitting(query) {
    const found = candidates(query, this.#people, this.#models);
    return /\s$/.test(query) && found.every(({ name }) => !name.toLowerCase().startsWith(query.toLowerCase())) ? [] : found;
  }

  #show(items) {
    const wasOpen = this.isOpen;
    this.#options.show(items);
    // Only while it proposes is the text box one that one chooses in.
    setAttribute(this.#box, "role", items.length > 0 ? "combobox" : null);
    if (items.length === 0) setAttribute(this.#box, "aria-expanded", null);
    if (items.length > 0 && !wasOpen) tell(this, "announce", { text: `${items.length} to name, arrow keys to choose` });
  }

  #picked({ name }) {
    const { text, caret } = completed(this.#box.value, this.#at, name);
    this.#box.value = text;
    this.#box.setSelectionRange(caret, caret);
    this.close();
    this.#box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function draw({ kind, name, detail }) {
  const picture = face(name);
  if (kind === "model") withInitials(picture, modelInitials(name)).classList.add("face-model");
  return [picture, make("span", { className: "option-name", dir: "auto" }, name), make("span", { className: "option-detail" }, detail)];
}
