import { button, nameOf } from "../desk/bits.js";
import { areaField, choiceField, nameField, numberField } from "../desk/fields.js";
import { askForm } from "../desk/form-dialog.js";
import { Panel } from "../desk/panel.js";
import { moreButton, Records } from "../desk/records.js";
import * as api from "./api.js";

/** Beginnings that everybody on the server may choose. */
export class TeamPresetsPanel extends Panel {
  #models = [];
  #table = new Records({
    caption: "Team presets", key: ({ id }) => id,
    empty: "The team has no presets yet. A preset is a name for a model, a system prompt and a temperature.",
    columns: [
      { name: "Name", isHead: true, cell: ({ name }) => nameOf(name) },
      { name: "Model", cell: ({ model }) => (model ? nameOf(model) : "the default") },
      { name: "System prompt", cell: ({ system_prompt: prompt }) => (prompt ? nameOf(prompt, { className: "excerpt" }) : "none") },
      { name: "Temperature", isNumber: true, cell: ({ params }) => String(params?.temperature ?? "–") },
      { name: "Actions", isActions: true, cell: (one) => moreButton(`Change ${one.name}`, (opener) => this.#menu(one, opener)) },
    ],
  });

  constructor(desk) {
    super(desk, {
      title: "Team presets", text: "Everybody may begin a conversation with one of these.",
      tools: [button("Add a preset", () => this.#edit(null))],
    });
    this.body.append(this.#table.element);
  }

  async read(signal) {
    const [presets, models] = await Promise.all([api.presets(signal), api.models(signal)]);
    return { presets: presets.presets.filter(({ scope }) => scope === "team"), models: models.models };
  }

  draw({ presets, models }) {
    this.#models = models.filter(({ model }) => model !== "*").map(({ id }) => id);
    this.#table.update(presets);
  }

  #menu(preset, opener) {
    this.desk.menu.open(opener, [
      { name: "Edit…", does: () => this.#edit(preset) },
      { name: "Delete…", isGrave: true, does: () => this.#delete(preset) },
    ]);
  }

  async #edit(preset) {
    const isSent = await askForm({
      title: preset ? `Change ${preset.name}` : "Add a team preset", fields: this.#fieldsOf(preset ?? {}), action: preset ? "Save" : "Add", isWide: true,
      submit: async (values) => {
        const asked = presetOf(values, preset);
        await (preset ? api.changePreset(preset.id, asked) : api.addPreset({ ...asked, scope: "team" }));
        await this.load();
      },
    });
    if (isSent) this.desk.say(preset ? "The preset is changed." : "The preset is added.");
  }

  #fieldsOf({ name = "", model, system_prompt: prompt, params }) {
    const models = [...new Set([...(model ? [model] : []), ...this.#models])].map((id) => [id, id]);
    return [
      nameField({ value: name }),
      choiceField("model", "Model", [["", "The default"], ...models], { value: model ?? "" }),
      areaField("system_prompt", "System prompt", { rows: 6, value: prompt ?? "", dir: "auto", hint: "May be empty." }),
      numberField("temperature", "Temperature", {
        value: params?.temperature, least: 0, most: 2, isWhole: false, hint: "From 0 to 2. Empty: as the provider has it.",
      }),
    ];
  }

  async #delete({ id, name }) {
    const isSure = await this.desk.ask({
      title: `Delete ${name}?`, action: "Delete", isGrave: true, text: "Conversations that were begun with it keep what they have.",
    });
    if (isSure) await this.change(() => api.deletePreset(id), `${name} is deleted.`);
  }
}

function presetOf({ name, model, system_prompt: prompt, temperature }, before) {
  const { temperature: _, ...others } = before?.params ?? {};
  return {
    name: name.trim(), model: model || null, system_prompt: prompt.trim() ? prompt : null,
    params: temperature === null ? others : { ...others, temperature },
  };
}
