// Small choices of a person, kept in this browser: where the model is not asked, whether to be notified.

const mostPlaces = 200;

/** `storage` may be null or full: then a choice lives as long as its page. */
export class Choices {
  #storage;
  #key;
  #held;

  constructor(storage, personId) {
    this.#storage = storage;
    this.#key = `parley.choices.${personId}`;
    this.#held = this.#read();
  }

  asks(conversationId) {
    return !this.#held.silent.includes(conversationId);
  }

  /** The oldest choices are forgotten when there are too many. */
  setAsks(conversationId, asks) {
    const others = this.#held.silent.filter((id) => id !== conversationId);
    this.#write({ ...this.#held, silent: asks ? others : [...others, conversationId].slice(-mostPlaces) });
  }

  get notifies() {
    return this.#held.notifies;
  }

  set notifies(isOn) {
    this.#write({ ...this.#held, notifies: isOn });
  }

  #read() {
    try {
      const { silent, notifies } = JSON.parse(this.#storage.getItem(this.#key)) ?? {};
      return { silent: Array.isArray(silent) ? silent.filter((id) => typeof id === "string") : [], notifies: notifies === true };
    } catch {
      return { silent: [], notifies: false };
    }
  }

  #write(held) {
    this.#held = held;
    try {
      this.#storage.setItem(this.#key, JSON.stringify(held));
    } catch {}
  }
}
