import { arrange, ask, make, setText, show } from "../lib/dom.js";
import { shortModel } from "../text/names.js";

/**
 * Saves what a conversation begins with under a name, and takes presets away again. It tells `save-preset` `{ values }`
 * and `remove-preset` `{ preset }`, each answered with the words for what went wrong, with none, or with null where nothing
 * was done.
 */
export class PresetDialog extends HTMLElement {
  #conversation = null;
  #isAdmin = false;
  #items = new Map();

  connectedCallback() {
    this.#form.addEventListener("submit", (event) => this.#submitted(event));
    this.addEventListener("click", (event) => this.#clicked(event));
  }

  open(conversation, isAdmin) {
    this.#conversation = conversation;
    this.#isAdmin = isAdmin;
    const { model, params } = conversation;
    this.#field("name").value = "";
    this.#field("prompt").value = conversation.system_prompt ?? "";
    setText(this.#part("preset-model"), [shortModel(model), ...Object.entries(params ?? {}).map(([name, value]) => `${name} ${value}`)].join(" · "));
    show(this.#part("preset-team"), isAdmin);
    this.#field("team").checked = false;
    this.#say("", "");
    this.#dialog.showModal();
    this.#field("name").focus();
  }

  update(presets) {
    if (!this.#dialog.open) return;
    const items = presets.map((preset) => this.#item(preset));
    arrange(this.querySelector("ul"), items);
    show(this.#part("preset-held"), items.length > 0);
  }

  #item(preset) {
    if (!this.#items.has(preset.id)) this.#items.set(preset.id, newItem(preset));
    const item = this.#items.get(preset.id);
    show(item.querySelector("button"), preset.scope === "own" || this.#isAdmin);
    return item;
  }

  async #submitted(event) {
    event.preventDefault();
    const name = this.#field("name").value.trim();
    if (name === "") return this.#say("Give it a name first.", "");
    const { model, params } = this.#conversation;
    const prompt = this.#field("prompt").value.trim();
    const scope = this.#isAdmin && this.#field("team").checked ? "team" : "own";
    const values = { name, model, system_prompt: prompt || null, params: params ?? {}, scope };
    await this.#wait(ask(this, "save-preset", { values }), `“${name}” is saved. A new conversation can begin with it.`);
  }

  async #clicked(event) {
    // A click beside it closes nothing: what one has typed would be lost.
    if (event.target.closest("[data-action=close-preset]")) return this.#dialog.close();
    const item = event.target.closest("li");
    if (!event.target.closest("[data-action=remove-preset]")) return;
    await this.#wait(ask(this, "remove-preset", { preset: item.preset }), `“${item.preset.name}” is removed.`);
    this.#field("name").focus();
  }

  async #wait(answer, done) {
    const save = this.#form.querySelector("[type=submit]");
    save.disabled = true;
    const fault = await answer;
    save.disabled = false;
    this.#say(fault ?? "", fault === "" ? done : "");
  }

  #say(fault, done) {
    setText(this.#part("form-error"), fault);
    show(this.#part("form-error"), fault);
    setText(this.#part("preset-done"), done);
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  get #form() {
    return this.querySelector("form");
  }

  #field(name) {
    return this.#form.elements[name];
  }

  #part(name) {
    return this.querySelector(`.${name}`);
  }
}

function newItem(preset) {
  const button = make("button", { type: "button", className: "quiet-button" }, "Remove");
  button.dataset.action = "remove-preset";
  button.setAttribute("aria-label", `Remove ${preset.name}`);
  const name = make("span", { className: "preset-name", dir: "auto" }, preset.name);
  const item = make("li", { className: "preset-item" }, name, make("span", { className: "preset-scope" }, preset.scope === "team" ? "for the team" : ""), button);
  return Object.assign(item, { preset });
}
