import { make, setText, show, withCode } from "../lib/dom.js";
import { adviceOn } from "../text/failures.js";
import { canContinue } from "../text/words.js";

const labels = { regenerate: "Try again", continue: "Continue", "change-model": "Choose another model" };

/**
 * What stands below the sentence that says why an answer failed: advice, the provider's own words, the ways out.
 * `update(message, { isOpen, hasQuestion, hasOtherModels })`; its buttons are the message's actions.
 */
export class FailureCard extends HTMLElement {
  #shown = "";

  update(message, may) {
    const isFailed = message.status === "error";
    show(this, isFailed);
    if (!isFailed) return;
    const { words, ways, edit } = adviceOn(message);
    this.#showAdvice(words);
    const provider = message.error?.provider_message ?? "";
    setText(this.#part("provider-label"), provider && "In the provider’s own words");
    setText(this.#part("provider-words"), provider);
    show(this.#part("provider-said"), provider);
    this.#showWays(may.isOpen ? ways.filter((way) => isPossible(way, message, may)) : [], edit);
  }

  #showAdvice(words) {
    const advice = this.#part("failure-advice");
    if (advice.textContent !== words.replaceAll("`", "")) advice.replaceChildren(...withCode(words));
    show(advice, words);
  }

  // Buttons that are right already stay, and keep their focus.
  #showWays(ways, edit) {
    const buttons = this.#part("failure-ways");
    if (ways.join() !== this.#shown) {
      buttons.replaceChildren(...ways.map((way) => button(way, labels[way] ?? edit)));
    }
    this.#shown = ways.join();
    show(buttons, ways.length > 0);
  }

  #part(name) {
    return this.querySelector(`.${name}`);
  }
}

function isPossible(way, message, { hasQuestion, hasOtherModels }) {
  if (way === "continue") return canContinue(message);
  if (way === "edit-question") return hasQuestion;
  return way !== "change-model" || hasOtherModels;
}

function button(action, label) {
  const element = make("button", { type: "button", className: "plain-button" }, label);
  element.dataset.action = action;
  return element;
}
