// How the server is, in words. Pure: now comes in.

import { ago, bytes, many, span } from "./amounts.js";
import { count } from "./words.js";

/** `[label, value, what is beside it]` */
export function healthFacts(health, now = Date.now()) {
  const { database = {}, audit, backups } = health;
  return [
    ["Parley", String(health.version ?? "unknown"), health.started_at ? `runs for ${span((now - Date.parse(health.started_at)) / 1000)}` : ""],
    ["Database", bytes(database.bytes), `and ${bytes(database.wal_bytes)} in its write-ahead log · schema ${database.schema ?? "unknown"}`],
    ["Free on its disk", bytes(database.free_disk_bytes), ""],
    ["Memory", bytes(health.memory_bytes), ""],
    ["Open pages", count(health.listeners ?? 0), "that listen for what is new"],
    ["Newest backup", backups?.newest_at ? ago(backups.newest_at, now) : "none is known", ""],
    ["Audit", auditFact(audit).words, ""],
    ["Built with", `Swift ${health.swift ?? "unknown"}`, `SQLite ${health.sqlite ?? "unknown"} · libcurl ${health.curl ?? "unknown"}`],
  ];
}

export function auditFact(audit) {
  const isBroken = audit?.intact === false;
  if (audit?.intact == null) return { isBroken, words: "not checked yet" };
  return isBroken
    ? { isBroken, words: "The audit’s chain is broken: an entry was changed or taken out. parley check names the first." }
    : { isBroken, words: `${many(audit.entries ?? 0, "entry", "entries")}, chain whole` };
}

const states = new Map([
  ["queued", "waits for its turn"], ["connecting", "connects"], ["waiting", "waits for the model"], ["retrying", "tries again"],
  ["writing", "writes"], ["stopping", "stops"],
]);

export const stateWords = (state) => states.get(state) ?? String(state ?? "unknown");

const settingNames = new Map([
  ["when_busy", "When an answer is being written already"], ["passwords", "Signing in with a password"],
]);
const valueNames = new Map([
  ["when_busy refuse", "the second message is refused"], ["when_busy queue", "the second message waits its turn"],
  ["passwords on", "is possible"], ["passwords off", "is off: single sign-on only"],
]);

export const settingName = (key) => settingNames.get(key) ?? String(key);

export function settingValue(key, value) {
  if (value == null || value === "") return "none";
  const text = Array.isArray(value) ? value.join(", ") || "none" : typeof value === "object" ? JSON.stringify(value) : String(value);
  return valueNames.get(`${key} ${text}`) ?? text;
}
