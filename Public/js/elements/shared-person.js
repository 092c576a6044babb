import { accessWords } from "../access.js";
import { fromTemplate, setAttribute, setText, show } from "../lib/dom.js";
import { withInitials } from "../lib/faces.js";
import { personInitials } from "../text/names.js";

/** One row of the people of a conversation. Its owner may change it; for the others it is to be read. */
export class SharedPerson {
  constructor(id) {
    this.element = fromTemplate("shared-person");
    this.element.dataset.id = id;
  }

  update({ name, access }, { isMine, isMe }) {
    const isFixed = !isMine || access === "owner";
    this.element.dataset.name = name;
    withInitials(this.#part("face"), personInitials(name));
    setText(this.#part("shared-name"), name);
    show(this.#part("shared-you"), isMe);
    setText(this.#part("shared-access"), accessWords(access));
    show(this.#part("shared-access"), isFixed);
    this.#showChoice(name, access, isFixed);
  }

  #showChoice(name, access, isFixed) {
    const select = this.element.querySelector("select");
    const remove = this.element.querySelector("button");
    if (!select.disabled && select.value !== access) select.value = access;
    setAttribute(select, "aria-label", `What ${name} may do`);
    setAttribute(remove, "aria-label", `Remove ${name}`);
    show(select, !isFixed);
    show(remove, !isFixed);
  }

  #part(name) {
    return this.element.querySelector(`.${name}`);
  }
}
