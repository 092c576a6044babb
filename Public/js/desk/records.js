import { arrange, make, setText, show } from "../lib/dom.js";
import { isBusy, once } from "./bits.js";
import { wayBackTo } from "./way-back.js";

/**
 * A table of records, which the style sheet turns into cards on a phone. `columns` are
 * `{ name, cell(record) → what stands there, isHead, isNumber, isActions }`; `key(record)` is what a record is known by.
 * `isBrief`: as a card, a record is one sentence and what is beside it. A row is made anew only where its record changed,
 * and the focus stays where it was, or beside it.
 */
export class Records {
  element = make("div", { className: "records" });
  #columns;
  #key;
  #rows = new Map();
  #body = make("tbody");
  #table;
  #empty;

  constructor({ caption, columns, key, empty, isBrief = false }) {
    this.#columns = columns;
    this.#key = key;
    this.#empty = make("p", { className: "records-empty" }, empty);
    const head = make("tr", {}, ...columns.map(headCell));
    this.#table = make("table", {}, make("caption", { className: "visually-hidden" }, caption), make("thead", {}, head), this.#body);
    // As blocks, which cards are made of, some browsers no longer tell these parts as a table's.
    const roles = [[this.#table, "table"], [this.#body, "rowgroup"], [head.parentElement, "rowgroup"], [head, "row"]];
    for (const [part, role] of roles) part.setAttribute("role", role);
    this.element.classList.toggle("is-brief", isBrief);
    this.element.classList.toggle("has-figures", columns.filter(({ isNumber }) => isNumber).length > 1);
    this.element.append(this.#table, this.#empty);
  }

  update(records) {
    const goBack = this.#body.contains(document.activeElement) ? wayBackTo(document.activeElement) : null;
    const rows = records.map((record) => this.#row(record));
    arrange(this.#body, rows);
    const keys = new Set(records.map((record) => String(this.#key(record))));
    for (const key of this.#rows.keys()) if (!keys.has(key)) this.#rows.delete(key);
    show(this.#table, records.length > 0);
    show(this.#empty, records.length === 0);
    if (goBack && !this.#body.contains(document.activeElement)) goBack();
  }

  setEmpty(text) {
    setText(this.#empty, text);
  }

  #row(record) {
    const key = String(this.#key(record));
    const known = this.#rows.get(key);
    const told = JSON.stringify(record);
    if (known?.told === told) return known.row;
    const row = make("tr", {}, ...this.#columns.map((column) => cellOf(column, record)));
    row.setAttribute("role", "row");
    row.dataset.key = key;
    this.#rows.set(key, { row, told });
    return row;
  }
}

function headCell({ name, isNumber, isActions }) {
  const cell = make("th", { scope: "col" }, isActions ? make("span", { className: "visually-hidden" }, name) : name);
  cell.setAttribute("role", "columnheader");
  cell.classList.toggle("is-number", Boolean(isNumber));
  return cell;
}

function cellOf({ name, cell: content, isHead, isNumber, isActions }, record) {
  const inside = [content(record)].flat(2).filter((part) => part != null && part !== false);
  const cell = make(isHead ? "th" : "td", isHead ? { scope: "row" } : {}, ...inside);
  cell.setAttribute("role", isHead ? "rowheader" : "cell");
  if (!isHead && !isActions) cell.dataset.label = name;
  cell.classList.toggle("is-number", Boolean(isNumber));
  cell.classList.toggle("is-actions", Boolean(isActions));
  return cell;
}

/** A button that opens the menu of a row. */
export function moreButton(label, open) {
  const button = make("button", { type: "button", className: "icon-button row-more", title: label },
    make("span", { className: "icon icon-more" }));
  button.dataset.action = "more";
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-haspopup", "true");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => isBusy(button) || open(button));
  return button;
}

/** A quiet button of a row; `label` says to a screen reader which row. */
export function rowButton(name, label, does) {
  const button = make("button", { type: "button", className: "quiet-button row-button" }, name);
  button.dataset.action = name.toLowerCase();
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => once(button, does));
  return button;
}
