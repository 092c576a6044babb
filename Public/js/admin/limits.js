import { button, mark, personCell, secondLine } from "../desk/bits.js";
import { choiceField, numberField } from "../desk/fields.js";
import { FormFault } from "../desk/form.js";
import { Panel } from "../desk/panel.js";
import { moreButton, Records, rowButton } from "../desk/records.js";
import { make } from "../lib/dom.js";
import { hasNone, limits } from "../text/limit-words.js";
import { count } from "../text/words.js";
import * as api from "./api.js";

/** How much the server, everybody and each person may use. */
export class LimitsPanel extends Panel {
  #known = [];
  #table = new Records({
    caption: "Limits", key: ({ scope }) => scope, empty: "",
    columns: [
      { name: "For", isHead: true, cell: forWhom },
      ...limits.map(({ name, title }) => ({ name: title, isNumber: true, cell: (one) => amount(one, name) })),
      { name: "Actions", isActions: true, cell: (one) => this.#actions(one) },
    ],
  });

  constructor(desk) {
    super(desk, {
      text: "Off until you set one. A person’s own limit takes the place of that for each person. Days and months are counted in UTC.",
      tools: [button("A person’s own limit", () => this.#addPerson(), "strong-button is-small")],
    });
    this.body.append(this.#table.element);
  }

  read(signal) {
    return api.limits(signal);
  }

  draw({ server, everyone, people }) {
    this.#known = people.map((one) => one.person.id);
    this.#table.update([
      { ...server, scope: "server" }, { ...everyone, scope: "everyone" },
      ...people.map((one) => ({ ...one, scope: one.person.id, everyone })),
    ]);
  }

  #actions(rule) {
    if (!rule.person) return rowButton("Set", `Set the limits of ${titleOf(rule)}`, () => this.#set(rule));
    return moreButton(`Change the limits of ${rule.person.name}`, (opener) => this.desk.menu.open(opener, [
      { name: "Set…", does: () => this.#set(rule) },
      { name: "Remove", isGrave: true, does: () => this.#remove(rule) },
    ]));
  }

  #set(rule) {
    return this.askAndStore({
      title: `Limits of ${titleOf(rule)}`, fields: limitFields(rule), action: "Save",
      text: rule.person ? "Empty: as for each person." : "Empty: no limit.",
      store: (values) => api.setLimits({ scope: rule.scope, ...values }), said: `The limits of ${titleOf(rule)} are stored.`,
    });
  }

  async #addPerson() {
    let others;
    try {
      others = (await api.people()).people.filter(({ id, disabled }) => !disabled && !this.#known.includes(id));
    } catch (error) {
      return this.desk.fail(error);
    }
    if (others.length === 0) return this.desk.say("Everybody has limits of their own already.");
    const who = choiceField("scope", "Person", others.map(({ id, name }) => [id, name]));
    const fields = limitFields({});
    await this.askAndStore({
      title: "A person’s own limit", fields: [who, ...fields], action: "Save", text: "What stays empty is as for each person.",
      said: "The limit is stored.",
      store: (values) => {
        if (hasNone(values)) throw new FormFault("Set at least one of these.", fields[0]);
        return api.setLimits(values);
      },
    });
  }

  #remove({ person }) {
    const none = Object.fromEntries(limits.map(({ name }) => [name, null]));
    return this.change(() => api.setLimits({ scope: person.id, ...none }), `${person.name} has the limits of each person again.`);
  }
}

const limitFields = (rule) => limits.map(({ name, label }) => numberField(name, label, { value: rule[name], least: 0, most: 1e15 }));
const titleOf = ({ scope, person }) => person?.name ?? (scope === "server" ? "the whole server" : "each person");

function forWhom(rule) {
  if (rule.person) return personCell(rule.person.name, mark("own"));
  const [title, meaning] = rule.scope === "server"
    ? ["The whole server", "everybody together"]
    : ["Each person", "where they have no limit of their own"];
  return [make("span", { className: "name" }, title), secondLine(meaning)];
}

/** What is not a person's own is what each person has, and is drawn paler. */
function amount(rule, name) {
  if (rule[name] != null) return count(rule[name]);
  const inherited = rule.everyone?.[name];
  return make("span", { className: "is-pale" }, inherited == null ? "off" : `${count(inherited)}`);
}
