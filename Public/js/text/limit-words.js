// Limits, and what is used of them. Pure.

import { count } from "./words.js";

/** Each limit: its name on the wire, what stands above its column, what its field is called, and what a number of it is. */
export const limits = [
  { name: "running", title: "At once", label: "Answers at once", unit: "running now" },
  { name: "messages_per_minute", title: "Messages a minute", label: "Messages a minute", unit: "messages in this minute" },
  { name: "tokens_per_day", title: "Tokens a day", label: "Tokens a day", unit: "tokens today" },
  { name: "tokens_per_month", title: "Tokens a month", label: "Tokens a month", unit: "tokens this month" },
];

export const hasNone = (values) => limits.every(({ name }) => values?.[name] == null);

/** "12,400 of 50,000 tokens today", or "12,400 tokens today". */
export function usedWords({ unit }, used, limit) {
  return limit == null ? `${count(used)} ${unit}` : `${count(used)} of ${count(limit)} ${unit}`;
}

/** How full a limit is, from 0 to 1. A limit of nothing is always full. */
export function fullness(used, limit) {
  if (limit == null) return 0;
  return limit <= 0 ? 1 : Math.min(1, Math.max(0, used / limit));
}
