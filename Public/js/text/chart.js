// Where the bars of a chart stand. Pure: numbers in, numbers out.

const day = 86_400_000;
const longestRange = 400;

/** The days from `from` to `to`, each with what was counted on it; a day on which nothing was counted is there too. */
export function everyDay(from, to, days) {
  const known = new Map(days.map((one) => [one.day, one]));
  const all = [];
  const end = Date.parse(to);
  for (let at = Date.parse(from); at <= end && all.length < longestRange; at += day) {
    const name = new Date(at).toISOString().slice(0, 10);
    all.push(known.get(name) ?? { day: name, answers: 0, prompt_tokens: 0, completion_tokens: 0 });
  }
  return all;
}

/** The next number of 1, 2, 5, 10, 20, 50 … that holds `value`. */
export function roundTop(value) {
  if (!(value > 0)) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * unit).find((top) => top >= value * 0.999999);
}

/** Bars of `values` in a box: `{ top, bars: [{ x, y, width, height }] }`. What is above nothing keeps a visible height. */
export function barsIn(values, { width, height, gap = 0.3, least = 1.5 }) {
  const top = roundTop(Math.max(0, ...values));
  const step = width / Math.max(1, values.length);
  const bars = values.map((value, index) => {
    const tall = value > 0 ? Math.max(least, (value / top) * height) : 0;
    return { x: step * (index + gap / 2), y: height - tall, width: Math.max(0.5, step * (1 - gap)), height: tall };
  });
  return { top, step, bars };
}

/** Which of so many days have their name below them: the first, the last, and a few between. */
export function namedDays(length, most = 6) {
  if (length <= most) return [...Array(length).keys()];
  const step = (length - 1) / (most - 1);
  return [...new Set(Array.from({ length: most }, (_, index) => Math.round(index * step)))];
}

/** The days of a range that ends today, as `{ from, to }`, in UTC as the server counts. */
export function lastDays(number, now = Date.now()) {
  return { from: dayName(now - (number - 1) * day), to: dayName(now) };
}

export function thisMonth(now = Date.now()) {
  return { from: `${dayName(now).slice(0, 7)}-01`, to: dayName(now) };
}

const dayName = (at) => new Date(at).toISOString().slice(0, 10);
