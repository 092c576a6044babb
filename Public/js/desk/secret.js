import { make } from "../lib/dom.js";

/** Something that is told only once, with a button that copies it. */
export function onceShown(label, secret, note) {
  const field = make("input", { type: "text", className: "secret-field", value: secret, readOnly: true, ariaLabel: label, spellcheck: false });
  field.dataset.first = "";
  field.addEventListener("focus", () => {
    field.select();
    // Its beginning says what it is.
    field.scrollLeft = 0;
  });
  const copy = make("copy-button", {}, make("button", { type: "button", className: "plain-button" }, "Copy"));
  copy.source = () => secret;
  return make("div", { className: "secret" }, make("div", { className: "secret-row" }, field, copy), make("p", { className: "field-hint" }, note));
}
