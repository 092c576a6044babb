import { make, setText, show } from "../lib/dom.js";
import { many } from "../text/amounts.js";
import { holds } from "../text/typed.js";

const few = 8;

/**
 * A search field above a list, once there are many: `apply(all)` gives those that are searched for. `textOf(record)` is
 * what is searched, `changed()` is called when something else is typed, `noun` is what one of them is called.
 */
export class Filter {
  element = make("div", { className: "filter", hidden: true });
  #box;
  #told = make("p", { className: "filter-told" });
  #textOf;
  #nouns;

  constructor({ label, textOf, changed, nouns }) {
    this.#textOf = textOf;
    this.#nouns = nouns;
    this.#box = make("input", { type: "search", className: "filter-box", placeholder: label, ariaLabel: label, autocomplete: "off", dir: "auto" });
    this.#box.addEventListener("input", changed);
    this.#told.setAttribute("role", "status");
    this.element.append(this.#box, this.#told);
  }

  apply(all) {
    const searched = this.#box.value;
    const found = searched.trim() ? all.filter((one) => holds(this.#textOf(one), searched)) : all;
    show(this.element, all.length > few);
    const total = many(all.length, ...this.#nouns);
    setText(this.#told, found === all ? total : `${found.length} of ${total}`);
    return found;
  }
}
