// What the timeline shows. Pure.

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
