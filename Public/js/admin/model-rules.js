import { nameOf, secondLine } from "../desk/bits.js";
import { manyField } from "../desk/fields.js";
import { FilteredRecords } from "../desk/filtered-records.js";
import { FormFault } from "../desk/form.js";
import { Panel } from "../desk/panel.js";
import { rowButton } from "../desk/records.js";
import { rowSelect } from "../desk/row-select.js";
import { make } from "../lib/dom.js";
import { many } from "../text/amounts.js";
import { audiences, windowWords } from "../text/desk-words.js";
import { ruleRows } from "../text/model-rules.js";
import { count } from "../text/words.js";
import * as api from "./api.js";

/** Who may use which model. */
export class ModelRulesPanel extends Panel {
  #table = new FilteredRecords({
    label: "Search models", nouns: ["model"], textOf: (one) => `${one.model} ${one.provider}`,
    caption: "Models and who may use them", key: (one) => `${one.provider}\n${one.model}`, empty: "No model is found.",
    columns: [
      { name: "Model", isHead: true, cell: modelName },
      { name: "Window", isNumber: true, cell: windowCell },
      { name: "Who may use it", cell: (one) => this.#audience(one) },
    ],
  });

  constructor(desk, told) {
    super(desk, { title: "Who may use each", text: "A model that somebody may not use is not listed for them and answers them nothing." });
    this.told = told;
    this.body.append(this.#table.element);
  }

  read(signal) {
    return api.models(signal);
  }

  draw(value) {
    this.#table.update(ruleRows(value.models));
    this.told(value);
  }

  #audience(rule) {
    const choices = isRest(rule) ? audiences : [...audiences, ["", restWords]];
    const select = rowSelect({
      label: `Who may use ${titleOf(rule)}`, options: choices, value: rule.allowed, chosen: (allowed) => this.#choose(rule, allowed || null),
    });
    if (rule.allowed !== "people") return select;
    const number = many(rule.people.length, "person", "people");
    const chosen = rowButton(number, `Choose who may use ${titleOf(rule)}: ${number} now`, () => this.#choosePeople(rule));
    chosen.title = rule.people.map(({ name }) => name).join(", ");
    chosen.dataset.action = "people";
    return make("span", { className: "row-pair" }, select, chosen);
  }

  #choose(rule, allowed) {
    if (allowed === "people") return this.#choosePeople(rule);
    const { provider, model } = rule;
    return this.change(() => api.changeModels({ provider, model, allowed }), `${titleOf(rule)}: ${wordsFor(allowed)}.`);
  }

  async #choosePeople(rule) {
    let everybody;
    try {
      everybody = (await api.people()).people.filter(({ disabled }) => !disabled);
    } catch (error) {
      return this.desk.fail(error);
    }
    const field = manyField("people", "People", everybody.map(({ id, name }) => [id, name]), { chosen: rule.people.map(({ id }) => id) });
    await this.askAndStore({
      title: `Who may use ${titleOf(rule)}`, fields: [field], action: "Save", said: `${titleOf(rule)}: chosen people.`,
      store: ({ people }) => {
        if (people.length === 0) throw new FormFault("Choose at least one person, or close this and choose “Nobody”.", field);
        return api.changeModels({ provider: rule.provider, model: rule.model, allowed: "people", people });
      },
    });
  }
}

const isRest = ({ model }) => model === "*";
const titleOf = (rule) => (isRest(rule) ? `the other models of ${rule.provider}` : rule.id ?? rule.model);
const restWords = "As every other model";
const wordsFor = (allowed) => (audiences.find(([value]) => value === allowed)?.[1] ?? restWords).toLowerCase();

function modelName(rule) {
  const name = isRest(rule) ? make("span", {}, "Every other model") : nameOf(rule.model);
  return [name, secondLine("from ", make("bdi", {}, rule.provider))];
}

function windowCell({ context_window: window, source }) {
  if (!window) return "–";
  return [count(window), secondLine(windowWords(source))];
}
