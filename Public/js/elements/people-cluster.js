import { arrange, isNarrow, setAttribute, setText, show, tell } from "../lib/dom.js";
import { face } from "../lib/faces.js";

const mostFaces = () => (isNarrow() ? 3 : 4);

/** The faces of those who have the conversation open. `update(state, isShared)`; a click tells `open-share`. */
export class PeopleCluster extends HTMLElement {
  #faces = new Map();

  connectedCallback() {
    this.#button.addEventListener("click", () => tell(this, "open-share"));
  }

  update({ people, myId }, isShared) {
    const others = people.filter((one) => one.id !== myId);
    show(this, isShared);
    if (!isShared) return;
    const isFull = others.length > mostFaces();
    const shown = isFull ? others.slice(0, mostFaces() - 1) : others;
    arrange(this.querySelector(".cluster-faces"), shown.map((one) => this.#face(one)));
    this.#forget(new Set(others.map((one) => one.id)));
    setText(this.querySelector(".cluster-more"), isFull ? `+${others.length - shown.length}` : "");
    show(this.querySelector(".icon"), others.length === 0);
    this.#describe(others.map((one) => one.name).join(", "));
  }

  #describe(names) {
    const words = names ? `Here now: ${names}` : "Shared; nobody else is here now";
    setAttribute(this.#button, "aria-label", `${words}. Show the people of this conversation`);
    setAttribute(this.#button, "title", words);
  }

  #face({ id, name, typing }) {
    const held = this.#faces.get(id);
    const element = held?.dataset.name === name ? held : face(name);
    element.dataset.name = name;
    this.#faces.set(id, element);
    setAttribute(element, "data-typing", typing ? "" : null);
    return element;
  }

  #forget(ids) {
    for (const id of this.#faces.keys()) if (!ids.has(id)) this.#faces.delete(id);
  }

  get #button() {
    return this.querySelector("button");
  }
}
