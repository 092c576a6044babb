import { areaField, choiceField } from "../desk/fields.js";
import { Form } from "../desk/form.js";
import { Panel } from "../desk/panel.js";
import { onceChosen } from "../desk/row-select.js";
import { make } from "../lib/dom.js";
import * as api from "./api.js";

/** Which model answers where nobody chose one, and what every model is told first. */
export class ModelDefaultsPanel extends Panel {
  #default = make("div", { className: "form" });
  #prompt;
  #stored = "";

  constructor(desk, reload) {
    super(desk, { title: "For everybody" });
    this.reload = reload;
    const field = areaField("system_prompt", "The server’s system prompt", {
      rows: 6, dir: "auto", maxLength: 100_000, hint: "Stands before the system prompt of every conversation. Empty: none.",
    });
    this.#prompt = new Form({ fields: [field], action: "Save", submit: (values) => this.#save(values) });
    this.field = field;
    this.body.append(this.#default, this.#prompt.element);
    this.body.hidden = false;
    this.element.hidden = true;
  }

  /** It is read together with the rules. */
  load() {}

  /** What is being written in the form stays, whatever is read meanwhile. */
  draw({ models, default: chosen, system_prompt: prompt }) {
    this.element.hidden = false;
    const options = models.filter(({ model }) => model !== "*").map(({ id, provider }) => [id, `${id}, from ${provider}`]);
    const isGone = chosen && !options.some(([id]) => id === chosen);
    const field = choiceField("default", "Answers where nobody chose a model", [
      ["", "The first that a person may use"], ...(isGone ? [[chosen, `${chosen} (not listed just now)`]] : []), ...options,
    ], { value: chosen ?? "" });
    onceChosen(field.control, () => this.#choose(field.control));
    const hadFocus = this.#default.contains(document.activeElement);
    this.#default.replaceChildren(field.element);
    if (hadFocus) field.control.focus();
    if (!("changed" in this.#prompt.element.dataset)) this.field.control.value = prompt ?? "";
    this.#stored = chosen ?? "";
  }

  async #choose(control) {
    if (control.value === this.#stored) return;
    try {
      await api.changeModels({ default: control.value || null });
      this.#stored = control.value;
      this.desk.say("The default model is changed.");
      await this.reload();
    } catch (error) {
      control.value = this.#stored;
      this.desk.fail(error);
    }
  }

  async #save({ system_prompt: prompt }) {
    await api.changeModels({ system_prompt: prompt.trim() === "" ? null : prompt });
    this.desk.say("The system prompt is stored.");
  }
}
