import { make, setText, tell } from "../lib/dom.js";
import { face } from "../lib/faces.js";
import { OptionList } from "../lib/option-list.js";
import { candidates } from "../text/mentions.js";

/** Finds a person by name. `update(people)` says who may be found; it tells `pick-person` `{ person }`. */
export class PersonFinder extends HTMLElement {
  #people = [];
  #options;

  connectedCallback() {
    const draw = ({ name }) => [face(name), make("span", { className: "option-name", dir: "auto" }, name)];
    this.#options ??= new OptionList(this.#field, this.querySelector("ul"), { draw, picked: (person) => this.#picked(person), takesTab: false });
    this.#field.addEventListener("input", () => this.#find());
    this.#field.addEventListener("click", () => this.#find());
    this.#field.addEventListener("keydown", (event) => this.#keyed(event));
    this.#field.addEventListener("blur", () => this.#options.close());
  }

  update(people) {
    if (people.length === this.#people.length && people.every((one, index) => one === this.#people[index])) return;
    this.#people = people;
    if (this.#options.isOpen) this.#find();
  }

  /** The person is in: the field is free for the next one. */
  added({ name }, access) {
    this.#field.value = "";
    this.#say(`${name} ${access === "write" ? "may write" : "may read"} now`);
    this.#field.focus();
  }

  #find() {
    const text = this.#field.value.trim();
    const found = candidates(text, this.#people, []);
    // Nobody is meant before a letter of a name is there.
    this.#options.show(found, text !== "");
    if (text && found.length === 0) this.#say(`Nobody else here is called “${text}”`);
    else this.#say(text ? `${found.length} ${found.length === 1 ? "person" : "people"}` : "");
  }

  #keyed(event) {
    if (this.#options.keyed(event)) return;
    if (event.key === "ArrowDown") this.#find();
    // Enter picks a person or does nothing: it must not close the dialog.
    if (event.key === "Enter") event.preventDefault();
  }

  #picked(person) {
    this.#options.close();
    this.#field.value = person.name;
    tell(this, "pick-person", { person });
  }

  #say(text) {
    setText(this.querySelector(".finder-note"), text);
  }

  get #field() {
    return this.querySelector("input");
  }
}
