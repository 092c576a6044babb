// What the notes of the timeline say. Pure: each gives parts, as `said` makes them.

import { listed, said } from "./said.js";

const team = {
  none: (actor) => said`${actor} closed it to the team`,
  read: (actor) => said`${actor} opened it to the team (read)`,
  write: (actor) => said`${actor} opened it to the team (read and write)`,
};

const kinds = {
  joined: (_, people) => said`${people} joined`,
  left: (_, people) => said`${people} left`,
  added: (actor, people, detail) => said`${actor} added ${people}${[addedAs(detail)]}`,
  removed: (actor, people) => said`${actor} removed ${people}`,
  access: (actor, people, detail) => said`${actor} let ${people}${[detail === "write" ? " write" : " only read"]}`,
  team: (actor, _, detail) => (team[detail] ?? team.none)(actor),
};

/** One line for notes of the same kind: "Ada added Jonas and Mina (may write)". Null for a kind that is not known here. */
export function noteWords(notes, myId) {
  const { kind, actor, detail } = notes[0];
  const names = notes.map((note) => nameOf(note.person ?? note.actor, myId));
  const parts = kinds[kind]?.(nameOf(actor, myId), listed([...new Set(names)]), detail);
  return parts ? capital(parts) : null;
}

function addedAs(detail) {
  return { write: " (may write)", read: " (may read)" }[detail] ?? "";
}

function nameOf(person, myId) {
  return person?.id === myId ? "you" : person?.name || "someone";
}

// A name keeps its letters as its owner wrote them; only our own words begin with a capital.
function capital([first, ...rest]) {
  return [["you", "someone"].includes(first?.name) ? first.name[0].toUpperCase() + first.name.slice(1) : first, ...rest];
}
