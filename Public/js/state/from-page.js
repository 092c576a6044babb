// What the page itself has done or read, and how it changes what is held. Pure.

import { noteGroups, withNotes } from "../timeline-notes.js";
import { applySnapshot, placed } from "./from-stream.js";
import { indexOf, isMessageOf, isRecord, listOf, recordsOf, withQueue, withoutPending } from "./parts.js";

export function applyOlder(state, data) {
  const messages = listOf(data.messages).filter((message) => indexOf(state.messages, message.id) < 0);
  const notes = withNotes(state.notes, recordsOf(data.notes));
  return { ...state, messages: [...messages, ...state.messages], notes, previous: data.previous ?? null };
}

export function applyPage(state, data) {
  const { people, progress, queue } = state;
  return { ...applySnapshot(state, { ...data, people, progress, queue }), revision: state.revision };
}

export function applyPending(state, data) {
  return { ...state, pending: [...withoutPending(state, data.clientId).pending, data] };
}

export function applyUnsent(state, data) {
  const pending = state.pending.map((item) =>
    item.clientId === data.clientId ? { ...item, isUnsent: true, reason: data.reason ?? null } : item);
  return { ...state, pending };
}

export function applyDropped(state, data) {
  return withoutPending(state, data.clientId);
}

// The answer to a send may come later than its messages over the stream, which then know better.
export function applySent(state, data) {
  const fresh = [data.user_message, data.assistant_message].filter((message) =>
    isRecord(message) && indexOf(state.messages, message.id) < 0);
  const keys = isRecord(data.user_message) && data.clientId
    ? new Map(state.keys).set(data.user_message.id, data.clientId) : state.keys;
  const dropped = { ...withoutPending(state, data.clientId), keys };
  return fresh.reduce((next, message) => (isMessageOf(next, message) ? placed(next, message) : next), dropped);
}

// What waits for its turn is a message no more, and not one yet; it keeps its id. The answer to a send may come after the
// stream has told that it waits no longer.
export function applyQueued(state, data) {
  const dropped = withoutPending(state, data.clientId);
  const isKnown = [...dropped.queue, ...dropped.messages].some((one) => one.id === data.id) || dropped.unqueued.includes(data.id);
  return isKnown ? dropped : { ...dropped, queue: [...dropped.queue, data] };
}

export function applyUnqueued(state, data) {
  return withQueue(state, state.queue.filter((one) => one.id !== data.id));
}

export function applyAdopted(state, data) {
  return { ...state, conversationId: data.id, conversation: data, isNew: true };
}

/** Lets go of the oldest messages; they can be read again from the server. */
export function applyTrimmed(state, data) {
  if (state.messages.length <= data.keep) return state;
  const messages = state.messages.slice(-data.keep);
  const next = { ...state, messages, previous: messages[0].id };
  return { ...next, notes: noteGroups(next).flatMap((group) => group.notes) };
}
