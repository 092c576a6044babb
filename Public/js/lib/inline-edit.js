import { make } from "./dom.js";

/** Puts a text field in the place of `element`. Gives the new text, or null where nothing was changed. */
export function editInline(element, text, label) {
  const field = make("input", { className: "inline-edit", value: text, maxLength: 200, autocomplete: "off", dir: "auto" });
  field.setAttribute("aria-label", label);
  const before = element.hidden;
  element.hidden = true;
  element.after(field);
  field.focus();
  field.select();
  return new Promise((resolve) => {
    let isDone = false;
    // Taking the field away blurs it, which would finish a second time.
    const finish = (isKept) => {
      if (isDone) return;
      isDone = true;
      const typed = field.value.trim();
      field.remove();
      element.hidden = before;
      resolve(isKept && typed !== "" && typed !== text ? typed : null);
    };
    field.addEventListener("blur", () => finish(true));
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
      if (event.key === "Enter") finish(true);
      if (event.key === "Escape") finish(false);
      event.stopPropagation();
    });
  });
}
