import { setAttribute, setText, show } from "../lib/dom.js";
import { count, short } from "../text/words.js";

const nearlyFull = 0.85;

/** How full the model's window is. `<context-gauge>` with `.gauge-bar`, `.gauge-fill`, `.gauge-text`. */
export class ContextGauge extends HTMLElement {
  update(context) {
    const { window: size, budget, estimated_tokens: used } = context ?? {};
    show(this, size > 0 && used >= 0);
    if (this.hidden) return;
    const part = Math.min(1, used / size);
    const isFull = used >= (budget ?? size) * nearlyFull;
    const words = `${short(used)} of ${short(size)} tokens`;
    this.querySelector(".gauge-fill").style.inlineSize = `${(part * 100).toFixed(1)}%`;
    setText(this.querySelector(".gauge-text"), isFull ? `nearly full · ${words}` : words);
    setAttribute(this, "data-full", isFull ? "" : null);
    setAttribute(this, "title", `About ${count(used)} of the ${count(size)} tokens this model reads at once. When they are used up, the oldest messages are kept but no longer sent.`);
    this.#describe(used, size, words);
  }

  #describe(used, size, words) {
    const bar = this.querySelector(".gauge-bar");
    setAttribute(bar, "aria-valuemax", size);
    setAttribute(bar, "aria-valuenow", Math.min(used, size));
    setAttribute(bar, "aria-valuetext", words);
  }
}
