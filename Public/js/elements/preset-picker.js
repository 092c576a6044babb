import { arrange, make, setAttribute, setText, show, tell } from "../lib/dom.js";
import { shortModel } from "../text/names.js";

/** What a new conversation may begin with. `update(presets, chosenId)`; it tells `choose-preset` `{ preset }`. */
export class PresetPicker extends HTMLElement {
  #buttons = new Map();

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
  }

  update(presets, chosenId) {
    show(this, presets.length > 0);
    arrange(this.querySelector("ul"), presets.map((preset) => this.#item(preset, preset.id === chosenId)));
  }

  #item(preset, isChosen) {
    const item = this.#buttons.get(preset.id) ?? make("li", {}, make("button", { type: "button", className: "preset", dir: "auto" }));
    this.#buttons.set(preset.id, item);
    item.preset = preset;
    const button = item.firstElementChild;
    setText(button, preset.name);
    setAttribute(button, "aria-pressed", String(isChosen));
    setAttribute(button, "title", [shortModel(preset.model), preset.system_prompt].filter(Boolean).join(" · ").slice(0, 300) || null);
    return item;
  }

  #clicked(event) {
    const item = event.target.closest("li");
    if (event.target.closest("button")) tell(this, "choose-preset", { preset: item.preset });
  }
}
