// What was used, in words and shares. Pure.

import { count } from "./words.js";

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** "2026-11-20" → "20 Nov" */
export function dayWords(name) {
  const time = Date.parse(name);
  return Number.isNaN(time) ? String(name) : day.format(time);
}

export const tokensOf = ({ prompt_tokens: read = 0, completion_tokens: written = 0 }) => (read ?? 0) + (written ?? 0);

/** Each with its share of all, from 0 to 1, the largest first. */
export function withShares(records) {
  const all = records.reduce((sum, one) => sum + tokensOf(one), 0);
  return records.map((one) => ({ ...one, share: all > 0 ? tokensOf(one) / all : 0 })).sort((a, b) => tokensOf(b) - tokensOf(a));
}

/** What stands large above: `[label, value, note]`. */
export function totalFigures(total) {
  const estimated = total?.estimated_tokens ?? 0;
  return [
    ["Answers", count(total?.answers ?? 0), ""],
    ["Tokens read", count(total?.prompt_tokens ?? 0), ""],
    ["Tokens written", count(total?.completion_tokens ?? 0), ""],
    ...(estimated > 0 ? [["Of these estimated", count(estimated), "where the provider counts nothing"]] : []),
  ];
}

/** What the drawing says to who does not see it. */
export function chartLabel(days) {
  if (days.length === 0) return "No days";
  const most = days.reduce((best, one) => (tokensOf(one) > tokensOf(best) ? one : best));
  const all = days.reduce((sum, one) => sum + tokensOf(one), 0);
  const range = `Tokens a day from ${dayWords(days[0].day)} to ${dayWords(days.at(-1).day)}`;
  return all === 0 ? `${range}: none` : `${range}: ${count(all)} in all, the most on ${dayWords(most.day)} with ${count(tokensOf(most))}`;
}
