import { setAttribute, setText, show } from "../lib/dom.js";
import { gaugeHint, gaugeWords } from "../text/context-words.js";

const nearlyFull = 0.85;

/** How full the model's window is. `<context-gauge>` with `.gauge-bar`, `.gauge-fill` and the parts of `.gauge-text`. */
export class ContextGauge extends HTMLElement {
  update(context) {
    const { window: size, budget, estimated_tokens: used } = context ?? {};
    show(this, size > 0 && used >= 0);
    if (this.hidden) return;
    const part = Math.min(1, used / size);
    const isFull = used >= (budget ?? size) * nearlyFull;
    const { amount, counting } = gaugeWords(context);
    this.querySelector(".gauge-fill").style.inlineSize = `${(part * 100).toFixed(1)}%`;
    show(this.querySelector(".gauge-full"), isFull);
    setText(this.querySelector(".gauge-amount"), amount);
    setText(this.querySelector(".gauge-counting"), counting);
    setAttribute(this, "data-full", isFull ? "" : null);
    setAttribute(this, "title", gaugeHint(context));
    this.#describe(used, size, [`${amount} tokens`, counting].filter(Boolean).join(", "));
  }

  #describe(used, size, words) {
    const bar = this.querySelector(".gauge-bar");
    setAttribute(bar, "aria-valuemax", size);
    setAttribute(bar, "aria-valuenow", Math.min(used, size));
    setAttribute(bar, "aria-valuetext", words);
  }
}
