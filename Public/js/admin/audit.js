import { addressOf, button, definitions, nameOf } from "../desk/bits.js";
import { choiceField } from "../desk/fields.js";
import { Panel } from "../desk/panel.js";
import { Records } from "../desk/records.js";
import { make, show } from "../lib/dom.js";
import { auditDetails, auditSentence, kindName } from "../text/audit-words.js";
import { timeText, wholeTime } from "../text/times.js";
import * as api from "./api.js";

const page = 50;

/** Who did what, the newest first. Nothing in it can be changed. */
export class AuditPanel extends Panel {
  #entries = [];
  #next = null;
  #filters = make("div", { className: "filters" });
  #kind;
  #person;
  #openable = null;
  #more = button("Older entries", () => this.#readMore());
  #table = new Records({
    caption: "Audit", key: ({ seq }) => seq, empty: "Nothing of this kind has happened.", isBrief: true,
    columns: [
      { name: "What", isHead: true, cell: (entry) => this.#what(entry) },
      { name: "From", cell: ({ address }) => (address && address !== "local" ? addressOf(address) : "the server itself") },
      { name: "When", cell: ({ at }) => make("time", { dateTime: at, title: wholeTime(at) }, timeText(at)) },
    ],
  });

  constructor(desk) {
    super(desk, {
      text: "Who did what. Each entry holds a fingerprint of the one before it, so none can be changed or taken out unseen. "
        + "Messages and passwords never stand here.",
    });
    const asked = new URLSearchParams(location.search);
    this.#kind = { value: asked.get("kind") ?? "" };
    this.#person = { value: asked.get("person") ?? "" };
    this.element.querySelector(".panel-head").after(this.#filters);
    this.body.append(this.#table.element, make("p", { className: "more-row" }, this.#more));
    this.#more.hidden = true;
  }

  // What somebody has paged to, and opened, stays.
  get refreshes() {
    return this.#entries.length <= page;
  }

  async read(signal) {
    const [found, { people }] = await Promise.all([api.audit(this.#asked(), signal), api.people(signal)]);
    return { ...found, people };
  }

  draw({ entries, next_cursor: next, kinds, people }) {
    this.#drawFilters(kinds ?? [], people);
    this.#entries = entries;
    this.#shown(next);
  }

  #asked(cursor) {
    return { cursor, limit: page, kind: this.#kind.value, person: this.#person.value };
  }

  async #readMore() {
    const known = this.#entries;
    try {
      const { entries, next_cursor: next } = await api.audit(this.#asked(this.#next));
      // Another filter was chosen meanwhile, or all was read again: these do not follow what stands there now.
      if (this.#entries !== known || this.#more.hidden) return;
      const first = entries[0]?.seq;
      this.#entries = [...this.#entries, ...entries];
      this.#shown(next);
      this.#table.element.querySelector(`tr[data-key="${first}"] summary`)?.focus();
    } catch (error) {
      this.desk.fail(error);
    }
  }

  #shown(next) {
    this.#next = next;
    this.#table.update(this.#entries);
    show(this.#more, next);
  }

  #drawFilters(kinds, people) {
    if (this.#filters.childElementCount > 0) return;
    const byName = (list) => list.toSorted(([, a], [, b]) => a.localeCompare(b));
    const allKinds = byName(kinds.map((one) => [one, kindName(one)]));
    const allPeople = byName(people.map(({ id, name }) => [id, name]));
    this.#kind = choiceField("kind", "What", [["", "Everything"], ...allKinds], { value: this.#kind.value });
    this.#person = choiceField("person", "Who", [["", "Everybody"], ...allPeople], { value: this.#person.value });
    for (const { control } of [this.#kind, this.#person]) control.addEventListener("change", () => this.#filtered());
    this.#filters.append(this.#kind.element, this.#person.element);
  }

  #what(entry) {
    const sentence = auditSentence(entry).map((part) => (typeof part === "string" ? part : nameOf(part.name)));
    const facts = definitions("facts is-small", auditDetails(entry));
    const element = make("details", { className: "entry-details" }, make("summary", {}, make("span", {}, ...sentence)), facts);
    if (entry.conversation_id) element.addEventListener("toggle", () => this.#link(facts, entry.conversation_id), { once: true });
    return element;
  }

  async #link(facts, id) {
    this.#openable ??= openable();
    const isOpenable = await this.#openable.then((ids) => ids.has(id), () => false);
    const place = [...facts.querySelectorAll("dd")].find((one) => one.textContent === id);
    if (isOpenable) place.replaceChildren(make("a", { href: `/c/${encodeURIComponent(id)}` }, id));
  }

  // What is looked at stands in the address, so it can be sent to somebody and comes back with a reload.
  #filtered() {
    const { kind, person } = this.#asked();
    const search = new URLSearchParams(Object.entries({ kind, person }).filter(([, value]) => value));
    history.replaceState(null, "", location.pathname + (search.size > 0 ? `?${search}` : ""));
    show(this.#more, false);
    this.load();
  }
}

/** The conversations that whoever looks at this may open, the newest. To ask for one itself would stand here as a reading. */
async function openable() {
  const pages = await Promise.all([api.conversations(), api.conversations("team")]);
  return new Set(pages.flatMap(({ conversations }) => conversations.map(({ id }) => id)));
}
