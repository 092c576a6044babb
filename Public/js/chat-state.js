// What the page knows of one conversation, and how each event changes it. Pure: no DOM, no network, no clock.

import { noteGroups, withNotes } from "./timeline-notes.js";

/**
 * @typedef {object} ChatState
 * @property {?string} conversationId  null while a new conversation is not stored yet
 * @property {?object} conversation    as the server sent it last
 * @property {?number} revision        the newest one that came over the stream
 * @property {object[]} messages       the active branch as far as it is held, oldest first
 * @property {?string} previous        the `before` of the page above, null where the conversation begins
 * @property {object[]} pending        messages that are on their way or were not sent
 * @property {Map<string, string>} keys  id of a stored message → the client id it was shown under before
 * @property {?object} progress        what the running answer is doing
 * @property {Map<string, string>} stoppers  id of an answer → who stopped it
 * @property {object[]} notes          what happened between the messages, oldest first
 * @property {object[]} queue          what waits for the running answer to end, in its order
 */

/** @returns {ChatState} */
export function emptyState(conversationId = null, myId = null) {
  return {
    conversationId, myId, conversation: null, revision: null, messages: [], previous: null, pending: [],
    keys: new Map(), progress: null, people: [], stoppers: new Map(), notes: [], queue: [],
    isNew: false, isLoaded: false, isGone: false, isStale: false, gap: null,
  };
}

const handlers = new Map([
  ["snapshot", applySnapshot], ["message", applyMessage], ["conversation", applyConversation],
  ["delta", applyDelta], ["blocks", applyBlocks], ["progress", applyProgress], ["people", applyPeople],
  ["note", applyNote], ["queue", applyQueue],
  // These do not come over the stream: they are what the page itself has done or read.
  ["older", applyOlder], ["page", applyPage], ["pending", applyPending], ["unsent", applyUnsent],
  ["dropped", applyDropped], ["sent", applySent], ["adopted", applyAdopted], ["trimmed", applyTrimmed],
  ["queued", applyQueued], ["unqueued", applyUnqueued],
  ["gone", (state) => left({ ...state, progress: null })],
]);

/** The state after an event `{ name, id, data }`; the very same object where nothing changed. */
export function apply(state, event) {
  const handle = handlers.get(event.name);
  if (!handle || !isRecord(event.data)) return state;
  const next = handle(state, event.data);
  return withRevision(next, event);
}

/** The answer that is being written now, or null. */
export function runningMessage(state) {
  return state.messages.findLast((message) => message.status === "streaming") ?? null;
}

/** Who asked for an answer: whoever had it written again, else the author of the question. Null where that is not held. */
export function askerOf(state, answer) {
  return answer.requested_by ?? state.messages[indexOf(state.messages, answer.parent_id)]?.author ?? null;
}

/** Who stopped an answer, as one says it; null where nobody did or it is not known. */
export function stopperOf(state, { id, stopped_by: person }) {
  return (person && calledBy(state, person)) ?? state.stoppers.get(id) ?? null;
}

/**
 * Does the conversation end elsewhere than what is held? It is asked only where both are of the same revision: a message
 * that came since says nothing against the ones held.
 */
export function isOffBranch({ conversation, messages, revision, isLoaded }) {
  const leaf = conversation?.leaf_id;
  return Boolean(isLoaded && leaf && conversation.revision === revision && messages.length > 0 && messages.at(-1).id !== leaf);
}

/** Everything the timeline shows, in order: `{ key, message }`. A key stays the same when a pending message becomes a stored one. */
export function rows(state) {
  const stored = state.messages.map((message) => ({ key: state.keys.get(message.id) ?? message.id, message }));
  const pending = state.pending.map((item) => ({ key: item.clientId, message: pendingMessage(state, item) }));
  return [...stored, ...pending];
}

// The same item gives the same object, so that it is drawn once.
const pendingMessages = new WeakMap();

function pendingMessage(state, item) {
  if (!pendingMessages.has(item)) pendingMessages.set(item, messageOf(state, item));
  return pendingMessages.get(item);
}

