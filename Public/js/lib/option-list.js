import { make, setAttribute, show } from "./dom.js";

/**
 * The list of proposals below or above a text field, as a screen reader knows it: the focus stays in the field, and
 * `aria-activedescendant` says which proposal is meant. `draw(item)` gives the nodes of one; `picked(item)` is called.
 */
export class OptionList {
  #field;
  #list;
  #draw;
  #picked;
  #items = [];
  #index = 0;

  constructor(field, list, { draw, picked }) {
    this.#field = field;
    this.#list = list;
    this.#draw = draw;
    this.#picked = picked;
    // The field keeps the focus, also under a finger.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.#clicked(event));
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  show(items) {
    this.#items = items;
    this.#list.replaceChildren(...items.map((item, index) => this.#option(item, index)));
    show(this.#list, items.length > 0);
    setAttribute(this.#field, "aria-expanded", String(items.length > 0));
    this.#mark(0);
  }

  close() {
    if (this.isOpen) this.show([]);
  }

  /** Does what a key means here; false where it means nothing here. */
  keyed(event) {
    if (!this.isOpen || event.isComposing || event.keyCode === 229) return false;
    if (!this.#act(event.key)) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #act(key) {
    const count = this.#items.length;
    if (key === "ArrowDown") this.#mark((this.#index + 1) % count);
    else if (key === "ArrowUp") this.#mark((this.#index + count - 1) % count);
    else if (key === "Enter" || key === "Tab") this.#picked(this.#items[this.#index]);
    else if (key === "Escape") this.close();
    else return false;
    return true;
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
