import { make } from "../lib/dom.js";
import { debounce } from "../lib/timing.js";

const rest = 1000;
const taking = new Set(["Enter", "Tab", "Escape"]);

/**
 * Calls `take()` once a choice in a `<select>` is made. Keys step through the choices, each step a change of its own: with
 * them the choice is made when they rest, on Enter, or on leaving.
 */
export function onceChosen(select, take) {
  let isByKey = false;
  let isOpen = false;
  const settle = () => {
    later.cancel();
    if (!isOpen) return;
    isOpen = false;
    take();
  };
  const later = debounce(settle, rest);
  select.addEventListener("keydown", (event) => {
    isByKey = !taking.has(event.key);
    if (event.key === "Enter") settle();
  });
  select.addEventListener("pointerdown", () => (isByKey = false));
  select.addEventListener("blur", settle);
  select.addEventListener("change", () => {
    isOpen = true;
    if (isByKey) later();
    else settle();
  });
}

/**
 * A choice in a row, one of `options`, `[[value, words]]`. `chosen(value)` does it; what was not taken by then, because it
 * could not be done, is not left standing as if it had been.
 */
export function rowSelect({ label, options, value, chosen }) {
  const select = make("select", { className: "row-select", ariaLabel: label },
    ...options.map(([one, words]) => make("option", { value: one }, words)));
  select.value = value;
  select.dataset.action = "choose";
  onceChosen(select, async () => {
    if (select.value !== value) await chosen(select.value);
    select.value = value;
  });
  return select;
}
