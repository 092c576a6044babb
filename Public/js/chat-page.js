import { session } from "./api.js";
import { Announcer } from "./announcer.js";
import { isOffBranch, runningMessage } from "./chat-state.js";
import { ChatStore } from "./chat-store.js";
import { ContextReader } from "./context-reader.js";
import { ConversationActions } from "./conversation-actions.js";
import { ConversationList } from "./conversation-list.js";
import { DraftKeeper } from "./draft-keeper.js";
import { Feed } from "./feed.js";
import { Choices } from "./lib/choices.js";
import { browserStorage, Drafts } from "./lib/drafts.js";
import { debounce } from "./lib/timing.js";
import { ListActions } from "./list-actions.js";
import { ModelList } from "./model-list.js";
import { Outbox } from "./outbox.js";
import { PageView } from "./page-view.js";
import { Router } from "./router.js";
import { SidebarDrawer } from "./sidebar-drawer.js";
import { Team } from "./team.js";
import { speakerName } from "./text/names.js";
import { requestWords } from "./text/words.js";

/** The controller: what people do comes up as events and becomes actions; what the stream brings goes into the store. */
export class ChatPage {
  #view;
  #store;
  #drafts;
  #router = new Router();
  #feed = new Feed();
  #list;
  #models;
  #context;
  #actions;
  #outbox;
  #announcer;
  #drawer;
  #keeper;
  #listActions;
  #team;
  #wanted = null;
  #hasArrived = false;
  #isReadingAgain = false;
  // What is on its way may still put it right.
  #checkBranch = debounce(() => isOffBranch(this.#store.state) && this.#readAgain(), 1000);

