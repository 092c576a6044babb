// The sidebar's list of conversations. Pure: no DOM, no network; now comes in.

import { dayGroup } from "./text/times.js";

const order = ["Pinned", "Today", "Yesterday", "Last week", "Older"];

export const emptyList = { conversations: [], next: null, isLoaded: false };

/** The first page, read again: what it brings is newer; what stands below it stays until it is read again too. */
export function withFirstPage(list, page) {
  const fresh = page.conversations;
  const ids = new Set(fresh.map((one) => one.id));
  const oldest = fresh.at(-1)?.updated_at ?? "";
  const below = page.next_cursor ? list.conversations.filter((one) => !ids.has(one.id) && one.updated_at < oldest) : [];
  return {
    conversations: [...fresh, ...below],
    next: below.length > 0 ? list.next : page.next_cursor ?? null,
    isLoaded: true,
  };
}

export function withNextPage(list, page) {
  const ids = new Set(list.conversations.map((one) => one.id));
  const fresh = page.conversations.filter((one) => !ids.has(one.id));
  return { ...list, conversations: [...list.conversations, ...fresh], next: page.next_cursor ?? null };
}

/** One conversation as it now is; a deleted one leaves. */
export function withConversation(list, conversation) {
  const others = list.conversations.filter((one) => one.id !== conversation.id);
  if (conversation.deleted_at || conversation.archived) return { ...list, conversations: others };
  const all = [...others, conversation];
  all.sort((a, b) => (a.updated_at < b.updated_at ? 1 : a.updated_at > b.updated_at ? -1 : 0));
  return { ...list, conversations: all };
}

export function withoutConversation(list, id) {
  return { ...list, conversations: list.conversations.filter((one) => one.id !== id) };
}

/** What the stream says of a conversation that is listed, until the list is read again: is there something new in it? */
export function withHint(list, { id, unread, mentioned }) {
  const index = list.conversations.findIndex((one) => one.id === id);
  const held = list.conversations[index];
  if (!held || typeof unread !== "boolean" || (held.unread === unread && held.mentioned === mentioned)) return list;
  return { ...list, conversations: list.conversations.with(index, { ...held, unread, mentioned }) };
}

export const withRead = (list, id) => withHint(list, { id, unread: false, mentioned: false });

/** In how many conversations something is new, not counting the one that is being read. */
export function unreadCount(list, readId) {
  return list.conversations.filter((one) => one.unread && one.id !== readId).length;
}

/** `[{ name, conversations }]`: pinned first, then by day; empty groups are left out. */
export function groups(list, now = new Date()) {
  const byName = new Map(order.map((name) => [name, []]));
  for (const one of list.conversations) byName.get(one.pinned ? "Pinned" : dayGroup(one.updated_at, now)).push(one);
  return [...byName].filter(([, conversations]) => conversations.length > 0).map(([name, conversations]) => ({ name, conversations }));
}
