import * as api from "./api.js";
import { isDemo } from "./text/names.js";

const soon = 5_000;
const later = 30_000;

/** Reads which models there are, and reads again while there is none or only the demo: the server may find one. */
export class ModelList {
  #store;
  #readAt = 0;

  constructor(store) {
    this.#store = store;
    this.#plan();
  }

  async read() {
    this.#readAt = Date.now();
    try {
      const { models, default: defaultModel } = await api.models();
      this.#store.set({ models: Array.isArray(models) ? models : [], areModelsLoaded: true, defaultModel });
    } catch {
      // The line to the server tells whether it is there; when it is back, this is read again.
    }
  }

  /** Before a person chooses: no older than a few seconds. */
  refresh() {
    if (Date.now() - this.#readAt > 10_000) this.read();
  }

  #plan() {
    const { models = [] } = this.#store.facts;
    setTimeout(() => {
      this.#readIfPoor();
      this.#plan();
    }, models.length === 0 ? soon : later);
  }

  #readIfPoor() {
    const { models = [], link } = this.#store.facts;
    if (link === "live" && !document.hidden && models.every((model) => isDemo(model.provider))) this.read();
  }
}
