import { shareBar } from "../desk/bar-chart.js";
import { definitions, nameOf, personCell, secondLine } from "../desk/bits.js";
import { DaysChart } from "../desk/days-chart.js";
import { Panel, subpanel } from "../desk/panel.js";
import { Records } from "../desk/records.js";
import { make } from "../lib/dom.js";
import { everyDay, lastDays } from "../text/chart.js";
import { totalFigures, withShares } from "../text/usage-words.js";
import { count } from "../text/words.js";
import * as api from "./api.js";
import { RangeForm } from "./range-form.js";

const numbers = [
  { name: "Answers", isNumber: true, cell: ({ answers }) => count(answers) },
  { name: "Read", isNumber: true, cell: (one) => count(one.prompt_tokens) },
  { name: "Written", isNumber: true, cell: (one) => count(one.completion_tokens) },
];
const share = { name: "Share", cell: (one) => make("span", { className: "share-cell" }, shareBar(one.share), percent(one.share)) };

/** How much was asked and answered: by day, by person, by model. */
export class UsagePanel extends Panel {
  #range = lastDays(30);
  #form = new RangeForm(this.#range, (range) => this.#choose(range));
  #figures = make("div");
  #days = new DaysChart({ caption: "Usage by day", columns: numbers, none: "Nothing was asked in these days." });
  #people = new Records({
    caption: "Usage by person", key: ({ person }) => person?.id ?? "", empty: "Nobody has asked anything in these days.",
    columns: [{ name: "Person", isHead: true, cell: (one) => personCell(one.person?.name ?? "somebody who is gone") }, ...numbers, share],
  });
  #models = new Records({
    caption: "Usage by model", key: (one) => `${one.provider}\n${one.model}`, empty: "No model has answered in these days.",
    columns: [{ name: "Model", isHead: true, cell: modelCell }, ...numbers, share],
  });

  constructor(desk) {
    super(desk, { text: "Tokens that models read and wrote, as the providers count them. Days are in UTC." });
    this.element.querySelector(".panel-head").after(this.#form.element);
    this.body.append(
      this.#figures, subpanel("By day", this.#days.element),
      subpanel("By person", this.#people.element), subpanel("By model", this.#models.element));
  }

  read(signal) {
    return api.usage(this.#range, signal);
  }

  draw({ from, to, by_day: byDay, by_person: byPerson, by_model: byModel, total }) {
    this.#figures.replaceChildren(definitions("figure-row", totalFigures(total)));
    this.#days.update(byDay.length > 0 ? everyDay(from ?? this.#range.from, to ?? this.#range.to, byDay) : []);
    this.#people.update(withShares(byPerson));
    this.#models.update(withShares(byModel));
  }

  #choose(range) {
    this.#range = range;
    return this.load();
  }
}

const percent = (part) => `${Math.round(part * 100)} %`;

function modelCell({ model, provider }) {
  return [nameOf(model || "unknown"), secondLine("from ", make("bdi", {}, provider || "unknown"))];
}
