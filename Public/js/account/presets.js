import { nameField } from "../desk/fields.js";
import { Panel } from "../desk/panel.js";
import { deleteQuestion, presetColumns } from "../desk/preset-columns.js";
import { Records } from "../desk/records.js";
import * as api from "./api.js";

/** Beginnings that one has made for oneself. */
export class OwnPresetsPanel extends Panel {
  #table = new Records({
    caption: "Your presets", key: ({ id }) => id,
    empty: "No presets of your own yet. A conversation’s model, system prompt and temperature can be kept as one.",
    columns: presetColumns((one, opener) => this.#menu(one, opener)),
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

  #rename({ id, name }) {
    return this.askAndStore({
      title: `Rename ${name}`, action: "Rename", fields: [nameField({ value: name })],
      store: ({ name: typed }) => api.changePreset(id, { name: typed.trim() }), said: "The preset is renamed.",
    });
  }

  #delete(preset) {
    return this.changeIfSure(deleteQuestion(preset), () => api.deletePreset(preset.id), `${preset.name} is deleted.`);
  }
}