function messageOf(state, item) {
  return {
    id: item.clientId, role: "user", author: { id: state.myId, name: item.name ?? "" }, content: item.content,
    status: item.isUnsent ? "unsent" : "sending", reason: item.reason ?? null, created_at: item.at,
  };
}

// From the stream

function applySnapshot(state, data) {
  const incoming = listOf(data.messages);
  const messages = joined(state.messages, incoming);
  return settled({
    ...state,
    conversation: isRecord(data.conversation) ? data.conversation : state.conversation,
    messages,
    previous: messages === incoming ? pageAbove(data, incoming) : state.previous,
    people: peopleOf(data),
    notes: withNotes(messages === incoming ? [] : state.notes, recordsOf(data.notes)),
    queue: listOf(data.queue),
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

function applyMessage(state, data) {
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
function placed(state, data) {
  const parent = data.parent_id == null ? -1 : indexOf(state.messages, data.parent_id);
  const isLost = parent < 0 && data.parent_id != null && state.messages.length > 0;
  if (isLost) return { ...state, isStale: true };
  return { ...state, messages: [...state.messages.slice(0, parent + 1), data] };
}

function applyConversation(state, data) {
  if (state.conversationId === null || data.id !== state.conversationId || isOlder(data, state.conversation)) return state;
  const next = { ...state, conversation: data };
  return data.deleted_at ? left(next) : next;
}

// The answer to a request may come later than what the stream has brought since; gone is gone whenever it comes.
function isOlder(data, held) {
  return !data.deleted_at && data.revision < held?.revision;
}

// Deleted, or no longer to be read: nobody is here and nothing waits. What was shown stays to be read and copied.
function left(state) {
  return { ...state, isGone: true, people: [], queue: [] };
}

function applyDelta(state, data) {
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

function applyBlocks(state, data) {
  const index = indexOf(state.messages, data.message_id);
  if (index < 0 || !Array.isArray(data.blocks)) return state;
  const message = state.messages[index];
  const held = message.blocks ?? [];
  if (!Number.isInteger(data.from) || data.from < 0 || data.from > held.length) return { ...state, gap: message.id };
  const blocks = [...held.slice(0, data.from), ...data.blocks];
  return { ...state, messages: withMessageAt(state.messages, index, { ...message, blocks, length: data.length }) };
}

function applyProgress(state, data) {
  if (indexOf(state.messages, data.message_id) < 0) return state;
  return settled({ ...state, progress: data }, []);
}

function applyPeople(state, data) {
  return Array.isArray(data.people) ? { ...state, people: peopleOf(data) } : state;
}

// A person with two tabs is one person.
function peopleOf({ people }) {
  return [...new Map(listOf(people).map((one) => [one.id, one])).values()];
}

function applyNote(state, data) {
  if (!isMessageOf(state, data)) return state;
  return { ...state, notes: withNotes(state.notes, [data]) };
}

function applyQueue(state, data) {
  return Array.isArray(data.queue) ? { ...state, queue: listOf(data.queue) } : state;
}

// From the page itself

function applyOlder(state, data) {
  const messages = listOf(data.messages).filter((message) => indexOf(state.messages, message.id) < 0);
  const notes = withNotes(state.notes, recordsOf(data.notes));
  return { ...state, messages: [...messages, ...state.messages], notes, previous: data.previous ?? null };
}

function applyPage(state, data) {
  const { people, progress, queue } = state;
  return { ...applySnapshot(state, { ...data, people, progress, queue }), revision: state.revision };
}

function applyPending(state, data) {
  const others = state.pending.filter((item) => item.clientId !== data.clientId);
  return { ...state, pending: [...others, data] };
}

function applyUnsent(state, data) {
  const pending = state.pending.map((item) =>
    item.clientId === data.clientId ? { ...item, isUnsent: true, reason: data.reason ?? null } : item);
  return { ...state, pending };
}

function applyDropped(state, data) {
  return { ...state, pending: state.pending.filter((item) => item.clientId !== data.clientId) };
}

// The answer to a send may come later than its messages over the stream, which then know better.
function applySent(state, data) {
  const fresh = [data.user_message, data.assistant_message].filter((message) =>
    isRecord(message) && indexOf(state.messages, message.id) < 0);
  const keys = isRecord(data.user_message) && data.clientId
    ? new Map(state.keys).set(data.user_message.id, data.clientId) : state.keys;
  const dropped = { ...applyDropped(state, data), keys };
  return fresh.reduce((next, message) => (isMessageOf(next, message) ? placed(next, message) : next), dropped);
}

// What waits for its turn is a message no more, and not one yet.
function applyQueued(state, data) {
  const dropped = applyDropped(state, data);
  return dropped.queue.some((one) => one.id === data.id) ? dropped : { ...dropped, queue: [...dropped.queue, data] };
}

function applyUnqueued(state, data) {
  return { ...state, queue: state.queue.filter((one) => one.id !== data.id) };
}

function applyAdopted(state, data) {
  return { ...state, conversationId: data.id, conversation: data, isNew: true };
}

/** Lets go of the oldest messages; they can be read again from the server. */
function applyTrimmed(state, data) {
  if (state.messages.length <= data.keep) return state;
  const messages = state.messages.slice(-data.keep);
  const next = { ...state, messages, previous: messages[0].id };
  return { ...next, notes: noteGroups(next).flatMap((group) => group.notes) };
}

// What holds after every event

function settled(state, added) {
  return withStoppers(withoutEcho(withoutOldProgress(state), added));
}

function withoutOldProgress(state) {
  const { progress } = state;
  if (!progress) return state;
  const message = state.messages[indexOf(state.messages, progress.message_id)];
  return message?.status === "streaming" ? state : { ...state, progress: null };
}

// My own message can come over the stream before its send is answered: the same text, just added, is the pending one.
function withoutEcho(state, added) {
  return added.reduce((next, message) => {
    if (message.role !== "user" || message.author?.id !== next.myId) return next;
    const item = next.pending.find((one) => !one.isUnsent && one.content === message.content);
    if (!item) return next;
    return { ...applyDropped(next, item), keys: new Map(next.keys).set(message.id, item.clientId) };
  }, state);
}

function withStoppers(state) {
  const { progress } = state;
  const name = calledBy(state, progress?.by);
  if (progress?.state !== "stopping" || !name || state.stoppers.has(progress.message_id)) return state;
  return { ...state, stoppers: new Map(state.stoppers).set(progress.message_id, name) };
}

function withRevision(state, event) {
  const revision = event.id == null || event.id === "" ? NaN : Number(event.id);
  if (!Number.isSafeInteger(revision)) return state;
  if (event.name !== "snapshot" && state.revision !== null && revision <= state.revision) return state;
  return revision === state.revision ? state : { ...state, revision };
}

// Small questions

function calledBy({ myId }, person) {
  return person?.id === myId ? "you" : person?.name;
}

/** Blocks that say the same stay the same objects, so what shows them is not drawn again. */
export function keepEqualBlocks(held, incoming) {
  if (!Array.isArray(held) || !Array.isArray(incoming)) return incoming;
  return incoming.map((block, index) =>
    index < held.length && JSON.stringify(held[index]) === JSON.stringify(block) ? held[index] : block);
}

// From the end: what changes is nearly always the last message.
function indexOf(messages, id) {
  return messages.findLastIndex((message) => message.id === id);
}

function isMessageOf(state, data) {
  return typeof data.id === "string" && (data.conversation_id == null || data.conversation_id === state.conversationId);
}

function listOf(value) {
  return Array.isArray(value) ? value.filter((item) => isRecord(item) && typeof item.id === "string") : [];
}

const recordsOf = (value) => (Array.isArray(value) ? value.filter(isRecord) : []);

function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const withMessageAt = (messages, index, message) => [...messages.slice(0, index), message, ...messages.slice(index + 1)];
