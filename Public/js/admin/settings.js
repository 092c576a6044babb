import { secondLine } from "../desk/bits.js";
import { Panel } from "../desk/panel.js";
import { Records } from "../desk/records.js";
import { rowSelect } from "../desk/row-select.js";
import { make } from "../lib/dom.js";
import { sourceWords } from "../text/desk-words.js";
import { settingName, settingValue } from "../text/health-words.js";
import * as api from "./api.js";

/** Every setting with where it comes from; the few that can be changed here are. */
export class SettingsPanel extends Panel {
  #table = new Records({
    caption: "Settings", key: ({ key }) => key, empty: "No settings.",
    columns: [
      { name: "Setting", isHead: true, cell: ({ key }) => [settingName(key), settingName(key) !== key && secondLine(make("code", {}, key))] },
      { name: "Value", cell: (one) => this.#value(one) },
      { name: "Comes from", cell: ({ source }) => sourceWords(source) },
    ],
  });

  constructor(desk) {
    super(desk, {
      title: "Settings",
      text: "What is set at the start, by the command line, the environment or the settings file, is stronger than what is set here.",
    });
    this.body.append(this.#table.element);
  }

  read(signal) {
    return api.settings(signal);
  }

  draw({ settings }) {
    this.#table.update(settings.toSorted((a, b) => Number(b.editable) - Number(a.editable)));
  }

  #value({ key, value, editable, allowed }) {
    if (!editable || !Array.isArray(allowed)) return make("span", { className: "address" }, settingValue(key, value));
    return rowSelect({
      label: settingName(key), options: allowed.map((one) => [one, settingValue(key, one)]), value, chosen: (one) => this.#choose(key, one),
    });
  }

  async #choose(key, value) {
    if (!(await this.#isSure(key, value))) return;
    await this.change(() => api.changeSettings({ [key]: value }), `${settingName(key)}: ${settingValue(key, value)}.`);
  }

  #isSure(key, value) {
    if (key !== "passwords" || value !== "off") return true;
    return this.desk.ask({
      title: "Turn off passwords?", action: "Turn off", isGrave: true,
      text: "Then single sign-on is the only way in. Try it first in another browser: if it does not work, nobody can sign in.",
    });
  }
}
