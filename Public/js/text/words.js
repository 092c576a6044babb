// Everything the page says about answers, in plain words. Pure: the time comes in.

const causes = new Map([
  ["auth", "The provider refused the key that Parley uses."],
  ["not_found", "The provider does not know this model."],
  ["bad_request", "The provider refused the request."],
  ["rate_limit", "The provider is asked too often just now."],
  ["quota", "What the provider allows is used up."],
  ["context_length", "The conversation is longer than this model can read."],
  ["content_filter", "The provider’s filter ended the answer."],
  ["overloaded", "The model is overloaded just now."],
  ["server", "The provider has a fault of its own."],
  ["unreachable", "The provider can not be reached."],
  ["truncated", "The connection to the provider broke in the middle of the answer."],
  ["stalled", "The provider went silent in the middle of the answer."],
  ["timeout", "The answer took longer than allowed."],
  ["protocol", "The provider sent something that is not an answer."],
  ["provider_unavailable", "The provider of this conversation is no longer there. Choose another model."],
]);

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
  return progress.attempt ? `the model did not answer · ${when} · try ${progress.attempt}` : `the model did not answer · ${when}`;
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
    default: return message.finish_reason === "length" ? "the answer reached its length limit" : "";
  }
}

export function errorWords(error) {
  return error?.message || causes.get(error?.code) || "The answer failed.";
}

/** May this answer be written on from where it ends? */
export function canContinue(message) {
  if (!message.content) return false;
  const isCut = message.status === "stopped" || message.status === "interrupted";
  return isCut || message.finish_reason === "length"
    || (message.status === "error" && ["truncated", "stalled", "timeout", "unreachable", "server"].includes(message.error?.code));
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

/** The line where the model begins to read; empty where it reads all. */
export function contextWords(trimmed) {
  if (trimmed < 1) return "";
  return `the model reads from here on · ${count(trimmed)} earlier ${trimmed === 1 ? "message is" : "messages are"} kept, not sent`;
}
