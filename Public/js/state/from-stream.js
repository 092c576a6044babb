// What comes over the stream, and how each event changes what is held. Pure.

import { withNotes } from "../timeline-notes.js";
import { indexOf, isMessageOf, isRecord, keepEqualBlocks, listOf, recordsOf, withMessageAt, withQueue } from "./parts.js";
import { settled } from "./settled.js";

export function applySnapshot(state, data) {
  const incoming = listOf(data.messages);
  const messages = joined(state.messages, incoming);
  return settled({
    ...withQueue(state, listOf(data.queue)),
    conversation: isRecord(data.conversation) ? data.conversation : state.conversation,
    messages,
    previous: messages === incoming ? pageAbove(data, incoming) : state.previous,
    people: peopleOf(data),
    notes: withNotes(messages === incoming ? [] : state.notes, recordsOf(data.notes)),
    progress: isRecord(data.progress) ? data.progress : null,
    isLoaded: true, isStale: false, gap: null,
  }, state.isLoaded || state.isNew ? incoming.filter((message) => indexOf(state.messages, message.id) < 0) : []);
}

// A page already read further up stays, so that the reader keeps the place; what the snapshot brings is newer and wins.
function joined(held, incoming) {
  const start = incoming.length > 0 ? indexOf(held, incoming[0].id) : -1;
  return start > 0 ? [...held.slice(0, start), ...incoming] : incoming;
}

// A snapshot may leave `previous` out: a first message that answers another one has something above it.
function pageAbove(data, messages) {
  if (data.previous !== undefined) return data.previous;
  return messages[0]?.parent_id ? messages[0].id : null;
}

export function applyMessage(state, data) {
  if (!isMessageOf(state, data)) return state;
  const index = indexOf(state.messages, data.id);
  const next = index >= 0 ? replaced(state, index, data) : placed(state, data);
  return settled(next, index >= 0 ? [] : [data]);
}

function replaced(state, index, data) {
  const message = { ...data, blocks: keepEqualBlocks(state.messages[index].blocks, data.blocks) };
  return { ...state, messages: withMessageAt(state.messages, index, message), gap: state.gap === data.id ? null : state.gap };
}

// A new message stands below its parent; what stood there belongs to another branch now.
export function placed(state, data) {
  const parent = data.parent_id == null ? -1 : indexOf(state.messages, data.parent_id);
  const isLost = parent < 0 && data.parent_id != null && state.messages.length > 0;
  if (isLost) return { ...state, isStale: true };
  return { ...state, messages: [...state.messages.slice(0, parent + 1), data] };
}

export function applyConversation(state, data) {
  if (state.conversationId === null || data.id !== state.conversationId || isOlder(data, state.conversation)) return state;
  const next = { ...state, conversation: data };
  return data.deleted_at ? left(next) : next;
}

// The answer to a request may come later than what the stream has brought since; gone is gone whenever it comes.
function isOlder(data, held) {
  return !data.deleted_at && data.revision < held?.revision;
}

// Deleted, or no longer to be read: nobody is here and nothing waits. What was shown stays to be read and copied.
export function left(state) {
  return { ...state, isGone: true, people: [], queue: [] };
}

export function applyDelta(state, data) {
  const index = indexOf(state.messages, data.message_id);
  if (index < 0) return state;
  const field = typeof data.reasoning === "string" ? "reasoning" : "content";
  const message = state.messages[index];
  const text = message[field] ?? "";
  const added = data[field];
  if (typeof added !== "string") return state;
  if (data.offset !== text.length) return { ...state, gap: message.id };
  return { ...state, messages: withMessageAt(state.messages, index, { ...message, [field]: text + added }) };
}

export function applyBlocks(state, data) {
  const index = indexOf(state.messages, data.message_id);
  if (index < 0 || !Array.isArray(data.blocks)) return state;
  const message = state.messages[index];
  const held = message.blocks ?? [];
  if (!Number.isInteger(data.from) || data.from < 0 || data.from > held.length) return { ...state, gap: message.id };
  const blocks = [...held.slice(0, data.from), ...data.blocks];
  return { ...state, messages: withMessageAt(state.messages, index, { ...message, blocks, length: data.length }) };
}

export function applyProgress(state, data) {
  if (indexOf(state.messages, data.message_id) < 0) return state;
  return settled({ ...state, progress: data }, []);
}

export function applyPeople(state, data) {
  return Array.isArray(data.people) ? { ...state, people: peopleOf(data) } : state;
}

// A person with two tabs is one person.
function peopleOf({ people }) {
  return [...new Map(listOf(people).map((one) => [one.id, one])).values()];
}

export function applyNote(state, data) {
  if (!isMessageOf(state, data)) return state;
  return { ...state, notes: withNotes(state.notes, [data]) };
}

export function applyQueue(state, data) {
  return Array.isArray(data.queue) ? withQueue(state, listOf(data.queue)) : state;
}
