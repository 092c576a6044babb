// Small questions to what is held, and small changes of it. Pure.

/** Blocks that say the same stay the same objects, so what shows them is not drawn again. */
export function keepEqualBlocks(held, incoming) {
  if (!Array.isArray(held) || !Array.isArray(incoming)) return incoming;
  return incoming.map((block, index) =>
    index < held.length && JSON.stringify(held[index]) === JSON.stringify(block) ? held[index] : block);
}

// From the end: what changes is nearly always the last message.
export function indexOf(messages, id) {
  return messages.findLastIndex((message) => message.id === id);
}

export const withMessageAt = (messages, index, message) => [...messages.slice(0, index), message, ...messages.slice(index + 1)];

export function isMessageOf(state, data) {
  return typeof data.id === "string" && (data.conversation_id == null || data.conversation_id === state.conversationId);
}

export function listOf(value) {
  return Array.isArray(value) ? value.filter((item) => isRecord(item) && typeof item.id === "string") : [];
}

export const recordsOf = (value) => (Array.isArray(value) ? value.filter(isRecord) : []);

export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function withoutPending(state, clientId) {
  return { ...state, pending: state.pending.filter((item) => item.clientId !== clientId) };
}

const unqueuedHeld = 50;

/** With what waits now; what has waited is remembered for a while. */
export function withQueue(state, queue) {
  const left = state.queue.map((one) => one.id).filter((id) => queue.every((one) => one.id !== id));
  return { ...state, queue, unqueued: [...state.unqueued, ...left].slice(-unqueuedHeld) };
}
