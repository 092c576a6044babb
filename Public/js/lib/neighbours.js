// A browser has six connections for a host, over all its tabs. Where many hold a line, those out of sight give theirs back.

const many = 4;

/** `opened()` when this tab has got a line, `closed()` when it has none; `giveBack()` is called where there are many. */
export class Neighbours {
  #id = Math.random();
  #channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("parley.lines") : null;
  #isOpen = false;
  #others = new Set();
  #giveBack;

  constructor(giveBack) {
    this.#giveBack = giveBack;
    if (this.#channel) this.#channel.onmessage = ({ data }) => this.#heard(data);
  }

  opened() {
    this.#isOpen = true;
    this.#others.clear();
    this.#say("who");
  }

  closed() {
    this.#isOpen = false;
  }

  #heard({ word, from, to }) {
    if (word === "who" && this.#isOpen) this.#say("me", from);
    if (word === "me" && to === this.#id) this.#count(from);
    if (word === "many") this.#giveBack();
  }

  #count(other) {
    this.#others.add(other);
    if (this.#others.size + 1 < many) return;
    this.#say("many");
    this.#giveBack();
  }

  #say(word, to = null) {
    this.#channel?.postMessage({ word, from: this.#id, to });
  }
}
