import { make } from "../lib/dom.js";
import { once } from "./bits.js";

/** A menu beside the button that opens it: `open(button, [{ name, does, isGrave }])`. */
export class ActionMenu {
  element = make("div", { className: "menu", popover: "auto" });
  #opener;

  constructor() {
    this.element.setAttribute("role", "group");
    this.element.addEventListener("keydown", (event) => this.#keyed(event));
    this.element.addEventListener("toggle", (event) => this.#opener?.setAttribute("aria-expanded", String(event.newState === "open")));
  }

  open(opener, actions) {
    this.#opener = opener;
    this.element.setAttribute("aria-label", opener.getAttribute("aria-label"));
    this.element.replaceChildren(...actions.map((action) => this.#button(action)));
    this.element.showPopover();
    this.#placeBeside(opener.getBoundingClientRect());
    this.element.querySelector("button").focus();
  }

  #button({ name, does, isGrave }) {
    const button = make("button", { type: "button", className: isGrave ? "is-grave" : "" }, name);
    button.addEventListener("click", () => {
      this.element.hidePopover();
      // Where the focus was matters: what is asked now gives it back there.
      this.#opener.focus();
      once(this.#opener, does);
    });
    return button;
  }

  #placeBeside({ right, top, bottom }) {
    const { offsetWidth, offsetHeight } = this.element;
    const below = bottom + 4;
    this.element.style.left = `${Math.max(8, Math.min(right - offsetWidth, innerWidth - offsetWidth - 8))}px`;
    this.element.style.top = `${below + offsetHeight > innerHeight - 8 ? Math.max(8, top - offsetHeight - 4) : below}px`;
  }

  #keyed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.element.querySelectorAll("button")];
    buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
  }
}
