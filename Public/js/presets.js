import * as api from "./api.js";
import { requestWords } from "./text/words.js";

const freshFor = 60_000;
const askAgainAfter = 5000;

/** What a new conversation may begin with: a model, a system prompt and parameters under a name. */
export class Presets {
  #store;
  #askedAt = 0;
  #lasts = 0;

  constructor(store) {
    this.#store = store;
    store.set({ presets: [], chosenPreset: null });
  }

  /** Read where they can be used: where a conversation is new. */
  changed() {
    const { state, facts } = this.#store;
    if (Date.now() - this.#askedAt < this.#lasts || state.conversationId !== null || facts.link !== "live") return;
    this.read();
  }

  /** Gives the words for what went wrong, or none; then it is tried again in a moment, where they are wanted still. */
  async read() {
    this.#askedAt = Date.now();
    this.#lasts = freshFor;
    const fault = await this.#try(async () => this.#set((await api.presets()).presets));
    if (fault) {
      this.#lasts = askAgainAfter;
      setTimeout(() => this.changed(), askAgainAfter);
    }
    return fault;
  }

  get chosen() {
    const { presets, chosenPreset } = this.#store.facts;
    return presets.find((one) => one.id === chosenPreset) ?? null;
  }

  /** The same again takes it back. */
  choose(preset) {
    const isBack = preset.id === this.#store.facts.chosenPreset;
    this.#store.set({ chosenPreset: isBack ? null : preset.id, ...(preset.model && !isBack && { chosenModel: preset.model }) });
  }

  save(values) {
    return this.#try(async () => {
      const preset = await api.createPreset(values);
      this.#set([...this.#store.facts.presets, preset]);
    });
  }

  /** One that somebody else has removed before is as good as removed. */
  remove(id) {
    return this.#try(async () => {
      await api.deletePreset(id).catch(unlessGone);
      this.#set(this.#store.facts.presets.filter((one) => one.id !== id));
    });
  }

  #set(presets) {
    this.#store.set({ presets: Array.isArray(presets) ? presets : [] });
  }

  async #try(action) {
    try {
      await action();
      return "";
    } catch (error) {
      return requestWords(error);
    }
  }
}

function unlessGone(error) {
  if (error.status !== 404) throw error;
}
