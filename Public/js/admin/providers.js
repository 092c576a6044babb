import { addressOf, button, mark, nameOf, reachableState, secondLine } from "../desk/bits.js";
import { Panel } from "../desk/panel.js";
import { moreButton, Records } from "../desk/records.js";
import { failureWords, sourceWords } from "../text/desk-words.js";
import { testWords } from "../text/provider-words.js";
import * as api from "./api.js";
import { askForProvider } from "./provider-form.js";

/** Where models come from. */
export class ProvidersPanel extends Panel {
  #table = new Records({
    caption: "Providers", key: ({ name }) => name, empty: "No provider is set, so the built-in demo answers.",
    columns: [
      { name: "Name", isHead: true, cell: providerName },
      { name: "Reachable", cell: reachableState },
      { name: "Models", isNumber: true, cell: ({ models }) => (models?.length > 0 ? String(models.length) : "all") },
      { name: "Key", cell: ({ has_key: hasKey }) => (hasKey ? "a key is set" : "none") },
      { name: "Comes from", cell: ({ source }) => sourceWords(source) },
      { name: "Actions", isActions: true, cell: (one) => moreButton(`Change ${one.name}`, (opener) => this.#menu(one, opener)) },
    ],
  });

  constructor(desk) {
    super(desk, {
      text: "Servers that speak OpenAI’s protocol. Those of the settings file and the environment are changed there.",
      tools: [button("Add a provider", () => this.#add(), "strong-button is-small")],
    });
    this.body.append(this.#table.element);
  }

  read(signal) {
    return api.providers(signal);
  }

  draw({ providers }) {
    this.#table.update(providers);
  }

  #menu(provider, opener) {
    const isOurs = provider.source === "admin";
    this.desk.menu.open(opener, [
      { name: "Test", does: () => this.#test(provider) },
      { name: isOurs ? "Edit…" : "Look at…", does: () => this.#edit(provider) },
      ...(isOurs ? [{ name: provider.enabled ? "Turn off" : "Turn on", does: () => this.#turn(provider) }] : []),
      ...(isOurs ? [{ name: "Delete…", isGrave: true, does: () => this.#delete(provider) }] : []),
    ]);
  }

  async #add() {
    if (!(await askForProvider())) return;
    await this.load();
    this.desk.say("The provider is added.");
  }

  async #edit(provider) {
    if (!(await askForProvider(provider)) || provider.source !== "admin") return;
    await this.load();
    this.desk.say(`${provider.name} is changed.`);
  }

  async #test({ name }) {
    this.desk.say(`Asking ${name}…`);
    try {
      const result = await api.testProvider({ name });
      await this.load();
      this.desk.say(`${name}: ${testWords(result)}`);
    } catch (error) {
      this.desk.fail({ message: `${name}: ${failureWords(error)}` });
    }
  }

  #turn({ name, enabled }) {
    return this.change(() => api.changeProvider(name, { enabled: !enabled }), `${name} is turned ${enabled ? "off" : "on"}.`);
  }

  #delete({ name }) {
    return this.changeIfSure({
      title: `Delete ${name}?`, action: "Delete",
      text: "Its models are gone at once, and its key is forgotten. Conversations stay; in each of its own, one chooses another model.",
    }, () => api.deleteProvider(name), `${name} is deleted.`);
  }
}

function providerName({ name, base_url: address, enabled, warning }) {
  const off = enabled === false ? [" ", mark("off", "warn")] : [];
  return [nameOf(name), ...off, secondLine(addressOf(address)), warning && secondLine(warning)];
}
