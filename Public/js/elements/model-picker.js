import { make, setAttribute, show, tell } from "../lib/dom.js";
import { isDemo, shortModel } from "../text/names.js";

/** Which model answers. `<model-picker><select>`; it tells `choose-model` `{ id }`, and `refresh-models` before one chooses. */
export class ModelPicker extends HTMLElement {
  #shown = "";

  connectedCallback() {
    this.#select.addEventListener("change", () => tell(this, "choose-model", { id: this.#select.value }));
    for (const name of ["pointerdown", "focus"]) this.#select.addEventListener(name, () => tell(this, "refresh-models"));
  }

  /** `chosen` is the listed model, or `{ id, isMissing }` for one that is no longer listed. */
  update(models, chosen) {
    const all = chosen?.isMissing ? [chosen, ...models] : models;
    const now = JSON.stringify([all.map(({ id, provider }) => [id, provider]), chosen?.isMissing]);
    if (now !== this.#shown) this.#fill(all);
    this.#shown = now;
    if (chosen && this.#select.value !== chosen.id) this.#select.value = chosen.id;
    setAttribute(this.#select, "title", chosen ? titleOf(chosen) : null);
    show(this, all.length > 0);
  }

  /** Opens the list, where the browser lets a script do so. */
  open() {
    this.#select.focus();
    try {
      this.#select.showPicker();
    } catch {
      // It has the focus, so a key or a touch opens it.
    }
  }

  #fill(models) {
    const providers = new Map();
    for (const model of models) providers.set(model.provider, [...(providers.get(model.provider) ?? []), option(model)]);
    const groups = [...providers].map(([name, options]) => make("optgroup", { label: name || "not listed" }, ...options));
    this.#select.replaceChildren(...(groups.length > 1 ? groups : [...providers.values()].flat()));
  }

  get #select() {
    return this.querySelector("select");
  }
}

function option(model) {
  return make("option", { value: model.id }, nameOf(model));
}

function nameOf(model) {
  if (model.isMissing) return `${model.id} (not listed)`;
  return isDemo(model.provider) && !/demo/i.test(model.id) ? `${model.id} (demo)` : model.id;
}

function titleOf(model) {
  return model.isMissing ? `${model.id} is not listed just now` : `${shortModel(model.id)} from ${model.provider}`;
}
