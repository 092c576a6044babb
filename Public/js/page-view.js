import { asksModel, isShared, isTeamOpen, mayWrite } from "./access.js";
import { runningMessage } from "./chat-state.js";
import { isNarrow, setSentence, setText, show } from "./lib/dom.js";
import { unreadCount } from "./sidebar-list.js";
import { findModel, isDemo, shortModel } from "./text/names.js";
import { readingWords, typingWords } from "./text/people-words.js";

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
    this.shareDialog = this.#find("share-dialog");
    this.presetDialog = this.#find("preset-dialog");
    this.notifySwitch = this.#find("notify-switch");
    this.modelPicker = this.#find("model-picker");
    this.status = this.#find("#status");
  }

  onJump(action) {
    this.#find(".jump-button").addEventListener("click", action);
  }

  onSignOut(action) {
    this.#find(".sign-out").addEventListener("click", action);
  }

  update(state, plainFacts) {
    const model = this.#modelOf(state, plainFacts);
    const facts = { ...plainFacts, ...this.#around(state, plainFacts, model) };
    this.header.update(state, facts);
    this.timeline.update(state, facts);
    this.composer.update(state, facts);
    this.modelPicker.update(facts.models, model);
    this.#find("context-gauge").update(state.conversationId ? facts.context : null);
    this.shareDialog.update(state, facts);
    this.presetDialog.update(facts.presets);
    this.notifySwitch.update(facts.notifies);
    this.#updateSidebar(state, facts);
    this.#updateLink(facts);
    this.#updateHint(state, facts);
    this.#updateWelcome(state, facts, model);
    show(this.#find(".jump-button"), facts.isFar);
    document.title = titleOf(state, unreadCount(facts.list, readId(state)), document.title);
  }

  /** Where a title is edited: in the entry whose menu was opened, in whichever list it stands, else in the heading. */
  titleBeside(opener) {
    return opener.closest(".sidebar-item")?.querySelector(".sidebar-link") ?? this.header.titleElement;
  }

  /** What had the focus is gone: one goes on writing, or, where one may not or a keyboard would come up, with who is here. */
  writeOn() {
    this.composer.focusText();
    if (document.activeElement === document.body) this.header.focusPeople();
  }

  forgetSearchOnPhone() {
    if (isNarrow()) this.search.clear();
  }

  /** Calls `action` after what has changed is on the page. */
  afterPaint(action) {
    requestAnimationFrame(() => requestAnimationFrame(action));
  }

  #modelOf({ conversation }, { models, chosenModel, defaultModel }) {
    if (conversation?.model) {
      const { model, provider } = conversation;
      return findModel(models, model, provider) ?? { id: model, provider: "", isMissing: true };
    }
    return models.find((one) => one.id === chosenModel) ?? models.find((one) => one.id === defaultModel) ?? models[0] ?? null;
  }

  /** What follows from the state for more than one part of the page. */
  #around(state, facts, model) {
    const { personId, personRole: role } = this.#body.dataset;
    const isHere = facts.people?.conversationId === state.conversationId;
    const besidesMe = (people) => (people ?? []).filter((one) => one.id !== personId);
    const others = isHere ? besidesMe(facts.people.people) : [];
    return {
      role,
      modelName: shortModel(model?.id),
      isReader: !mayWrite(state, { role }),
      asksModel: asksModel(state, facts),
      otherNames: isShared(state.conversation) ? others.map((one) => one.name) : [],
      nameable: isTeamOpen(state.conversation) && facts.everybody ? besidesMe(facts.everybody) : others,
    };
  }

  #updateSidebar(state, { list, teamList }) {
    const openId = state.conversationId;
    const isRunning = runningMessage(state) !== null;
    this.sidebar.update({ list, openId, isReading: readId(state) !== null, isRunning, day: new Date().toDateString() });
    this.#find("team-group").update(teamList, openId);
  }

  // A short break is not worth a word; one that lasts two seconds is.
  #updateLink({ link, lostAt }) {
    const line = this.#find(".link-line");
    clearTimeout(this.#linkTimer);
    if (["live", "watching", "signed-out"].includes(link)) return show(line, false);
    if (!lostAt) return;
    const left = lostAt + 2000 - Date.now();
    if (left <= 0) show(line, true);
    else this.#linkTimer = setTimeout(() => show(line, true), left);
  }

  #updateHint(state, { typers, isReader }) {
    const others = state.people.filter((one) => one.id !== state.myId);
    const words = typers.length > 0 ? typingWords(typers) : readingWords(others);
    setSentence(this.#find(".hint-people"), words);
    setText(this.#find(".hint-keys"), isReader ? "" : keyWords(state));
  }

  #updateWelcome(state, facts, model) {
    const welcome = this.#find(".welcome");
    if (welcome.hidden) return;
    const isGone = state.isGone;
    const isFirst = facts.list.isLoaded && facts.list.conversations.length === 0;
    const { title, text } = isGone ? goneWords : facts.isReader ? emptyWords : welcomeWords(facts, model, isFirst, this.#body.dataset.personName);
    setText(welcome.querySelector(".welcome-title"), title);
    setText(welcome.querySelector(".welcome-text"), text);
    this.#find("preset-picker").update(isGone || facts.isReader || state.conversationId !== null ? [] : facts.presets, facts.chosenPreset);
    show(welcome.querySelector(".welcome-connect"), !isGone && !facts.isReader && facts.areModelsLoaded && (!model || isDemo(model.provider)));
  }

  #find(selector) {
    return this.#body.querySelector(selector);
  }
}

const emptyWords = { title: "Nothing to read yet", text: "What is shared with you or open to the team stands in the list." };
const goneWords = { title: "This conversation is gone", text: "It was deleted, or you can no longer read it." };

function welcomeWords(facts, model, isFirst, person) {
  const title = isFirst ? `Welcome, ${person.split(" ")[0]}` : "New conversation";
  if (!facts.areModelsLoaded) return { title, text: "" };
  if (!model) return { title, text: "No model is connected yet, so nobody would answer." };
  if (isDemo(model.provider)) return { title, text: "The demo model answers, so that you can look around. It is a small program on this server, not a language model." };
  const where = `${shortModel(model.id)} on ${model.provider} answers.`;
  return { title, text: `${where} What you write is kept on this server and read by that model only.` };
}

function keyWords(state) {
  if (!runningMessage(state)) return "Enter sends · Shift+Enter for a new line";
  return isShared(state.conversation) ? "Esc stops the answer for everyone" : "Esc stops the answer";
}

/** The conversation that is before somebody's eyes. */
function readId({ conversationId }) {
  return document.hidden ? null : conversationId;
}

function titleOf({ conversation, conversationId }, unread, now) {
  const mark = unread > 0 ? `(${unread}) ` : "";
  if (conversation?.title) return `${mark}${conversation.title} – Parley`;
  return mark + (conversationId ? now.replace(/^\(\d+\) /, "") : "Parley");
}
