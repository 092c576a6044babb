import { barChart, shareBar } from "../desk/bar-chart.js";
import { Panel } from "../desk/panel.js";
import { Records } from "../desk/records.js";
import { make, show } from "../lib/dom.js";
import { everyDay } from "../text/chart.js";
import { fullness, limits, usedWords } from "../text/limit-words.js";
import { chartLabel, dayWords, tokensOf } from "../text/usage-words.js";
import { count } from "../text/words.js";
import * as api from "./api.js";

/** What one has used, beside what one may. */
export class OwnUsagePanel extends Panel {
  #limits = make("ul", { className: "limit-list" });
  #chart = make("div");
  #table = make("details", { className: "chart-table" });
  #days = new Records({
    caption: "Your usage by day", key: ({ day }) => day, empty: "Nothing.",
    columns: [
      { name: "Day", isHead: true, cell: ({ day }) => dayWords(day) },
      { name: "Answers", isNumber: true, cell: ({ answers }) => count(answers ?? 0) },
      { name: "Tokens", isNumber: true, cell: (one) => count(tokensOf(one)) },
    ],
  });

  constructor(desk) {
    super(desk, { title: "Usage", text: "Tokens that models read and wrote for you. Days and months are counted in UTC." });
    this.#table.append(make("summary", {}, "The days as a table"), this.#days.element);
    this.body.append(this.#limits, this.#chart, this.#table);
  }

  read(signal) {
    return api.usage(signal);
  }

  draw({ limits: allowed, used, days }) {
    this.#limits.replaceChildren(...limits.map((limit) => limitRow(limit, used?.[limit.name] ?? 0, allowed?.[limit.name] ?? null)));
    const all = days.length > 0 ? everyDay(days.map(({ day }) => day).sort()[0], new Date().toISOString().slice(0, 10), days) : [];
    this.#chart.replaceChildren(...(all.length > 1 ? [barChart(chartLabel(all), all.map(bar))] : []));
    show(this.#table, all.length > 0);
    this.#days.update(all.toReversed());
  }
}

const bar = (one) => ({ name: dayWords(one.day), value: tokensOf(one), title: `${dayWords(one.day)}: ${count(tokensOf(one))} tokens` });

function limitRow(limit, used, most) {
  const full = fullness(used, most);
  const row = make("li", {}, make("span", {}, usedWords(limit, used, most)), make("span", { className: "limit-note" }, noteOn(full, most)));
  if (most != null) row.append(shareBar(full));
  if (full >= 1) row.dataset.kind = "fault";
  else if (full >= 0.8) row.dataset.kind = "warn";
  return row;
}

function noteOn(full, most) {
  if (most == null) return "no limit";
  if (full >= 1) return "used up";
  return full >= 0.8 ? "nearly used up" : "";
}
