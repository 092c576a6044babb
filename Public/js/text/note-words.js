// What the notes of the timeline say. Pure: each gives parts, as `said` makes them.

import { listed, said } from "./said.js";

const openings = new Map([["read", "opened it to the team (read)"], ["write", "opened it to the team (read and write)"]]);
const additions = new Map([["write", " (may write)"], ["read", " (may read)"]]);

const kinds = new Map([
  ["joined", (_, people) => said`${people} joined`],
  ["left", (_, people) => said`${people} left`],
  ["added", (actor, people, detail) => said`${actor} added ${people}${[additions.get(detail) ?? ""]}`],
  ["removed", (actor, people) => said`${actor} removed ${people}`],
  ["access", (actor, people, detail) => said`${actor} let ${people}${[detail === "write" ? " write" : " only read"]}`],
  ["team", (actor, _, detail) => said`${actor}${[` ${openings.get(detail) ?? "closed it to the team"}`]}`],
]);

/** One line for notes of the same kind: "Ada added Jonas and Mina (may write)". Null for a kind that is not known here. */
export function noteWords(notes, myId) {
  const { kind, actor, detail } = notes[0];
  const names = notes.map((note) => nameOf(note.person ?? note.actor, myId));
  const parts = kinds.get(kind)?.(nameOf(actor, myId), listed([...new Set(names)]), detail);
  return parts ? capital(parts) : null;
}

function nameOf(person, myId) {
  return person?.id === myId ? "you" : person?.name || "someone";
}

// A name keeps its letters as its owner wrote them; only our own words begin with a capital.
function capital([first, ...rest]) {
  return [["you", "someone"].includes(first?.name) ? first.name[0].toUpperCase() + first.name.slice(1) : first, ...rest];
}
