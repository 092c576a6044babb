import { make, setText, show } from "../lib/dom.js";
import { many } from "../text/amounts.js";
import { holds } from "../text/typed.js";
import { Records } from "./records.js";

const few = 8;

/**
 * Records with a search field above, once there are many. `textOf(record)` is what is searched, `nouns` is what one of
 * them is called, and many.
 */
export class FilteredRecords extends Records {
  #all = [];
  #frame = make("div", { className: "filter", hidden: true });
  #box;
  #told = make("p", { className: "filter-told" });
  #textOf;
  #nouns;

  constructor({ label, textOf, nouns, ...table }) {
    super(table);
    this.#textOf = textOf;
    this.#nouns = nouns;
    this.#box = make("input", { type: "search", className: "filter-box", placeholder: label, ariaLabel: label, autocomplete: "off", dir: "auto" });
    this.#box.addEventListener("input", () => this.update(this.#all));
    this.#told.setAttribute("role", "status");
    this.#frame.append(this.#box, this.#told);
    this.element.prepend(this.#frame);
  }

  update(all) {
    const searched = this.#box.value;
    const found = searched.trim() ? all.filter((one) => holds(this.#textOf(one), searched)) : all;
    this.#all = all;
    show(this.#frame, all.length > few);
    const total = many(all.length, ...this.#nouns);
    setText(this.#told, found === all ? total : `${found.length} of ${total}`);
    super.update(found);
  }
}
