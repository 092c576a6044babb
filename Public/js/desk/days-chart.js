import { make, show } from "../lib/dom.js";
import { many } from "../text/amounts.js";
import { chartLabel, dayWords, tokensOf } from "../text/usage-words.js";
import { count } from "../text/words.js";
import { barChart } from "./bar-chart.js";
import { Records } from "./records.js";

/** What was used by day: a chart, and a table of the same below it, with `columns` after the day. `none` is said where it was nothing. */
export class DaysChart {
  element = make("div");
  #chart = make("div");
  #table = make("details", { className: "chart-table" });
  #none;
  #days;

  constructor({ caption, columns, none }) {
    this.#none = make("p", { className: "records-empty" }, none);
    this.#days = new Records({
      caption, key: ({ day }) => day, empty: "", columns: [{ name: "Day", isHead: true, cell: ({ day }) => dayWords(day) }, ...columns],
    });
    this.#table.append(make("summary", {}, "The days as a table"), this.#days.element);
    this.element.append(this.#none, this.#chart, this.#table);
  }

  /** `days` are all days of a range, or none. One alone makes no chart. */
  update(days) {
    show(this.#none, days.length === 0);
    show(this.#table, days.length > 0);
    this.#chart.replaceChildren(...(days.length > 1 ? [barChart(chartLabel(days), days.map(bar))] : []));
    this.#days.update(days.toReversed());
  }
}

const bar = (one) => ({
  name: dayWords(one.day), value: tokensOf(one),
  title: `${dayWords(one.day)}: ${count(tokensOf(one))} tokens, ${many(one.answers ?? 0, "answer")}`,
});
