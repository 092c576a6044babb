// Everything the page says about answers, in plain words. Pure: the time comes in.

import { errorWords, isInterruption } from "./failures.js";

/** What the running answer is doing; empty while its text grows, which says it itself. */
export function progressWords(progress, now, stoppedBy) {
  if (!progress) return "";
  switch (progress.state) {
    case "queued": return `waiting for its turn${since(progress, now)}`;
    case "connecting": return `connecting to the model${since(progress, now)}`;
    case "waiting": return `waiting for the model${since(progress, now)}`;
    case "retrying": return retryWords(progress, now);
    case "stopping": return stoppedBy && stoppedBy !== "you" ? `${stoppedBy} is stopping this answer` : "stopping";
    default: return "";
  }
}

function since(progress, now) {
  const seconds = Math.floor((now - Date.parse(progress.since)) / 1000);
  return seconds >= 1 ? `, ${span(seconds)}` : "";
}

function retryWords(progress, now) {
  const left = Math.ceil((Date.parse(progress.retry_at) - now) / 1000);
  const when = left >= 1 ? `next try in ${span(left)}` : "trying again";
  return progress.attempt ? `the model did not answer · ${when} · try\u00a0${progress.attempt}` : `the model did not answer · ${when}`;
}

/** 75 → "1 min 15 s" */
function span(seconds) {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** How an answer ended where it did not end well; empty where it did. */
export function endWords(message, stoppedBy) {
  switch (message.status) {
    case "stopped": return stoppedBy ? `stopped by ${stoppedBy}` : "stopped";
    case "interrupted": return "interrupted when the server restarted";
    case "error": return errorWords(message.error);
    case "sending": return "sending";
    case "unsent": return message.reason ? `not sent: ${message.reason}` : "not sent";
    default: return finishWords(message.finish_reason);
  }
}

const good = new Set(["", "stop", "end_turn", "stop_sequence", "eos", "eos_token", "end", "complete", "completed", "done", "finished"]);
const filtered = new Set(["content_filter", "safety", "sensitive", "recitation", "blocklist", "prohibited_content", "refusal"]);
const unfinished = new Map([
  ["length", "the answer reached its length limit"],
  ["max_tokens", "the answer reached its length limit"],
  ["max_output_tokens", "the answer reached its length limit"],
  ["model_length", "the model’s window is full, so the answer ends here"],
  ["insufficient_system_resource", "the provider ran out of capacity and ended the answer early"],
]);
const longestReason = 60;

/** Why an answer that is stored as complete ended; empty where the model had said all. Providers have words of their own. */
export function finishWords(reason) {
  const word = String(reason ?? "").toLowerCase();
  if (good.has(word)) return "";
  if (filtered.has(word)) return "the provider’s filter ended the answer";
  if (word === "tool_calls" || word === "function_call") return "the model asked for a tool, and there is none here";
  return unfinished.get(word) ?? `the provider ended the answer with the word “${[...String(reason)].slice(0, longestReason).join("")}”`;
}

/** May this answer be written on from where it ends? */
export function canContinue(message) {
  if (!message.content) return false;
  if (message.status === "error") return isInterruption(message.error);
  const isCut = message.status === "stopped" || message.status === "interrupted";
  return isCut || unfinished.has(String(message.finish_reason ?? "").toLowerCase());
}

/** "first token 0.4 s · 38 tokens/s · 412 tokens", as far as it is known. */
export function figures(message) {
  const { timing, usage } = message;
  return [
    timing?.first_token_ms != null && `first token ${seconds(timing.first_token_ms)}`,
    timing?.tokens_per_second > 0 && `${rate(timing.tokens_per_second)} tokens/s`,
    usage?.completion_tokens != null && `${count(usage.completion_tokens)} ${usage.completion_tokens === 1 ? "token" : "tokens"}`,
  ].filter(Boolean).join(" · ");
}

const seconds = (ms) => `${(ms / 1000).toFixed(ms < 9950 ? 1 : 0)} s`;
const rate = (number) => (number < 9.95 ? number.toFixed(1) : count(Math.round(number)));

/** 12345 → "12,345" */
export const count = (number) => new Intl.NumberFormat("en").format(number);

/** 5100 → "5.1k" */
export function short(number) {
  if (number < 1000) return String(Math.round(number));
  if (number < 99_950) return `${(number / 1000).toFixed(1).replace(/\.0$/, "")}k`;
  return number < 999_500 ? `${Math.round(number / 1000)}k` : `${(number / 1e6).toFixed(1).replace(/\.0$/, "")}M`;
}

/** Why a request of the page failed, in words that say what to do. */
export function requestWords(error) {
  switch (error.code) {
    case "generation_in_progress": return "An answer is still being written. Wait for it, or stop it, then send.";
    case "too_large": return "This is too long to send. A message may hold 1 MB of text.";
    case "offline": return "The server can not be reached.";
    case "slow": return "The server did not answer in time.";
    default: return statusWords(error);
  }
}

function statusWords({ status, message }) {
  switch (status) {
    case 401: return "You are signed out. What you wrote is kept.";
    case 403: return "You may not do this here.";
    case 404: return "This conversation is gone.";
    case 413: return "This is too long to send. A message may hold 1 MB of text.";
    case 429: return message || "Too many requests. Wait a moment, then try again.";
    case 507: return message || "The server’s disk is full. Nothing was stored; what you wrote is kept here.";
    case 503: return message || "The server can not take this just now. Try again in a moment.";
    default: return message || "The server could not do this.";
  }
}
