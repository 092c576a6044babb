// What the page says about the people around a conversation. Pure; names come as parts, as `said` makes them.

import { listed, said } from "./said.js";

const mostNamed = 2;
const longestName = 24;

/** "Ada is writing…"; empty where nobody is. */
export const typingWords = (people) => doing(people, "writing…");

export const readingWords = (people) => doing(people, "reading along");

// One line has to do: what is done must be seen, whatever people are called.
function doing(people, what) {
  if (people.length === 0) return [];
  if (people.length > mostNamed) return [`${people.length} people are ${what}`];
  return said`${listed(people.map((one) => shortened(one.name)))}${[` ${people.length === 1 ? "is" : "are"} ${what}`]}`;
}

function shortened(name) {
  const letters = [...name];
  return letters.length > longestName ? `${letters.slice(0, longestName - 1).join("")}…` : name;
}

/** For whom the running answer is, so that a text that has to wait says why. */
export function busyWords(asker) {
  const whose = asker ? `An answer to ${asker} is` : "An answer is";
  return `${whose} still being written. Wait for it, or stop it, then send.`;
}

/** What the text box says while it is empty. `others` are the names of the other people of the conversation. */
export function writeWords(others, model) {
  const people = others.length > mostNamed ? [`${others.length} people`] : others.map(shortened);
  const all = [...people, model].filter(Boolean);
  if (all.length === 0) return "Write a message…";
  const list = all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : all[0];
  return `Write to ${list}…`;
}

/** The same where no model is asked. */
export function talkWords(others) {
  if (others.length === 0) return "Write without asking the model…";
  return writeWords(others, null).replace(/…$/, ", not to the model…");
}
