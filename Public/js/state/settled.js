// What holds after every event, whatever it was. Pure.

import { indexOf, withoutPending } from "./parts.js";

/** `added` are the messages that were not held before. */
export function settled(state, added) {
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
    return { ...withoutPending(next, item.clientId), keys: new Map(next.keys).set(message.id, item.clientId) };
  }, state);
}

function withStoppers(state) {
  const { progress } = state;
  const name = calledBy(state, progress?.by);
  if (progress?.state !== "stopping" || !name || state.stoppers.has(progress.message_id)) return state;
  return { ...state, stoppers: new Map(state.stoppers).set(progress.message_id, name) };
}

/** Whom one names, as one says it to who reads. */
export function calledBy({ myId }, person) {
  return person?.id === myId ? "you" : person?.name;
}
