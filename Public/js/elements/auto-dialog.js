import { closesBeside } from "../lib/closes-beside.js";
import { setText, show } from "../lib/dom.js";

/** The one dialog that asks before something is done: `if (await dialog.ask({ title, text, action })) …`; `tell` only tells. */
export class AutoDialog extends HTMLElement {
  tell({ title, text }) {
    return this.#open({ title, text, action: "Close", isQuestion: false });
  }

  ask(question) {
    return this.#open(question);
  }

  connectedCallback() {
    closesBeside(this.querySelector("dialog"));
  }

  #open({ title, text, action, isGrave = false, isQuestion = true }) {
    const dialog = this.querySelector("dialog");
    setText(dialog.querySelector(".dialog-title"), title);
    setText(dialog.querySelector(".dialog-text"), text);
    const confirm = dialog.querySelector("[value=yes]");
    setText(confirm, action);
    confirm.classList.toggle("is-grave", isGrave);
    show(dialog.querySelector("[value=no]"), isQuestion);
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }
}
