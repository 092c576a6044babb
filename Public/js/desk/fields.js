import { make } from "../lib/dom.js";
import { holds, numberFault, numberIn } from "../text/typed.js";

// Fields of forms. Each is `{ name, element, control, value }`; what it is worth is read when the form is sent.

let made = 0;

/** One line. `more` are properties of the `<input>`. */
export function textField(name, label, { hint, ...more } = {}) {
  return framed(name, label, hint, make("input", { type: "text", autocomplete: "off", ...more }));
}

/** What a person or a preset is called, in as many letters as the server takes. */
export const nameField = (more) => textField("name", "Name", { required: true, maxLength: 64, dir: "auto", ...more });

/** A number, whole unless told otherwise, or nothing: `value` is a number or null. */
export function numberField(name, label, { hint, value, least = 0, most, isWhole = true, ...more } = {}) {
  const control = make("input", { type: "text", inputMode: isWhole ? "numeric" : "decimal", autocomplete: "off", value: value ?? "", ...more });
  const field = framed(name, label, hint, control);
  // What stands in it from the start is read as what it is, and not as what it looks like.
  const given = control.value;
  const fault = () => (control.value === given ? "" : numberFault(control.value, least, most, isWhole));
  control.addEventListener("input", () => control.setCustomValidity(fault()));
  return reading(field, () => (control.value === given ? value ?? null : numberIn(control.value, isWhole)));
}

export function areaField(name, label, { hint, rows = 4, ...more } = {}) {
  return framed(name, label, hint, make("textarea", { rows, autocomplete: "off", ...more }));
}

/** One of `options`, `[[value, words]]`. */
export function choiceField(name, label, options, { hint, value } = {}) {
  const control = make("select", {}, ...options.map(([one, words]) => make("option", { value: one }, words)));
  if (value != null) control.value = value;
  return framed(name, label, hint, control);
}

/** One of `options`, `[[value, words, what it means]]`, all in sight. */
export function radioField(name, label, options, { value } = {}) {
  const inputs = options.map(([one]) => make("input", { type: "radio", name, value: one, checked: one === value, required: true }));
  const element = make("fieldset", { className: "field radios" }, make("legend", {}, label),
    ...options.map(([, words, meaning], index) => optionRow(inputs[index], words, meaning)));
  return reading({ name, element, control: inputs.find((one) => one.checked) ?? inputs[0] }, () => inputs.find((one) => one.checked)?.value);
}

export function checkField(name, label, { hint, checked = false } = {}) {
  const control = make("input", { type: "checkbox", name, checked });
  return reading({ name, control, element: make("div", { className: "field checks" }, optionRow(control, label, hint)) }, () => control.checked);
}

/** Any of `options`, `[[value, words]]`; `value` is a list. A search field stands above where there are many. */
export function manyField(name, label, options, { chosen = [] } = {}) {
  const inputs = options.map(([one]) => make("input", { type: "checkbox", name, value: one, checked: chosen.includes(one) }));
  const rows = options.map(([, words], index) => optionRow(inputs[index], words));
  const search = make("input", { type: "search", className: "many-search", placeholder: "Search", ariaLabel: `Search: ${label}` });
  search.addEventListener("input", () => rows.forEach((row, index) => (row.hidden = !holds(options[index][1], search.value))));
  const element = make("fieldset", { className: "field checks many" }, make("legend", {}, label),
    ...(options.length > 8 ? [search] : []), make("div", { className: "many-list" }, ...rows));
  return reading({ name, element, control: inputs[0] }, () => inputs.filter((one) => one.checked).map((one) => one.value));
}

function optionRow(input, words, meaning) {
  const says = make("span", { className: "tick-words" }, make("bdi", {}, words));
  if (meaning) {
    const id = `meaning-${(made += 1)}`;
    says.append(make("small", { id }, meaning));
    input.setAttribute("aria-label", words);
    input.setAttribute("aria-describedby", id);
  }
  return make("label", { className: "tick" }, input, says);
}

function framed(name, label, hint, control) {
  const id = `field-${(made += 1)}`;
  Object.assign(control, { id, name });
  const element = make("div", { className: "field" }, Object.assign(make("label", {}, label), { htmlFor: id }), control);
  if (hint) {
    element.append(make("p", { className: "field-hint", id: `${id}-hint` }, hint));
    control.setAttribute("aria-describedby", `${id}-hint`);
  }
  return reading({ name, element, control }, () => control.value);
}

function reading(field, value) {
  return Object.defineProperty(field, "value", { get: value, configurable: true });
}

/** Fields of the same kind, side by side where there is room. */
export const pair = (...fields) => make("div", { className: "field-pair" }, ...fields.map((field) => field.element));
