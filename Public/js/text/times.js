// Times as people say them. Pure: now comes in.

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dateOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const whole = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });

/** "14:02" today, "Mon 14:02" this week, "3 Mar, 14:02" before, with the year where it is another one. */
export function timeText(at, now = new Date()) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "";
  const days = daysBetween(time, now);
  if (days <= 0) return clock.format(time);
  if (days < 7) return `${day.format(time)} ${clock.format(time)}`;
  return `${dateText(time, now)}, ${clock.format(time)}`;
}

/** The whole of a time, for a title: "Friday, 20 November 2026 at 14:02:07". */
export function wholeTime(at) {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? "" : whole.format(time);
}

export function dateText(time, now) {
  return (time.getFullYear() === now.getFullYear() ? date : dateOfYear).format(time);
}

/** Where a conversation stands in the sidebar. */
export function dayGroup(at, now = new Date()) {
  const days = daysBetween(new Date(at), now);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  return days <= 7 ? "Last week" : "Older";
}

/** Whole calendar days, whatever the hour and whatever the clocks were changed. */
function daysBetween(time, now) {
  const midnight = (value) => Date.UTC(value.getFullYear(), value.getMonth(), value.getDate());
  return Math.round((midnight(now) - midnight(time)) / 86_400_000);
}