  constructor(body) {
    const { personId, personName, personRole, whenBusy } = body.dataset;
    this.#view = new PageView(body);
    this.#store = new ChatStore({ id: personId, name: personName, role: personRole }, this.#router.place.conversationId);
    this.#drafts = new Drafts(browserStorage(), personId);
    this.#list = new ConversationList(this.#store);
    this.#models = new ModelList(this.#store);
    this.#context = new ContextReader(this.#store);
    this.#announcer = new Announcer(this.#view.status);
    this.#drawer = new SidebarDrawer(body);
    this.#actions = new ConversationActions(this.#store, this.#view.dialog, (text) => this.#announcer.say(text));
    this.#keeper = new DraftKeeper(this.#store, this.#drafts, this.#view.composer);
    this.#outbox = new Outbox(this.#store, this.#drafts, {
      begun: (conversation) => this.#begun(conversation),
      sent: (id, answer) => this.#sent(id, answer),
      refused: (item, words, error) => this.#refused(item, words, error),
    });
    this.#team = this.#makeTeam(new Choices(browserStorage(), personId));
    this.#listActions = new ListActions({
      store: this.#store, lists: [this.#list, this.#team], actions: this.#actions, view: this.#view, drafts: this.#drafts,
      announce: (text) => this.#announcer.say(text),
      left: () => this.#leaveDeleted(),
    });
    this.#store.set({ whenBusy: whenBusy || null });
  }

  #makeTeam(choices) {
    return new Team({
      store: this.#store, view: this.#view, list: this.#list, choices,
      hooks: {
        say: (text) => this.#announcer.say(text),
        notice: (text) => this.#notice(text),
        go: (id) => this.#router.go(`/c/${id}`),
        left: (id) => this.#leftConversation(id),
        giveBack: (item) => this.#giveBack(item),
        watch: (isWatchful) => this.#feed.watch(isWatchful),
      },
    });
  }

  start() {
    this.#listenToPeople();
    this.#listenToServer();
    this.#store.set({ link: "connecting", models: [], now: () => this.#feed.now });
    this.#feed.start();
    this.#router.start();
    this.#arrive(this.#router.place);
  }

  // What people do

  #listenToPeople() {
    const actions = {
      "post-message": ({ content, edit }) => this.#post(content, edit),
      "refuse": ({ code }) => this.#notice(this.#refusalWords({ code }), code === "generation_in_progress"),
      "write": ({ text }) => this.#written(text),
      "stop-reply": () => this.#actions.stop(),
      "regenerate": ({ message }) => this.#answerAgain(() => this.#actions.regenerate(message)),
      "continue": ({ message }) => this.#answerAgain(() => this.#actions.goOn(message)),
      "edit-question": ({ message }) => this.#editQuestion(message),
      "change-model": () => this.#view.modelPicker.open(),
      "show-context": ({ message }) => this.#view.contextDialog.open(message, (id) => this.#nameOf(id)),
      "show-message": ({ id }) => this.#goTo(id),
      "save-summary": async ({ content, answered }) => answered(await this.#actions.saveSummary(content)),
      "remove-summary": ({ answered }) => this.#removeSummary(answered),
      "retry-send": ({ message }) => this.#outbox.retry(message.id),
      "discard-send": ({ message }) => this.#takeBack(message),
      "choose-model": ({ id }) => this.#actions.chooseModel(id),
      "refresh-models": () => this.#models.refresh(),
      "load-older": () => this.#actions.readOlder(),
      "far-from-end": ({ isFar }) => this.#store.set({ isFar }),
      "trim": ({ keep }) => this.#store.apply({ name: "trimmed", data: { keep } }),
      "more-conversations": () => this.#list.readMore(),
      "open-menu": ({ conversation, opener }) => this.#openMenu(conversation, opener),
      "rename-conversation": (detail) => this.#listActions.rename(detail),
      "pin-conversation": (detail) => this.#listActions.pin(detail),
      "summarize-conversation": (detail) => this.#listActions.summarize(detail),
      "delete-conversation": (detail) => this.#listActions.delete(detail),
      "open-sidebar": () => this.#drawer.open(),
      "write-on": () => this.#view.writeOn(),
      "announce": ({ text }) => this.#announcer.say(text),
      ...this.#team.actions,
    };
    for (const [name, action] of Object.entries(actions)) document.addEventListener(name, (event) => action(event.detail));
    this.#view.onJump(() => this.#view.timeline.toEnd());
    this.#view.onSignOut(() => this.#signOut());
    document.addEventListener("keydown", (event) => this.#shortcut(event));
  }

  #shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (key === "k" && !event.shiftKey) this.#search(event);
    if (key === "o" && event.shiftKey) this.#startNew(event);
  }

  #search(event) {
    event.preventDefault();
    this.#drawer.open();
    this.#view.search.focusText();
  }

  #startNew(event) {
    event.preventDefault();
    this.#router.go("/");
  }

  #post(content, edit) {
    const { chosenModel, defaultModel, models } = this.#store.facts;
    this.#store.set({ notice: null });
    this.#view.timeline.toEnd();
    this.#outbox.send(content, { model: chosenModel ?? defaultModel ?? models[0]?.id, edit, ...this.#team.sendValues });
  }

  #openMenu(conversation, opener) {
    this.#view.menu.open(conversation, opener, { isOpen: conversation.id === this.#store.state.conversationId, person: this.#store.person });
  }

  #giveBack(item) {
    this.#keeper.giveBack(item);
    if (item.conversationId !== this.#store.state.conversationId) return;
    this.#written(this.#view.composer.text);
    this.#view.composer.focusText();
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

  async #removeSummary(answered) {
    const fault = await this.#actions.removeSummary();
    answered(fault);
    // The note, and with it what had the focus, goes.
    if (fault === "") this.#view.afterPaint(() => this.#view.composer.focusText());
  }

  #takeBack(message) {
    const item = this.#outbox.discard(message.id);
    const { conversationId } = this.#store.state;
    this.#giveBack({ content: message.content, ...item, conversationId });
  }

  #written(text) {
    this.#keeper.written();
    this.#team.written(text);
    this.#context.written(text, this.#view.composer.editing);
    if (this.#store.facts.notice && !this.#store.facts.notice.link) this.#store.set({ notice: null });
  }

  #leaveDeleted() {
    this.#announcer.say("conversation deleted");
    this.#view.composer.text = "";
    history.replaceState(null, "", "/");
    this.#arrive(this.#router.place);
  }

  #leftConversation(id) {
    this.#announcer.say("you left the conversation");
    this.#list.remove(id);
    this.#store.forget(id);
    if (id === this.#store.state.conversationId) this.#router.go("/");
  }

  async #signOut() {
    this.#keeper.keep();
    await this.#actions.signOut();
  }

  // Where the page is

  #arrive({ conversationId, messageId }) {
    this.#keepLastDraft();
    const { state } = this.#store;
    if (conversationId !== state.conversationId || state.isGone) this.#store.open(conversationId);
    this.#wanted = messageId;
    this.#team.arrived();
    this.#keeper.show();
    this.#outbox.restore();
    this.#feed.open(conversationId, () => this.#store.state.revision);
    this.#drawer.close();
    this.#view.forgetSearchOnPhone();
    this.#context.written(this.#view.composer.text, this.#view.composer.editing);
    if (!messageId) this.#view.composer.focusText();
    if (messageId && this.#store.state.isLoaded) this.#showWanted();
  }

  #keepLastDraft() {
    if (this.#hasArrived) this.#keeper.keep();
    this.#hasArrived = true;
  }

  async #showWanted() {
    const messageId = this.#wanted;
    this.#wanted = null;
    history.replaceState(null, "", location.pathname);
    this.#store.set({ isSeeking: true });
    const isThere = await this.#actions.readTo(messageId);
    this.#view.afterPaint(() => {
      this.#store.set({ isSeeking: false });
      if (!isThere || !this.#view.timeline.showMessage(messageId)) {
        this.#notice("That message is not part of this conversation as it now runs.");
      }
    });
  }

  async #goTo(messageId) {
    this.#wanted = messageId;
    await this.#showWanted();
    this.#view.afterPaint(() => this.#view.timeline.focusMessage(messageId));
  }

  #nameOf(messageId) {
    const message = this.#store.state.messages.find((one) => one.id === messageId);
    return message && speakerName(message);
  }

  #begun(conversation) {
    if (this.#store.state.conversationId !== null) return;
    this.#store.apply({ name: "adopted", data: conversation });
    this.#drafts.keepText(null, "");
    this.#router.adopt(conversation.id);
    this.#feed.open(conversation.id, () => this.#store.state.revision);
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
    if (isOpen && error.status !== 401) this.#notice(isBusy ? this.#team.busyWords : words, isBusy);
  }

  #refusalWords({ code }) {
    return code === "generation_in_progress" ? this.#team.busyWords : requestWords({ code });
  }

  #notice(text, isWhileAnswering = false) {
    this.#store.set({ notice: { text, isWhileAnswering } });
  }

  // What the server says

  #listenToServer() {
    this.#feed.addEventListener("event", ({ detail }) => this.#heard(detail));
    this.#feed.addEventListener("link", ({ detail }) => this.#linkChanged(detail));
    this.#router.addEventListener("go", ({ detail }) => this.#arrive(detail));
    session.addEventListener("signed-out", () => this.#signedOut());
    this.#store.addEventListener("change", () => this.#changed());
  }

  #heard(event) {
    // Of the open conversation the list is told nothing; while nobody looks, what comes there is new all the same.
    if (event.name === "message" && document.hidden) this.#list.hinted();
    // A conversation without a revision is a hint for the sidebar; with one it is the open conversation.
    if (event.name === "conversation") this.#hinted(event.data);
    if (event.data.deleted_at && event.data.id === this.#store.state.conversationId) return this.#gone();
    if (event.name === "conversation" && !event.id) return;
    this.#store.apply(event);
  }

  #hinted(data) {
    this.#list.hinted(data);
    this.#team.hinted();
  }

  #linkChanged(link) {
    const before = this.#store.facts.link;
    this.#store.set({ link, lostAt: link === "lost" ? this.#store.facts.lostAt ?? Date.now() : null });
    if (link === "gone") this.#gone();
    if (link === "watching") this.#list.hinted();
    if (link === "live" && before !== "live") this.#caughtUp();
  }

  // While the line is down nothing else is asked for, so that a failing server is not asked by every part of the page.
  #caughtUp() {
    if (this.#store.facts.list.isLoaded) this.#list.hinted();
    else this.#list.read();
    if (!this.#store.facts.areModelsLoaded) this.#models.read();
    if (this.#store.facts.isSignedOut) this.#store.set({ isSignedOut: false, notice: null });
  }

  #gone() {
    if (this.#store.state.isGone) return;
    this.#store.apply({ name: "gone", data: {} });
    this.#list.remove(this.#store.state.conversationId);
    this.#feed.open(null);
  }

  #signedOut() {
    if (this.#store.facts.isSignedOut) return;
    this.#keeper.keep();
    const next = encodeURIComponent(location.pathname);
    this.#store.set({
      isSignedOut: true,
      notice: { text: "You are signed out. What you wrote is kept here.", link: { address: `/login?next=${next}`, text: "Sign in" } },
    });
  }

  #changed() {
    const { state, facts } = this.#store;
    this.#team.changed();
    this.#view.update(state, facts);
    this.#announcer.stateChanged(state);
    this.#context.stateChanged();
    if (this.#wanted && state.isLoaded) this.#showWanted();
    if (facts.notice?.isWhileAnswering && !runningMessage(state)) this.#store.set({ notice: null });
    if (state.gap) this.#feed.reopen();
    if (state.isStale) this.#readAgain();
    if (isOffBranch(state)) this.#checkBranch();
  }

  async #readAgain() {
    if (this.#isReadingAgain) return;
    this.#isReadingAgain = true;
    await this.#actions.readAgain();
    setTimeout(() => (this.#isReadingAgain = false), 5000);
  }
}
