import { agoTime, mark, personCell, secondLine } from "../desk/bits.js";
import { nameField, radioField } from "../desk/fields.js";
import { FilteredRecords } from "../desk/filtered-records.js";
import { Panel } from "../desk/panel.js";
import { moreButton } from "../desk/records.js";
import { make } from "../lib/dom.js";
import { many } from "../text/amounts.js";
import { roleName, roles } from "../text/desk-words.js";
import * as api from "./api.js";
import { askForLink } from "./invite-form.js";

/** Who may come in, and as what. */
export class PeoplePanel extends Panel {
  #table = new FilteredRecords({
    label: "Search people", nouns: ["person", "people"], textOf: (one) => `${one.name} ${roleName(one.role)} ${one.disabled ? "disabled" : ""}`,
    caption: "People", key: ({ id }) => id, empty: "Nobody is called so.",
    columns: [
      { name: "Name", isHead: true, cell: (one) => this.#name(one) },
      { name: "Role", cell: (one) => roleName(one.role) },
      { name: "Signs in by", cell: signsInBy },
      { name: "Last here", cell: (one) => agoTime(one.last_seen_at) },
      { name: "Open", cell: openWords },
      { name: "Actions", isActions: true, cell: (one) => moreButton(`Change ${one.name}`, (opener) => this.#menu(one, opener)) },
    ],
  });

  constructor(desk) {
    const inviting = make("a", { className: "strong-button is-small", href: "/admin/invites" }, "Invite someone");
    super(desk, { text: "Everybody who may come in, and what they may do.", tools: [inviting] });
    this.body.append(this.#table.element);
  }

  read(signal) {
    return api.people(signal);
  }

  draw({ people }) {
    this.#table.update(people);
  }

  #name({ id, name, disabled }) {
    return personCell(name, ...(id === this.desk.personId ? [mark("you")] : []), ...(disabled ? [mark("disabled", "warn")] : []));
  }

  #menu(person, opener) {
    const { disabled, sessions } = person;
    this.desk.menu.open(opener, [
      { name: "Change role…", does: () => this.#changeRole(person) },
      { name: "Rename…", does: () => this.#rename(person) },
      ...(disabled ? [] : [{ name: "Link for a new password…", does: () => askForLink(person) }]),
      ...(sessions > 0 ? [{ name: "End sessions…", does: () => this.#endSessions(person) }] : []),
      disabled
        ? { name: "Enable", does: () => this.#enable(person) }
        : { name: "Disable…", isGrave: true, does: () => this.#disable(person) },
    ]);
  }

  #changeRole({ id, name, role }) {
    return this.askAndStore({
      title: `What ${name} may do`, text: `${name} is signed out by this, and signs in again.`,
      fields: [radioField("role", "Role", roles, { value: role })], action: "Change role",
      store: (values) => api.changePerson(id, values), said: `The role of ${name} is changed.`,
    });
  }

  #rename({ id, name }) {
    return this.askAndStore({
      title: `Rename ${name}`, action: "Rename",
      fields: [nameField({ value: name, hint: "They sign in by this name from now on." })],
      store: ({ name: typed }) => api.changePerson(id, { name: typed.trim() }), said: `${name} is renamed.`,
    });
  }

  #endSessions({ id, name, sessions }) {
    return this.changeIfSure({
      title: `End every session of ${name}?`, action: "End sessions",
      text: `${many(sessions, "session")} will end at once. ${name} can sign in again; what is written there and not sent is kept.`,
    }, () => api.endSessionsOf(id), `The sessions of ${name} are ended.`);
  }

  #enable({ id, name }) {
    return this.change(() => api.changePerson(id, { disabled: false }), `${name} may come in again.`);
  }

  #disable({ id, name, tokens }) {
    return this.changeIfSure({
      title: `Disable ${name}?`, action: "Disable",
      text: `Every session ends at once${tokens > 0 ? `, and ${many(tokens, "API token")} no longer open anything` : ""}. `
        + "Conversations stay as they are. This can be taken back.",
    }, () => api.changePerson(id, { disabled: true }), `${name} is disabled.`);
  }
}

function signsInBy({ has_password: hasPassword, has_sso: hasSso }) {
  const ways = [hasPassword && "password", hasSso && "single sign-on"].filter(Boolean);
  return [ways[0] ?? "no way yet", ...ways.slice(1).map((one) => secondLine(`and ${one}`))];
}

function openWords({ sessions, tokens }) {
  const words = [sessions > 0 && many(sessions, "session"), tokens > 0 && many(tokens, "API token")].filter(Boolean);
  return [words[0] ?? "nothing", ...words.slice(1).map((one) => secondLine(one))];
}
