// Small choices of a person, kept in this browser: where the model is not asked, whether to be notified.

const mostPlaces = 200;

/**
 * All tabs of a browser share them, so each is read when it is asked for. `storage` may be null or full: then a choice
 * lives as long as its page.
 */
export class Choices {
  #storage;
  #key;
  #held = { silent: [], notifies: false };
  #isKept = true;

  constructor(storage, personId) {
    this.#storage = storage;
    this.#key = `parley.choices.${personId}`;
  }

  /** Calls `action` when another tab has chosen. */
  onChange(action) {
    addEventListener("storage", ({ key }) => (key === null || key === this.#key) && action());
  }

  asks(conversationId) {
    return !this.#read().silent.includes(conversationId);
  }

  /** The oldest choices are forgotten when there are too many. */
  setAsks(conversationId, asks) {
    const held = this.#read();
    const others = held.silent.filter((id) => id !== conversationId);
    this.#write({ ...held, silent: asks ? others : [...others, conversationId].slice(-mostPlaces) });
  }

  get notifies() {
    return this.#read().notifies;
  }

  set notifies(isOn) {
    this.#write({ ...this.#read(), notifies: isOn });
  }

  #read() {
    if (!this.#isKept) return this.#held;
    try {
      const { silent, notifies } = JSON.parse(this.#storage.getItem(this.#key)) ?? {};
      return { silent: Array.isArray(silent) ? silent.filter((id) => typeof id === "string") : [], notifies: notifies === true };
    } catch {
      return this.#held;
    }
  }

  #write(held) {
    this.#held = held;
    try {
      this.#storage.setItem(this.#key, JSON.stringify(held));
      this.#isKept = true;
    } catch {
      this.#isKept = false;
    }
  }
}
