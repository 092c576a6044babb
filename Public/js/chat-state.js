// What the page knows of one conversation, and how each event changes it. Pure: no DOM, no network, no clock.

import * as page from "./state/from-page.js";
import * as stream from "./state/from-stream.js";
import { indexOf, isRecord } from "./state/parts.js";
import { calledBy } from "./state/settled.js";

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
 * @property {string[]} unqueued       ids of what has waited, the last of them
 */

/** @returns {ChatState} */
export function emptyState(conversationId = null, myId = null) {
  return {
    conversationId, myId, conversation: null, revision: null, messages: [], previous: null, pending: [],
    keys: new Map(), progress: null, people: [], stoppers: new Map(), notes: [], queue: [], unqueued: [],
    isNew: false, isLoaded: false, isGone: false, isStale: false, gap: null,
  };
}

const handlers = new Map([
  ["snapshot", stream.applySnapshot], ["message", stream.applyMessage], ["conversation", stream.applyConversation],
  ["delta", stream.applyDelta], ["blocks", stream.applyBlocks], ["progress", stream.applyProgress], ["people", stream.applyPeople],
  ["note", stream.applyNote], ["queue", stream.applyQueue],
  // These do not come over the stream: they are what the page itself has done or read.
  ["older", page.applyOlder], ["page", page.applyPage], ["pending", page.applyPending], ["unsent", page.applyUnsent],
  ["dropped", page.applyDropped], ["sent", page.applySent], ["adopted", page.applyAdopted], ["trimmed", page.applyTrimmed],
  ["queued", page.applyQueued], ["unqueued", page.applyUnqueued],
  ["gone", (state) => stream.left({ ...state, progress: null })],
]);

/** The state after an event `{ name, id, data }`; the very same object where nothing changed. */
export function apply(state, event) {
  const handle = handlers.get(event.name);
  if (!handle || !isRecord(event.data)) return state;
  const next = handle(state, event.data);
  return withRevision(next, event);
}

function withRevision(state, event) {
  const revision = event.id == null || event.id === "" ? NaN : Number(event.id);
  if (!Number.isSafeInteger(revision)) return state;
  if (event.name !== "snapshot" && state.revision !== null && revision <= state.revision) return state;
  return revision === state.revision ? state : { ...state, revision };
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
