import { nameOf } from "../desk/bits.js";
import { nameField } from "../desk/fields.js";
import { askForm } from "../desk/form-dialog.js";
import { Panel } from "../desk/panel.js";
import { moreButton, Records } from "../desk/records.js";
import * as api from "./api.js";

/** Beginnings that one has made for oneself. */
export class OwnPresetsPanel extends Panel {
  #table = new Records({
    caption: "Your presets", key: ({ id }) => id,
    empty: "No presets of your own yet. A conversation’s model, system prompt and temperature can be kept as one.",
    columns: [
      { name: "Name", isHead: true, cell: ({ name }) => nameOf(name) },
      { name: "Model", cell: ({ model }) => (model ? nameOf(model) : "the default") },
      { name: "System prompt", cell: ({ system_prompt: prompt }) => (prompt ? nameOf(prompt, { className: "excerpt" }) : "none") },
      { name: "Actions", isActions: true, cell: (one) => moreButton(`Change ${one.name}`, (opener) => this.#menu(one, opener)) },
    ],
  });

  constructor(desk) {
    super(desk, { title: "Presets", text: "With these you begin conversations. Those of the team are an admin’s to change." });
    this.body.append(this.#table.element);
  }

  read(signal) {
    return api.presets(signal);
  }

  draw({ presets }) {
    this.#table.update(presets.filter(({ scope }) => scope === "own"));
  }

  #menu(preset, opener) {
    this.desk.menu.open(opener, [
      { name: "Rename…", does: () => this.#rename(preset) },
      { name: "Delete…", isGrave: true, does: () => this.#delete(preset) },
    ]);
  }

  async #rename({ id, name }) {
    const isSent = await askForm({
      title: `Rename ${name}`, action: "Rename", fields: [nameField({ value: name })],
      submit: async ({ name: typed }) => {
        await api.renamePreset(id, typed.trim());
        await this.load();
      },
    });
    if (isSent) this.desk.say("The preset is renamed.");
  }

  async #delete({ id, name }) {
    const isSure = await this.desk.ask({
      title: `Delete ${name}?`, action: "Delete", isGrave: true, text: "Conversations that were begun with it keep what they have.",
    });
    if (isSure) await this.change(() => api.deletePreset(id), `${name} is deleted.`);
  }
}
