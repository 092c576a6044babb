import { DraftKeeper } from "./draft-keeper.js";
import { Outbox } from "./outbox.js";
import { requestWords } from "./text/words.js";

/** What a person writes, and what becomes of it: it is kept as a draft, sent, and given back where that was refused. */
export class Writing {
  #store;
  #view;
  #drafts;
  #team;
  #context;
  #conversation;
  #list;
  #hooks;
  #keeper;
  #outbox;

  /** `hooks`: `notice(text, isWhileAnswering)`, `begun(conversationId)` where a new conversation has an address now. */
  constructor({ store, view, drafts, team, context, conversation, list, hooks }) {
    this.#store = store;
    this.#view = view;
    this.#drafts = drafts;
    this.#team = team;
    this.#context = context;
    this.#conversation = conversation;
    this.#list = list;
    this.#hooks = hooks;
    this.#keeper = new DraftKeeper(store, drafts, view.composer);
    this.#outbox = new Outbox(store, drafts, {
      begun: (stored) => this.#begun(stored),
      sent: (id, answer) => this.#sent(id, answer),
      refused: (item, words, error) => this.#refused(item, words, error),
    });
  }

  /** What people do with it. */
  get actions() {
    return {
      "post-message": ({ content, edit }) => this.#post(content, edit),
      "refuse": ({ code }) => this.#hooks.notice(this.#refusalWords({ code }), code === "generation_in_progress"),
      "write": ({ text }) => this.#written(text),
      "regenerate": ({ message }) => this.#answerAgain(() => this.#conversation.regenerate(message)),
      "continue": ({ message }) => this.#answerAgain(() => this.#conversation.goOn(message)),
      "edit-question": ({ message }) => this.#editQuestion(message),
      "retry-send": ({ message }) => this.#outbox.retry(message.id),
      "discard-send": ({ message }) => this.#takeBack(message),
    };
  }

  /** Shows what was written for the conversation that is open now. */
  arrived() {
    this.#keeper.show();
    this.#outbox.restore();
    this.#context.written(this.#view.composer.text, this.#view.composer.editing);
  }

  keep() {
    this.#keeper.keep();
  }

  /** Puts a text that came back where it was written: `{ conversationId, content, edit }`. */
  giveBack(item) {
    this.#keeper.giveBack(item);
    if (item.conversationId !== this.#store.state.conversationId) return;
    this.#written(this.#view.composer.text);
    this.#view.composer.focusText();
  }

  #post(content, edit) {
    const { chosenModel, defaultModel, models } = this.#store.facts;
    this.#store.set({ notice: null });
    this.#view.timeline.toEnd();
    this.#outbox.send(content, { model: chosenModel ?? defaultModel ?? models[0]?.id, edit, ...this.#team.sendValues });
  }

  #refusalWords({ code }) {
    return code === "generation_in_progress" ? this.#team.busyWords : requestWords({ code });
  }

  #written(text) {
    this.#keeper.written();
    this.#team.written(text);
    this.#context.written(text, this.#view.composer.editing);
    if (this.#store.facts.notice && !this.#store.facts.notice.link) this.#store.set({ notice: null });
  }

  #answerAgain(action) {
    this.#store.set({ notice: null });
    this.#view.timeline.toEnd();
    action();
  }

  #editQuestion(answer) {
    const question = this.#store.state.messages.find((one) => one.id === answer.parent_id);
    if (!question) return;
    this.#view.composer.edit({ parentId: question.parent_id ?? null, original: question.content });
    this.#written(this.#view.composer.text);
  }

  #takeBack(message) {
    const item = this.#outbox.discard(message.id);
    const { conversationId } = this.#store.state;
    this.giveBack({ content: message.content, ...item, conversationId });
  }

  #begun(stored) {
    if (this.#store.state.conversationId !== null) return;
    this.#store.apply({ name: "adopted", data: stored });
    this.#drafts.keepText(null, "");
    this.#hooks.begun(stored.id);
  }

  #sent(id, answer) {
    if (answer.queued) this.#store.set({ whenBusy: "queue" });
    if (id === this.#store.state.conversationId) this.#list.hinted();
  }

  #refused(item, words, error) {
    this.#keeper.giveBack(item);
    const isBusy = error.code === "generation_in_progress";
    if (isBusy) this.#store.set({ whenBusy: "refuse" });
    const isOpen = item.conversationId === this.#store.state.conversationId;
    if (isOpen && error.status !== 401) this.#hooks.notice(isBusy ? this.#team.busyWords : words, isBusy);
  }
}
