import { isNarrow, make } from "../lib/dom.js";
import { barsIn, namedDays } from "../text/chart.js";
import { short } from "../text/words.js";
import { draw } from "./svg.js";

// Its letters keep their size, so a narrow screen gets a narrow drawing and not a smaller one.
const wide = { width: 720, height: 120, names: 6 };
const narrow = { width: 340, height: 110, names: 3 };
const before = 44;
const below = 22;
const above = 8;

/** Bars over days, as a drawing: `[{ name, title, value }]`. Who can not see it reads the table that stands beside it. */
export function barChart(label, items) {
  const size = isNarrow() ? narrow : wide;
  const { width, height, names } = size;
  const { top, step, bars } = barsIn(items.map(({ value }) => value), { width: width - before, height });
  const named = new Set(namedDays(items.length, names));
  const drawing = draw("svg", { viewBox: `0 0 ${width} ${height + below + above}`, class: "chart", role: "img", "aria-label": label },
    ...gridLines(top, size), ...bars.flatMap((bar, index) => barAt(bar, step, size, { ...items[index], isNamed: named.has(index) })));
  return make("div", { className: "chart-frame" }, drawing);
}

function gridLines(top, { width, height }) {
  return [0, 0.5, 1].flatMap((part) => {
    const y = above + height - part * height;
    return [
      draw("line", { class: part === 0 ? "chart-ground" : "chart-line", x1: before, x2: width, y1: y, y2: y }),
      draw("text", { class: "chart-text", x: before - 8, y: y + 4, "text-anchor": "end" }, part === 0.5 && top < 2 ? "" : short(top * part)),
    ];
  });
}

function barAt(bar, step, { height, width }, { name, title, isNamed }) {
  const x = before + bar.x;
  const shape = draw("rect", { class: "chart-bar", x, y: above + bar.y, width: bar.width, height: bar.height, rx: Math.min(2, bar.width / 3) });
  // The whole height answers to the pointer, also over a day of next to nothing.
  const reach = draw("rect", { class: "chart-reach", x: x - (step - bar.width) / 2, y: above, width: step, height }, draw("title", {}, title));
  const middle = x + bar.width / 2;
  const words = draw("text", { class: "chart-text", x: Math.min(middle, width - 16), y: above + height + below - 5, "text-anchor": "middle" }, name);
  return isNamed ? [shape, reach, words] : [shape, reach];
}

/** A part of a whole as a thin bar, beside a number that says the same. */
export function shareBar(part) {
  const length = Math.max(0, Math.min(1, part)) * 100;
  return draw("svg", { class: "share", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { class: "share-ground", x: 0, y: 0, width: 100, height: 4 }),
    draw("rect", { class: "share-part", x: 0, y: 0, width: length, height: 4 }));
}
