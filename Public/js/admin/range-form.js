import { button } from "../desk/bits.js";
import { textField } from "../desk/fields.js";
import { make } from "../lib/dom.js";
import { lastDays, thisMonth } from "../text/chart.js";

const ranges = [["7 days", () => lastDays(7)], ["30 days", () => lastDays(30)], ["This month", () => thisMonth()], ["90 days", () => lastDays(90)]];

/** From which day to which: `chosen({ from, to })` is called as soon as both are there and in order. */
export class RangeForm {
  element;
  #from;
  #to;
  #chosen;
  #buttons;

  constructor(range, chosen) {
    this.#chosen = chosen;
    this.#from = textField("from", "From", { type: "date", value: range.from, max: range.to });
    this.#to = textField("to", "To", { type: "date", value: range.to });
    for (const field of [this.#from, this.#to]) field.control.addEventListener("change", () => this.#typed());
    this.#buttons = ranges.map(([name, of]) => button(name, () => this.#set(of()), "choice-button"));
    const quick = make("div", { className: "choices", role: "group", ariaLabel: "Days" }, ...this.#buttons);
    this.element = make("div", { className: "range" }, quick, this.#from.element, this.#to.element);
    this.#mark();
  }

  #set({ from, to }) {
    this.#from.control.value = from;
    this.#to.control.value = to;
    this.#typed();
  }

  #typed() {
    const [from, to] = [this.#from.value, this.#to.value];
    this.#from.control.max = to;
    this.#to.control.min = from;
    this.#mark();
    if (from && to && from <= to) this.#chosen({ from, to });
  }

  #mark() {
    const isNow = ({ from, to }) => from === this.#from.value && to === this.#to.value;
    this.#buttons.forEach((one, index) => one.setAttribute("aria-pressed", String(isNow(ranges[index][1]()))));
  }
}
