import { nameOf } from "./bits.js";
import { moreButton } from "./records.js";

/** The columns of a table of presets; `more` stand before its actions, and `open(preset, opener)` opens what can be done with one. */
export function presetColumns(open, ...more) {
  return [
    { name: "Name", isHead: true, cell: ({ name }) => nameOf(name) },
    { name: "Model", cell: ({ model }) => (model ? nameOf(model) : "the default") },
    { name: "System prompt", cell: ({ system_prompt: prompt }) => (prompt ? nameOf(prompt, { className: "excerpt" }) : "none") },
    ...more,
    { name: "Actions", isActions: true, cell: (one) => moreButton(`Change ${one.name}`, (opener) => open(one, opener)) },
  ];
}

/** What is asked before one is deleted. */
export const deleteQuestion = ({ name }) => ({
  title: `Delete ${name}?`, action: "Delete", text: "Conversations that were begun with it keep what they have.",
});
