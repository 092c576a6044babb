// What is said about the part of a conversation that a model reads. Pure.

import { count, short } from "./words.js";

/** The line where the model begins to read; empty where it reads all. */
export function contextWords(trimmed, isSummarized = false) {
  if (trimmed < 1) return "";
  const number = trimmed === 1 ? "1 earlier message" : `${count(trimmed)} earlier messages`;
  if (isSummarized) return `the model reads from here on · a summary stands for ${number}`;
  return `the model reads from here on · ${number} ${trimmed === 1 ? "is" : "are"} kept, not sent`;
}

/** Where a server counted far fewer tokens than were sent: it cut the beginning off and said nothing. */
export function cutByProviderWords(read, sent) {
  const numbers = Number.isFinite(read) && sent > 0 ? ` read only ${count(read)} of about ${count(sent)} tokens:` : "";
  return `The model’s server${numbers} ${numbers ? "it " : ""}cut the beginning off by itself.`;
}

export const cutByProviderAdvice = "Set its context size higher (in Ollama: `num_ctx`), or set `context_window` for this provider in Parley’s settings to what it really reads.";

/** "5.1k of 8.2k", and how it was counted where the server says so. */
export function gaugeWords({ estimated_tokens: used, window: size, counting }) {
  const isKnown = counting === "exact" || counting === "estimated";
  return { amount: `${short(used)} of ${short(size)}`, counting: isKnown ? counting : "" };
}

export function gaugeHint({ estimated_tokens: used, window: size, counting }) {
  const [about, how] = counting === "exact" ? ["", " Counted by the model’s own tokenizer."] : ["About ", counting ? " Estimated from the text." : ""];
  return `${about}${count(used)} of the ${count(size)} tokens this model reads at once.${how} When they are used up, the oldest messages are kept but no longer sent.`;
}

/** What is known of a request that was sent, as `[label, value]`. */
export function sentFacts(seen) {
  return [
    ["Sent", tokens(seen.estimated_tokens, seen.counting)],
    ["As the provider counted", seen.prompt_tokens == null ? "it did not say" : tokens(seen.prompt_tokens)],
    ["Window of the model", tokens(seen.window)],
    ["Kept free for the answer", tokens(seen.reserved_output)],
    ["Room for what is sent", tokens(seen.budget)],
    ["Parameters", paramWords(seen.params)],
  ].filter(([, value]) => value);
}

function tokens(number, counting) {
  if (number == null) return "";
  return `${count(number)} ${number === 1 ? "token" : "tokens"}${counting ? `, ${counting}` : ""}`;
}

function paramWords(params) {
  const words = Object.entries(params ?? {}).map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return words.join(" · ") || "none; the provider’s own apply";
}

/** What of the conversation was left out, or is not listed; empty where all of it is there. */
export function leftOutWords({ trimmed, omitted, summary }) {
  const number = (many) => (many === 1 ? "1 earlier message" : `${count(many)} earlier messages`);
  const left = trimmed > 0 && `${number(trimmed)} ${trimmed === 1 ? "was" : "were"} not sent${summary ? "; the summary stood for them" : ""}.`;
  const unlisted = omitted > 0 && `${number(omitted)} ${omitted === 1 ? "was" : "were"} sent and ${omitted === 1 ? "is" : "are"} not listed here.`;
  return [left, unlisted].filter(Boolean).join(" ");
}

export function sentHeading(number) {
  if (number === 0) return "No messages were sent";
  return number === 1 ? "1 message was sent" : `${count(number)} messages were sent`;
}

/** How a summary in the timeline is headed, and who wrote it. */
export function summaryTitle(number) {
  if (!(number > 0)) return "Summary of the messages before";
  return number === 1 ? "Summary of the message before" : `Summary of the ${count(number)} messages before`;
}

/** "written by the model, 14:05"; one that is not sent yet, because all still fits, says for when it is. */
export function summarySource(source, time, isSent) {
  return [source === "person" ? "written by a person" : "written by the model", time, !isSent && "for when they no longer fit"].filter(Boolean).join(", ");
}
