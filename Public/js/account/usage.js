import { shareBar } from "../desk/bar-chart.js";
import { DaysChart } from "../desk/days-chart.js";
import { Panel } from "../desk/panel.js";
import { make } from "../lib/dom.js";
import { everyDay } from "../text/chart.js";
import { fullness, limits, usedWords } from "../text/limit-words.js";
import { tokensOf } from "../text/usage-words.js";
import { count } from "../text/words.js";
import * as api from "./api.js";

/** What one has used, beside what one may. */
export class OwnUsagePanel extends Panel {
  #limits = make("ul", { className: "limit-list" });
  #days = new DaysChart({
    caption: "Your usage by day", none: "Nothing was asked in the last 30 days.",
    columns: [
      { name: "Answers", isNumber: true, cell: ({ answers }) => count(answers ?? 0) },
      { name: "Tokens", isNumber: true, cell: (one) => count(tokensOf(one)) },
    ],
  });

  constructor(desk) {
    super(desk, { title: "Usage", text: "Tokens that models read and wrote for you. Days and months are counted in UTC." });
    this.body.append(this.#limits, this.#days.element);
  }

  read(signal) {
    return api.usage(signal);
  }

  draw({ limits: allowed, used, days }) {
    this.#limits.replaceChildren(...limits.map((limit) => limitRow(limit, used?.[limit.used] ?? 0, allowed?.[limit.name] ?? null)));
    this.#days.update(days.length > 0 ? everyDay(days.map(({ day }) => day).sort()[0], new Date().toISOString().slice(0, 10), days) : []);
  }
}

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
