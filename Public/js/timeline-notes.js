// What happened between the messages: somebody joined, was added, left. Pure.

/** All that are known, each once, in the order in which they happened. */
export function withNotes(held, incoming) {
  const fresh = incoming.filter(isNote);
  if (fresh.length === 0) return held;
  const byId = new Map([...held, ...fresh].map((note) => [note.id, note]));
  return [...byId.values()].sort((a, b) => a.revision - b.revision);
}

/**
 * `[{ after, key, notes }]`: which notes stand together below which message (null: at the top). A note whose message is
 * not on this branch stands where its time is; one that belongs to a page further up waits until that is read.
 */
export function noteGroups({ messages, notes, previous }) {
  if (notes.length === 0) return [];
  const indexes = new Map(messages.map((message, index) => [message.id, index]));
  const groups = [];
  for (const note of notes) {
    const index = indexes.get(note.after_id) ?? indexByTime(messages, note, previous);
    if (index !== null) add(groups, messages[index]?.id ?? null, note);
  }
  return groups;
}

function indexByTime(messages, note, previous) {
  const index = note.after_id === null ? -1 : messages.findLastIndex((message) => message.created_at <= note.created_at);
  return index < 0 && previous !== null ? null : index;
}

function add(groups, after, note) {
  const group = groups.findLast((one) => one.after === after);
  if (group && isAlike(group.notes.at(-1), note)) group.notes.push(note);
  else groups.push({ after, key: note.id, notes: [note] });
}

// Thirty people who are added one after the other make one line.
function isAlike(a, b) {
  if (a.kind !== b.kind || a.kind === "team") return false;
  const isOwnDoing = a.kind === "joined" || a.kind === "left";
  return isOwnDoing || (a.actor?.id === b.actor?.id && a.detail === b.detail);
}

function isNote(value) {
  return typeof value?.id === "string" && typeof value.kind === "string" && Number.isSafeInteger(value.revision);
}
