// Sizes, spans and numbers as people say them. Pure: now comes in.

const units = ["bytes", "KB", "MB", "GB", "TB"];

/** 1536 → "1.5 KB" */
export function bytes(number) {
  if (number == null) return "unknown";
  let value = number;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1).replace(/\.0$/, "")} ${units[unit]}`;
}

const steps = [["day", 86_400], ["hour", 3600], ["minute", 60]];

/** 93_600 → "1 day 2 hours": the two largest parts, and seconds only where there is nothing larger. */
export function span(seconds) {
  let left = Math.max(0, Math.floor(seconds));
  if (left < 60) return many(left, "second");
  const parts = [];
  for (const [name, length] of steps) {
    const number = Math.floor(left / length);
    left %= length;
    if (number > 0) parts.push(many(number, name));
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(" ");
}

/** "5 minutes ago"; what is older than a month has no use for a count of days. */
export function ago(at, now = Date.now()) {
  if (!at) return "never";
  const seconds = (now - Date.parse(at)) / 1000;
  if (Number.isNaN(seconds)) return "";
  return seconds < 60 ? "just now" : `${rough(seconds)} ago`;
}

/** "in 23 hours", or "ended". */
export function until(at, now = Date.now()) {
  if (!at) return "never";
  const seconds = (Date.parse(at) - now) / 1000;
  if (Number.isNaN(seconds)) return "";
  if (seconds <= 0) return "ended";
  return seconds < 60 ? "in less than a minute" : `in ${rough(seconds, Math.round)}`;
}

const roughSteps = [["year", 365 * 86_400], ["month", 30 * 86_400], ...steps];

// What lasts until then is rounded, so that a link of 24 hours does not begin with 23.
function rough(seconds, whole = Math.floor) {
  const [name, length] = roughSteps.find(([, one]) => seconds >= one);
  return many(whole(seconds / length), name);
}

/** "1 person", "3 people"; the second word is for what does not only take an s. */
export function many(number, one, more = `${one}s`) {
  return `${new Intl.NumberFormat("en").format(number)} ${number === 1 ? one : more}`;
}
