import { Announcer } from "./announcer.js";
import { runningMessage } from "./chat-state.js";
import { ChatStore } from "./chat-store.js";
import { ContextReader } from "./context-reader.js";
import { ConversationActions } from "./conversation-actions.js";
import { ConversationList } from "./conversation-list.js";
import { Choices } from "./lib/choices.js";
import { browserStorage, Drafts } from "./lib/drafts.js";
import { ListActions } from "./list-actions.js";
import { LiveLink } from "./live-link.js";
import { MessageSeeker } from "./message-seeker.js";
import { ModelList } from "./model-list.js";
import { PageView } from "./page-view.js";
import { Router } from "./router.js";
import { SidebarDrawer } from "./sidebar-drawer.js";
import { Team } from "./team.js";
import { Writing } from "./writing.js";

/** The controller: what people do comes up as events and becomes actions; what the stream brings goes into the store. */
export class ChatPage {
  #view;
  #store;
  #router = new Router();
  #list;
  #models;
  #context;
  #actions;
  #announcer;
  #drawer;
  #team;
  #writing;
  #link;
  #seeker;
  #listActions;
  #hasArrived = false;

  constructor(body) {
    const { personId, personName, personRole, whenBusy } = body.dataset;
    const view = (this.#view = new PageView(body));
    const store = (this.#store = new ChatStore({ id: personId, name: personName, role: personRole }, this.#router.place.conversationId));
    const drafts = new Drafts(browserStorage(), personId);
    const list = (this.#list = new ConversationList(store));
    const models = (this.#models = new ModelList(store));
    const context = (this.#context = new ContextReader(store));
    this.#announcer = new Announcer(view.status);
    this.#drawer = new SidebarDrawer(body);
    const announce = (text) => this.#announcer.say(text);
    const notice = (text, isWhileAnswering) => this.#notice(text, isWhileAnswering);
    const actions = (this.#actions = new ConversationActions(store, view.dialog, announce));
    const team = (this.#team = this.#makeTeam(new Choices(browserStorage(), personId)));
    this.#writing = new Writing({
      store, view, drafts, team, context, conversation: actions, list,
      hooks: { notice, begun: (id) => this.#begun(id) },
    });
    this.#link = new LiveLink({ store, list, models, actions, team, keepDraft: () => this.#writing.keep() });
    this.#seeker = new MessageSeeker({ store, view, actions, notice });
    this.#listActions = new ListActions({ store, lists: [list, team], actions, view, drafts, announce, left: () => this.#leaveDeleted() });
    store.set({ whenBusy: whenBusy || null });
  }

  #makeTeam(choices) {
    return new Team({
      store: this.#store, view: this.#view, list: this.#list, choices,
      hooks: {
        say: (text) => this.#announcer.say(text),
        notice: (text) => this.#notice(text),
        go: (id) => this.#router.go(`/c/${id}`),
        left: (id) => this.#leftConversation(id),
        giveBack: (item) => this.#writing.giveBack(item),
        watch: (isWatchful) => this.#link.watch(isWatchful),
      },
    });
  }

  start() {
    this.#listenToPeople();
    this.#store.addEventListener("change", () => this.#changed());
    this.#store.set({ models: [] });
    this.#team.start();
    this.#link.start();
    this.#router.addEventListener("go", ({ detail }) => this.#arrive(detail));
    this.#router.start();
    this.#arrive(this.#router.place);
  }

  // What people do

  #listenToPeople() {
    const actions = {
      ...this.#writing.actions,
      "stop-reply": () => this.#actions.stop(),
      "change-model": () => this.#view.modelPicker.open(),
      "show-context": ({ message }) => this.#view.contextDialog.open(message, (id) => this.#seeker.nameOf(id)),
      "show-message": ({ id }) => this.#seeker.goTo(id),
      "save-summary": async ({ content, answered }) => answered(await this.#actions.saveSummary(content)),
      "remove-summary": ({ answered }) => this.#removeSummary(answered),
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

  #openMenu(conversation, opener) {
    this.#view.menu.open(conversation, opener, { isOpen: conversation.id === this.#store.state.conversationId, person: this.#store.person });
  }

  async #removeSummary(answered) {
    const fault = await this.#actions.removeSummary();
    answered(fault);
    // The note, and with it what had the focus, goes.
    if (fault === "") this.#view.afterPaint(() => this.#view.composer.focusText());
  }

  async #signOut() {
    this.#writing.keep();
    await this.#actions.signOut();
  }

  // Where the page is

  #arrive({ conversationId, messageId }) {
    const { state } = this.#store;
    this.#keepLastDraft();
    if (conversationId !== state.conversationId || state.isGone) this.#store.open(conversationId);
    this.#seeker.want(messageId);
    this.#team.arrived();
    this.#writing.arrived();
    this.#link.listen();
    this.#drawer.close();
    this.#view.forgetSearchOnPhone();
    if (!messageId) this.#view.composer.focusText();
    this.#seeker.stateChanged(this.#store.state);
  }

  #keepLastDraft() {
    if (this.#hasArrived) this.#writing.keep();
    this.#hasArrived = true;
  }

  #begun(conversationId) {
    this.#router.adopt(conversationId);
    this.#link.listen();
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

  #notice(text, isWhileAnswering = false) {
    this.#store.set({ notice: { text, isWhileAnswering } });
  }

  #changed() {
    const { state, facts } = this.#store;
    this.#team.changed();
    this.#view.update(state, facts);
    this.#announcer.stateChanged(state);
    this.#context.stateChanged();
    this.#seeker.stateChanged(state);
    if (facts.notice?.isWhileAnswering && !runningMessage(state)) this.#store.set({ notice: null });
    this.#link.stateChanged(state);
  }
}
