// Asks the worker for colours, one text after the other.

import { startWorker } from "../lib/vendor.js";

const longestText = 100_000;
const mostWaiting = 200;
const patience = 3000;

let worker = null;
let number = 0;
let running = null;
const waiting = [];

export const isHighlighterThere = () => "hasHighlight" in document.body.dataset;

/** The runs of a text, `[class, text]`, or null where it stays plain: unknown language, too long, or no highlighter. */
export function highlight(text, language) {
  if (!language || !isHighlighterThere() || text.length > longestText || waiting.length >= mostWaiting) return Promise.resolve(null);
  return new Promise((resolve) => {
    waiting.push({ number: (number += 1), text, language, resolve });
    next();
  });
}

function next() {
  if (running || waiting.length === 0) return;
  running = waiting.shift();
  worker ??= start();
  running.timer = setTimeout(giveUp, patience);
  worker.postMessage({ number: running.number, text: running.text, language: running.language });
}

function start() {
  const started = startWorker("/js/text/highlight-worker.js");
  started.addEventListener("message", ({ data }) => {
    if (data.number === running?.number) finish(data.runs);
  });
  started.addEventListener("error", giveUp);
  return started;
}

function finish(runs) {
  const job = running;
  running = null;
  clearTimeout(job.timer);
  job.resolve(isSame(runs, job.text) ? runs : null);
  next();
}

// A text that takes too long, or brings the worker down, stays plain; the next one gets a new worker.
function giveUp() {
  worker?.terminate();
  worker = null;
  if (running) finish(null);
}

/** Colours may never change what the code says. */
function isSame(runs, text) {
  return Array.isArray(runs) && runs.map((run) => run[1]).join("") === text;
}
