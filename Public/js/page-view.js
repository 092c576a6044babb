import { isNarrow, setText, show } from "./lib/dom.js";
import { runningMessage } from "./chat-state.js";
import { findModel, isDemo, shortModel } from "./text/names.js";

/** The parts of the page, and how each is brought up to date from the state and the facts around it. */
export class PageView {
  #body;
  #linkTimer;

  constructor(body) {
    this.#body = body;
    this.timeline = this.#find("chat-timeline");
    this.composer = this.#find("chat-composer");
    this.sidebar = this.#find("chat-sidebar");
    this.search = this.#find("chat-search");
    this.header = this.#find("chat-header");
    this.menu = this.#find("conversation-menu");
    this.dialog = this.#find("auto-dialog");
    this.contextDialog = this.#find("context-dialog");
    this.modelPicker = this.#find("model-picker");
    this.status = this.#find("#status");
  }

  onJump(action) {
    this.#find(".jump-button").addEventListener("click", action);
  }

  onSignOut(action) {
    this.#find(".sign-out").addEventListener("click", action);
  }

  update(state, facts) {
    const model = this.#modelOf(state, facts);
    const modelName = shortModel(model?.id);
    this.header.update(state);
    this.timeline.update(state, facts);
    this.composer.update(state, { ...facts, modelName });
    this.modelPicker.update(facts.models, model);
    this.#find("context-gauge").update(state.conversationId ? facts.context : null);
    this.sidebar.update(facts.list, state.conversationId, runningIds(state), new Date().toDateString());
    this.#updateLink(facts);
    this.#updateHint(state);
    this.#updateWelcome(state, facts, model);
    show(this.#find(".jump-button"), facts.isFar);
    document.title = titleOf(state, document.title);
  }

  /** Where a title is edited: in the list if the menu was opened there, else in the heading. */
  titleBeside(id, opener) {
    return (opener.closest("chat-sidebar") && this.sidebar.titleElement(id)) || this.header.titleElement;
  }

  forgetSearchOnPhone() {
    if (isNarrow()) this.search.clear();
  }

  /** Calls `action` after what has changed is on the page. */
  afterPaint(action) {
    requestAnimationFrame(() => requestAnimationFrame(action));
  }

  #modelOf({ conversation }, { models, chosenModel }) {
    if (conversation?.model) {
      const { model, provider } = conversation;
      return findModel(models, model, provider) ?? { id: model, provider: "", isMissing: true };
    }
    return models.find((one) => one.id === chosenModel) ?? models[0] ?? null;
  }

  // A short break is not worth a word; one that lasts two seconds is.
  #updateLink({ link, lostAt }) {
    const line = this.#find(".link-line");
    clearTimeout(this.#linkTimer);
    if (link === "live" || link === "signed-out") return show(line, false);
    if (!lostAt) return;
    const left = lostAt + 2000 - Date.now();
    if (left <= 0) show(line, true);
    else this.#linkTimer = setTimeout(() => show(line, true), left);
  }

  #updateHint(state) {
    const others = state.people.filter((one) => one.id !== state.myId);
    const names = others.map((one) => one.name).join(", ");
    const reading = names && `${names} ${others.length === 1 ? "is" : "are"} reading along`;
    const keys = runningMessage(state) ? "Esc stops the answer" : "Enter sends · Shift+Enter for a new line";
    setText(this.#find(".hint-people"), reading ? `${reading} · ` : "");
    setText(this.#find(".hint-keys"), keys);
  }

  #updateWelcome(state, facts, model) {
    const welcome = this.#find(".welcome");
    if (welcome.hidden) return;
    const isGone = state.isGone;
    const isFirst = facts.list.isLoaded && facts.list.conversations.length === 0;
    const { title, text } = isGone ? goneWords : welcomeWords(facts, model, isFirst, this.#body.dataset.personName);
    setText(welcome.querySelector(".welcome-title"), title);
    setText(welcome.querySelector(".welcome-text"), text);
    show(welcome.querySelector(".welcome-connect"), !isGone && facts.areModelsLoaded && (!model || isDemo(model.provider)));
  }

  #find(selector) {
    return this.#body.querySelector(selector);
  }
}

const goneWords = { title: "This conversation is gone", text: "It was deleted, or you can no longer read it." };

function welcomeWords(facts, model, isFirst, person) {
  const title = isFirst ? `Welcome, ${person.split(" ")[0]}` : "New conversation";
  if (!facts.areModelsLoaded) return { title, text: "" };
  if (!model) return { title, text: "No model is connected yet, so nobody would answer." };
  if (isDemo(model.provider)) return { title, text: "The demo model answers, so that you can look around. It is a small program on this server, not a language model." };
  const where = `${shortModel(model.id)} on ${model.provider} answers.`;
  return { title, text: `${where} What you write is kept on this server and read by that model only.` };
}

function runningIds(state) {
  return new Set(runningMessage(state) ? [state.conversationId] : []);
}

function titleOf({ conversation, conversationId }, now) {
  if (conversation?.title) return `${conversation.title} – Parley`;
  return conversationId ? now : "Parley";
}
