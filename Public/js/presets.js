import * as api from "./api.js";
import { requestWords } from "./text/words.js";

/** What a new conversation may begin with: a model, a system prompt and parameters under a name. */
export class Presets {
  #store;
  #isRead = false;

  constructor(store) {
    this.#store = store;
    store.set({ presets: [], chosenPreset: null });
  }

  /** Read where they can be used: where a conversation is new. */
  changed() {
    const { state, facts } = this.#store;
    if (this.#isRead || state.conversationId !== null || facts.link !== "live") return;
    this.#isRead = true;
    this.read();
  }

  /** Gives the words for what went wrong, or none. */
  read() {
    return this.#try(async () => this.#set((await api.presets()).presets));
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

  remove(id) {
    return this.#try(async () => {
      await api.deletePreset(id);
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
