import { setText, show } from "./lib/dom.js";

/**
 * The form by which one comes in: a name, and a password twice. `send({ name, password })` does it and leads on; what it
 * throws is given to `wordsFor(error)`, which says it in words, or with none shows something else.
 */
export function entryForm(form, send, wordsFor) {
  const fault = form.querySelector(".form-error");
  const button = form.querySelector("[type=submit]");
  let isBusy = false;

  function say(text) {
    setText(fault, text);
    show(fault, text);
  }

  // Not disabled: a button that is loses the focus.
  function setBusy(value) {
    isBusy = value;
    button.setAttribute("aria-disabled", String(value));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy) return;
    const { name, password, again } = form.elements;
    if (password.value !== again.value) return say("The two passwords are not the same.");
    say("");
    setBusy(true);
    try {
      await send({ name: name.value.trim(), password: password.value });
      location.replace("/");
    } catch (error) {
      say(wordsFor(error));
      setBusy(false);
    }
  });
}
