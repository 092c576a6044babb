// Providers: what a test says, and what their form holds. Pure.

import { many } from "./amounts.js";
import { count } from "./words.js";

const shown = 6;

/** "answers in 120 ms, with 3 models: a, b, c" */
export function testWords({ reachable, models = [], ms, error }) {
  if (!reachable) return `does not answer${error ? `: ${error}` : ""}`;
  const time = ms == null ? "answers" : `answers in ${count(Math.round(ms))} ms`;
  if (models.length === 0) return `${time}, and lists no models. Name them in the form.`;
  const names = models.map((one) => (typeof one === "string" ? one : one.id ?? String(one)));
  return `${time}, with ${many(names.length, "model")}: ${names.slice(0, shown).join(", ")}${names.length > shown ? " …" : ""}`;
}

/** One name a line, or separated by commas → a list without doubles. */
export function listIn(text) {
  return [...new Set(text.split(/[\n,]/).map((one) => one.trim()).filter(Boolean))];
}

/**
 * "Name: value" lines → an object; null where a line is none. A name that is set already (`known`) may stand without a
 * value, which keeps the one it has.
 */
export function headersIn(text, known = []) {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const pairs = lines.map((line) => /^([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.*)$/.exec(line));
  const isGood = (pair) => pair && (pair[2] || known.includes(pair[1]));
  return pairs.every(isGood) ? Object.fromEntries(pairs.map(([, name, value]) => [name, value || null])) : null;
}

/** The names that are set, as lines that keep their values. */
export const headerLines = (headers) => headerNames(headers).map((name) => `${name}:`).join("\n");

/** The server tells names of headers, not their values. */
export const headerNames = (headers) => (Array.isArray(headers) ? headers.map((one) => one?.name ?? String(one)) : Object.keys(headers ?? {}));

/** Only what differs from before, as a change wants it. */
export function changedOnly(values, before) {
  const isSame = (name) => JSON.stringify(values[name] ?? null) === JSON.stringify(before[name] ?? null);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isSame(name)));
}
