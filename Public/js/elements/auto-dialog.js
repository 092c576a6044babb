import { setText } from "../lib/dom.js";

/** The one dialog that asks before something is done: `if (await dialog.ask({ title, text, action })) …` */
export class AutoDialog extends HTMLElement {
  ask({ title, text, action, isGrave = false }) {
    const dialog = this.querySelector("dialog");
    setText(dialog.querySelector(".dialog-title"), title);
    setText(dialog.querySelector(".dialog-text"), text);
    const confirm = dialog.querySelector("[value=yes]");
    setText(confirm, action);
    confirm.classList.toggle("is-grave", isGrave);
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }

  connectedCallback() {
    const dialog = this.querySelector("dialog");
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
}
