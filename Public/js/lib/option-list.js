import { make, setAttribute, show } from "./dom.js";

/**
 * The list of proposals below or above a text field, as a screen reader knows it: the focus stays in the field, and
 * `aria-activedescendant` says which proposal is meant. `draw(item)` gives the nodes of one; `picked(item)` is called.
 * Without `takesTab`, Tab leaves the field as anywhere: where picking does something, leaving must not.
 */
export class OptionList {
  #field;
  #list;
  #draw;
  #picked;
  #items = [];
  #takesTab;
  #index = 0;

  constructor(field, list, { draw, picked, takesTab = true }) {
    this.#field = field;
    this.#list = list;
    this.#draw = draw;
    this.#picked = picked;
    this.#takesTab = takesTab;
    // The field keeps the focus, also under a finger.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.#clicked(event));
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  /** With `isMarked` the first one is meant at once; without, none is until an arrow key goes to it. */
  show(items, isMarked = true) {
    this.#items = items;
    this.#list.replaceChildren(...items.map((item, index) => this.#option(item, index)));
    show(this.#list, items.length > 0);
    setAttribute(this.#field, "aria-expanded", String(items.length > 0));
    this.#mark(isMarked ? 0 : -1);
  }

  close() {
    if (this.isOpen) this.show([]);
  }

  /** Does what a key means here; false where it means nothing here. */
  keyed(event) {
    if (!this.isOpen || event.shiftKey || event.isComposing || event.keyCode === 229) return false;
    if (!this.#act(event.key)) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #act(key) {
    const count = this.#items.length;
    if (key === "ArrowDown") this.#mark((this.#index + 1) % count);
    else if (key === "ArrowUp") this.#mark((Math.max(0, this.#index) + count - 1) % count);
    else if (this.#picksWith(key)) this.#picked(this.#items[this.#index]);
    else if (key === "Escape") this.close();
    else return false;
    return true;
  }

  #picksWith(key) {
    return this.#index >= 0 && (key === "Enter" || (key === "Tab" && this.#takesTab));
  }

  #option(item, index) {
    const option = make("li", { className: "option", id: `${this.#list.id}-${index}` }, ...this.#draw(item));
    option.setAttribute("role", "option");
    return option;
  }

  #mark(index) {
    this.#index = index;
    [...this.#list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = this.#list.children[index];
    option?.scrollIntoView({ block: "nearest" });
    setAttribute(this.#field, "aria-activedescendant", option?.id ?? null);
  }

  #clicked(event) {
    const option = event.target.closest("[role=option]");
    if (option) this.#picked(this.#items[[...this.#list.children].indexOf(option)]);
  }
}
