import { button } from "../desk/bits.js";
import { areaField, choiceField, nameField, numberField } from "../desk/fields.js";
import { Panel } from "../desk/panel.js";
import { deleteQuestion, presetColumns } from "../desk/preset-columns.js";
import { Records } from "../desk/records.js";
import * as api from "./api.js";

/** Beginnings that everybody on the server may choose. */
export class TeamPresetsPanel extends Panel {
  #models = [];
  #table = new Records({
    caption: "Team presets", key: ({ id }) => id,
    empty: "The team has no presets yet. A preset is a name for a model, a system prompt and a temperature.",
    columns: presetColumns((one, opener) => this.#menu(one, opener), {
      name: "Temperature", isNumber: true, cell: ({ params }) => String(params?.temperature ?? "–"),
    }),
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

  #edit(preset) {
    return this.askAndStore({
      title: preset ? `Change ${preset.name}` : "Add a team preset", action: preset ? "Save" : "Add", isWide: true,
      fields: this.#fieldsOf(preset ?? {}),
      said: preset ? "The preset is changed." : "The preset is added.",
      store: (values) => {
        const asked = presetOf(values, preset);
        return preset ? api.changePreset(preset.id, asked) : api.createPreset({ ...asked, scope: "team" });
      },
    });
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

  #delete(preset) {
    return this.changeIfSure(deleteQuestion(preset), () => api.deletePreset(preset.id), `${preset.name} is deleted.`);
  }
}

function presetOf({ name, model, system_prompt: prompt, temperature }, before) {
  const { temperature: _, ...others } = before?.params ?? {};
  return {
    name: name.trim(), model: model || null, system_prompt: prompt.trim() ? prompt : null,
    params: temperature === null ? others : { ...others, temperature },
  };
}
