// A few words for making and changing elements. Nothing here takes an HTML string.

/** Makes an element: `make("button", { className: "quiet" }, "Copy")`. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Nodes for the page's own words, in which backticks stand around what one types. */
export function withCode(words) {
  return words.split("`").map((part, index) => (index % 2 === 1 ? make("code", {}, part) : part));
}

/** Writes text only where it differs, so that a selection in it survives. */
export function setText(element, text) {
  const wanted = text ?? "";
  if (element.textContent !== wanted) element.textContent = wanted;
}

export function show(element, isShown) {
  if (element.hidden === Boolean(isShown)) element.hidden = !isShown;
}

/** Sets or removes an attribute, and leaves it alone where it is right already. */
export function setAttribute(element, name, value) {
  if (value == null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

/** Brings the children of `parent` into this order; what stands right is not moved, so it keeps its focus. */
export function arrange(parent, wanted) {
  const kept = new Set(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}

/** Tells the one who listens above: actions go up as bubbling events. */
export function tell(element, name, detail = {}) {
  element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

/** The same where an answer is wanted: whoever listens calls `detail.answered(value)`. */
export function ask(element, name, detail = {}) {
  return new Promise((answered) => tell(element, name, { ...detail, answered }));
}

/** Nodes for a sentence in parts, in which a name runs in its own direction. */
export function withNames(parts) {
  return parts.map((part) => (typeof part === "string" ? part : make("bdi", {}, part.name)));
}

/** Writes such a sentence only where it differs. */
export function setSentence(element, parts) {
  const text = parts.map((part) => part.name ?? part).join("");
  if (element.textContent !== text) element.replaceChildren(...withNames(parts));
}

/** A copy of what stands in `<template id="…">`. */
export function fromTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

export const isTouch = () => matchMedia("(hover: none) and (pointer: coarse)").matches;
export const isNarrow = () => matchMedia("(max-width: 699.98px)").matches;
