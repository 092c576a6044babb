// Colours code away from the page: the highlighter is large, and some code takes it long.

import "/vendor/highlight.min.js";
import { toRuns } from "./highlight-runs.js";

self.addEventListener("message", ({ data: { number, text, language } }) => {
  self.postMessage({ number, runs: runsFor(text, language) });
});

function runsFor(text, language) {
  if (!self.hljs?.getLanguage(language)) return null;
  try {
    return toRuns(self.hljs.highlight(language, text, true).value);
  } catch {
    return null;
  }
}
