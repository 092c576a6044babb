// What the audit holds, as sentences. Pure. In a sentence `{actor}` and `{person}` stand for people; where both are one, and
// there is a second sentence, that one is said.

import { sentenceCase, wayWords } from "./desk-words.js";

const kinds = new Map([
  ["login", ["Signed in", "{person} signed in{by}"]],
  ["login_failed", ["Failed login", "a login{as} failed"]],
  ["logout", ["Signed out", "{person} signed out"]],
  ["setup", ["Set up", "{person} set up this server and became its first admin"]],
  ["invite_created", ["Invite made", "{actor} made an invite{for}"]],
  ["invite_used", ["Invite used", "{person} came in by an invite"]],
  ["invite_revoked", ["Invite revoked", "{actor} revoked an invite{for}"]],
  ["person_added", ["Person added", "{actor} added {person}{role}"]],
  ["person_renamed", ["Person renamed", "{actor} renamed {before} to {person}", "{actor} changed their name{to}"]],
  ["role_changed", ["Role changed", "{actor} changed the role of {person}{to}", "{actor} changed their own role{to}"]],
  ["person_disabled", ["Person disabled", "{actor} disabled {person}", "{actor} disabled themselves"]],
  ["person_enabled", ["Person enabled", "{actor} enabled {person} again"]],
  ["password_changed", ["Password changed", "{person} changed their password"]],
  ["password_reset", ["Password reset", "{person} got a new password by a link"]],
  ["session_ended", ["Session ended", "{actor} ended a session of {person}", "{actor} ended a session of their own"]],
  ["token_created", ["Token made", "{actor} made an API token for {person}{called}", "{actor} made an API token{called}"]],
  ["token_revoked", ["Token revoked", "{actor} revoked an API token of {person}{called}", "{actor} revoked an API token{called}"]],
  ["shared", ["Shared", "{actor} shared a conversation with {person}{to}"]],
  ["unshared", ["No longer shared", "{actor} no longer shares a conversation with {person}"]],
  ["team_access", ["Opened to the team", "{actor} changed what the team may do with a conversation{to}"]],
  ["left", ["Left", "{actor} left a conversation"]],
  ["conversation_deleted", ["Conversation deleted", "{actor} deleted a conversation"]],
  ["stopped", ["Answer stopped", "{actor} stopped an answer that {person} had asked for"]],
  ["conversation_read", ["Conversation read", "{actor} read a conversation{whose} in which they are not named"]],
  ["exported", ["Exported", "{actor} exported conversations"]],
  ["settings_changed", ["Setting changed", "{actor} {did} {setting}{called}"]],
  ["provider_changed", ["Provider changed", "{actor} {did} a provider{called}"]],
  ["model_rule_changed", ["Model rule changed", "{actor} changed who may use a model{called}"]],
  ["limit_changed", ["Limit changed", "{actor} changed a limit{of}"]],
  ["backup", ["Backup", "{actor} made a backup"]],
]);

/** "role_changed" → "Role changed"; a kind that is not known here is named as the server names it. */
export function kindName(kind) {
  return kinds.get(kind)?.[0] ?? sentenceCase(String(kind).replaceAll("_", " "));
}

/** A sentence as parts: a string, or `{ name }` for a person, whose name may run the other way. */
export function auditSentence(entry) {
  const [, ordinary, ofOneself] = kinds.get(entry.kind) ?? [];
  const isOne = entry.actor?.id != null && entry.actor.id === entry.person?.id;
  const pattern = (isOne && ofOneself) || ordinary || `{actor}: ${kindName(entry.kind).toLowerCase()}`;
  const parts = pattern.split(/(\{\w+\})/).filter(Boolean).flatMap((part) => filled(part, entry));
  if (typeof parts[0] === "string") parts[0] = sentenceCase(parts[0]);
  return parts.filter((part) => part !== "");
}

function filled(part, entry) {
  switch (part) {
    case "{actor}": return named(entry.actor) ?? "the server’s console";
    case "{person}": return named(entry.person ?? entry.actor) ?? "somebody";
    case "{as}": return entry.person ? [" as ", named(entry.person)] : "";
    case "{before}": return named(entry.detail?.from) ?? "somebody";
    case "{did}": return changes.has(entry.detail?.change) ? entry.detail.change : "changed";
    case "{setting}": return entry.detail?.preset ? "a preset of the team" : "a setting";
    case "{role}": return said(entry, ["role"], " as ");
    case "{by}": return said(entry, ["way", "by", "signed_in_by", "method"], " by ", wayWords);
    case "{to}": return said(entry, ["to", "name", "role", "access", "team_access"], ": ");
    case "{for}": return entry.person ? [" for a new password of ", named(entry.person)] : said(entry, ["role"], " for a new ");
    case "{called}": return said(entry, ["name", "token", "preset", "key", "setting", "model", "provider"], ": ");
    case "{whose}": return entry.person ? [" of ", named(entry.person)] : "";
    case "{of}": return entry.person ? [" of ", named(entry.person)] : said(entry, ["scope"], ": ");
    default: return part;
  }
}

const changes = new Set(["added", "removed", "changed"]);

function named(person) {
  if (!person) return null;
  return { name: typeof person === "string" ? person : person.name || person.id || "somebody" };
}

/** What the detail says under one of these names, with a word before it; `words` says it as people do. */
function said({ detail }, names, before, words = String) {
  if (detail == null || detail === "") return "";
  const value = typeof detail === "object" ? names.map((name) => detail[name]).find(isShort) : detail;
  return isShort(value) ? `${before}${words(value)}` : "";
}

const isShort = (value) => (typeof value === "string" || typeof value === "number") && String(value).length <= 120 && value !== "";

/** Everything else that an entry holds, as pairs of words. */
export function auditDetails(entry) {
  const { detail } = entry;
  const told = detail && typeof detail === "object"
    ? Object.entries(detail).map(([name, value]) => [name.replaceAll("_", " "), plain(value)])
    : detail != null && detail !== "" ? [["detail", String(detail)]] : [];
  return [
    ...told,
    ...(entry.conversation_id ? [["conversation", entry.conversation_id]] : []),
    ["number", String(entry.seq)],
    ["kind", String(entry.kind)],
    ...(entry.hash ? [["hash", String(entry.hash)]] : []),
  ];
}

const plain = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value ?? "none"));
