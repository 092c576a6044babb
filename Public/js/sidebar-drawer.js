import { isNarrow, show } from "./lib/dom.js";

/** On a narrow screen the sidebar lies over the page: while it is open, only it can be reached. */
export class SidebarDrawer {
  #body;
  #before = null;

  constructor(body) {
    this.#body = body;
    this.#backdrop.addEventListener("click", () => this.close());
    body.querySelector(".close-sidebar").addEventListener("click", () => this.close());
    body.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.close());
    matchMedia("(max-width: 699.98px)").addEventListener("change", () => this.close());
  }

  open() {
    if (!isNarrow() || this.#isOpen) return;
    this.#before = document.activeElement;
    this.#set(true);
    this.#body.querySelector(".close-sidebar").focus();
  }

  close() {
    if (!this.#isOpen) return;
    this.#set(false);
    this.#before?.focus?.();
  }

  get #isOpen() {
    return this.#body.hasAttribute("data-sidebar-open");
  }

  #set(isOpen) {
    this.#body.toggleAttribute("data-sidebar-open", isOpen);
    this.#body.querySelector("main").inert = isOpen;
    show(this.#backdrop, isOpen);
  }

  get #backdrop() {
    return this.#body.querySelector(".backdrop");
  }
}
