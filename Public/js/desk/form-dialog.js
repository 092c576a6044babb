import { make } from "../lib/dom.js";
import { button } from "./bits.js";
import { Form } from "./form.js";
import { wayBackTo } from "./way-back.js";

let opened = 0;

/**
 * Asks with a form: `askForm({ title, text, fields, action, submit })`. It closes once `submit(values)` has succeeded;
 * where that gives an element, this takes the form's place and is there until it is closed. Gives whether it was sent.
 */
export function askForm({ title, text, fields, layout, action, submit, isWide = false }) {
  const dialog = dialogOf(title, text, isWide);
  let isSent = false;
  const form = new Form({
    fields, layout, action,
    buttons: [button("Cancel", () => dialog.close(), "plain-button")],
    submit: async (values) => {
      const shown = await submit(values, dialog);
      isSent = true;
      if (shown instanceof Element) showInstead(dialog, form.element, shown);
      else dialog.close();
    },
  });
  dialog.append(form.element);
  return openUntilClosed(dialog, () => isSent, () => form.isBusy && !isSent);
}

/** Shows something that has only to be read, or copied. */
export function showDialog({ title, text, content, isWide = false }) {
  const dialog = dialogOf(title, text, isWide);
  showInstead(dialog, null, content);
  return openUntilClosed(dialog, () => true);
}

function dialogOf(title, text, isWide) {
  const id = `form-dialog-${(opened += 1)}`;
  const heading = make("h2", { className: "dialog-title", id, dir: "auto" }, title);
  const dialog = make("dialog", { className: `dialog form-dialog${isWide ? " is-wide" : ""}` }, heading);
  dialog.setAttribute("aria-labelledby", id);
  if (text) {
    dialog.append(make("p", { className: "dialog-text", id: `${id}-text`, dir: "auto" }, text));
    dialog.setAttribute("aria-describedby", `${id}-text`);
  }
  return dialog;
}

function showInstead(dialog, form, content) {
  form?.remove();
  const done = button("Done", () => dialog.close(), "strong-button");
  dialog.append(content, make("div", { className: "form-row" }, done));
  (content.querySelector("[data-first]") ?? done).focus();
}

// A click beside it closes nothing: there may be a link in it that is shown only once.
function openUntilClosed(dialog, answer, isHeld = () => false) {
  const goBack = wayBackTo(document.activeElement);
  document.body.append(dialog);
  dialog.showModal();
  // What is being made may be told only once, so until it is there nothing closes this; some browsers heed no "cancel" twice.
  dialog.addEventListener("cancel", (event) => isHeld() && event.preventDefault());
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      if (isHeld()) return dialog.showModal();
      dialog.remove();
      if (document.activeElement === document.body) goBack();
      resolve(answer());
    });
  });
}
