import * as api from "./api.js";
import { asksModel, isTeamOpen } from "./access.js";
import { askerOf, runningMessage } from "./chat-state.js";
import { ConversationPeople } from "./conversation-people.js";
import { Notifier } from "./notifier.js";
import { Presets } from "./presets.js";
import { ReadMarker } from "./read-marker.js";
import { Sharing } from "./sharing.js";
import { TeamList } from "./team-list.js";
import { Typing } from "./typing.js";
import { busyWords } from "./text/people-words.js";
import { requestWords } from "./text/words.js";

/** What there is besides oneself and the model: other people in a conversation, and what a team shares. */
export class Team {
  #store;
  #view;
  #choices;
  #hooks;
  #people;
  #sharing;
  #typing;
  #marker;
  #list;
  #presets;
  #notifier;

  /** `hooks`: `say(text)`, `notice(text)`, `go(conversationId)`, `left(conversationId)`, `giveBack({ conversationId, content })`, `watch(isWatchful)`. */
  constructor({ store, view, list, choices, hooks }) {
    this.#store = store;
    this.#view = view;
    this.#choices = choices;
    this.#hooks = hooks;
    this.#people = new ConversationPeople(store);
    this.#sharing = new Sharing(store, this.#people);
    this.#typing = new Typing(store);
    this.#marker = new ReadMarker(store, list);
    this.#list = new TeamList(store);
    this.#presets = new Presets(store);
    this.#notifier = new Notifier(store, choices, { open: hooks.go, watch: hooks.watch });
    store.set({ people: null, everybody: null });
  }

  start() {
    this.#choices.onChange(() => this.#choseElsewhere());
    this.#notifier.start();
  }

  /** What people do with it. */
  get actions() {
    return {
      "open-share": () => this.#view.shareDialog.open(),
      "read-people": async ({ answered }) => answered(await this.#sharing.read()),
      "let-in": async ({ id, access, answered }) => answered(await this.#sharing.letIn(id, access)),
      "take-out": async ({ id, answered }) => answered(await this.#sharing.takeOut(id)),
      "open-to-team": async ({ access, answered }) => answered(await this.#sharing.openToTeam(access)),
      "join-conversation": ({ answered }) => this.#join(answered),
      "leave-conversation": ({ answered }) => this.#leave(answered),
      "ask-model": ({ asks }) => this.#askModel(asks),
      "unqueue": ({ item }) => this.#unqueue(item),
      "look-at-team": ({ isOpen }) => this.#list.opened(isOpen),
      "more-of-team": () => this.#list.readMore(),
      "read-team-again": () => this.#list.read(),
      "choose-preset": ({ preset }) => this.#presets.choose(preset),
      "keep-preset": ({ conversation }) => this.#keepPreset(conversation),
      "save-preset": async ({ values, answered }) => answered(await this.#presets.save(values)),
      "remove-preset": async ({ preset, answered }) => answered(await this.#removePreset(preset)),
      "stop-typing": () => this.#typing.ended(),
      "notify": ({ isOn }) => this.#notify(isOn),
    };
  }

  arrived() {
    this.#view.shareDialog.close();
    this.#marker.turnedAway();
    this.#typing.ended();
    this.#store.set({ asks: this.#choices.asks(this.#store.state.conversationId), chosenPreset: null });
  }

  written(text) {
    this.#typing.written(text);
  }

  changed() {
    for (const part of [this.#people, this.#typing, this.#marker, this.#list, this.#presets, this.#notifier]) part.changed();
  }

  hinted() {
    this.#list.hinted();
  }

  /** A conversation was changed here. */
  put(conversation) {
    this.#list.put(conversation);
  }

  /** It was deleted here. */
  remove(id) {
    this.#list.remove(id);
    this.#marker.forget(id);
  }

  /** What a send takes along besides its text. */
  get sendValues() {
    const { state, facts } = this.#store;
    const { system_prompt, params } = this.#presets.chosen ?? {};
    return { asks: asksModel(state, facts), begin: { ...(system_prompt && { system_prompt }), ...(params && { params }) } };
  }

  /** Why a send has to wait: it says for whom the model writes. */
  get busyWords() {
    const { state } = this.#store;
    const running = runningMessage(state);
    const asker = running && askerOf(state, running);
    return busyWords(asker && asker.id !== state.myId ? asker.name : null);
  }

  async #join(answered) {
    const fault = await this.#sharing.join();
    if (answered) answered(fault);
    else if (fault) this.#hooks.notice(fault);
    if (!fault) this.#hooks.say("you joined the conversation");
  }

  async #leave(answered) {
    const { conversationId, conversation } = this.#store.state;
    const isOpen = isTeamOpen(conversation);
    const text = isOpen ? "It leaves your list. As it is open to the team you can come back." : "You can read it again only when its owner adds you again.";
    const isSure = await this.#view.dialog.ask({ title: "Leave this conversation?", text, action: "Leave", isGrave: true });
    if (!isSure) return answered("");
    const fault = await this.#sharing.leave(conversationId);
    answered(fault);
    if (fault) return;
    this.#marker.forget(conversationId);
    this.#hooks.left(conversationId);
  }

  #askModel(asks) {
    this.#choices.setAsks(this.#store.state.conversationId, asks);
    this.#store.set({ asks });
    this.#hooks.say(asks ? "the model is asked" : "the model is not asked");
  }

  // In another tab, which is the same browser.
  #choseElsewhere() {
    this.#store.set({ asks: this.#choices.asks(this.#store.state.conversationId) });
    this.#notifier.turnedElsewhere();
  }

  // What comes back to its author is not lost.
  async #unqueue(item) {
    const { conversationId, myId } = this.#store.state;
    try {
      await api.unqueue(conversationId, item.id);
      this.#store.apply({ name: "unqueued", data: item }, conversationId);
      if (item.author?.id === myId) this.#hooks.giveBack({ conversationId, content: item.content });
    } catch (error) {
      this.#hooks.notice(error.status === 404 ? "That message is no longer queued: it has been sent or removed." : requestWords(error));
    }
  }

  #keepPreset(conversation) {
    this.#view.presetDialog.open(conversation, this.#store.person.role === "admin");
    this.#presets.read();
  }

  // Null where the person thought better of it.
  async #removePreset({ id, name, scope }) {
    const isSure = scope !== "team" || await this.#view.dialog.ask({
      title: "Remove this preset?", text: `“${name}” is the team’s: nobody can begin with it any more.`, action: "Remove", isGrave: true,
    });
    return isSure ? this.#presets.remove(id) : null;
  }

  async #notify(isOn) {
    const fault = await this.#notifier.turn(isOn);
    if (fault) await this.#view.dialog.tell({ title: "No notifications", text: fault });
    else this.#hooks.say(isOn ? "notifications are on" : "notifications are off");
  }
}
