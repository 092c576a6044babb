import * as api from "./api.js";
import { runningMessage } from "./chat-state.js";
import { endedAnswer, endedWords, mentionsBetween, RunningAnswers } from "./news.js";
import { shortModel } from "./text/names.js";

const lockName = "parley.notifier";
const seenLock = "parley.seen";
// So many messages of people may stand below an answer that has just ended.
const mostSince = 20;

/**
 * Tells a person who looks elsewhere that an answer they asked for has ended, or that somebody named them. Of all tabs one
 * does so: whichever holds the lock, and none while another tab is in sight. It says as little as possible: what was
 * written may be nothing for the others in the room.
 */
export class Notifier {
  #store;
  #choices;
  #openConversation;
  #list = null;
  #running = new RunningAnswers();
  #holds = false;
  #letGo = null;
  #told = new Set();

  /** `open(conversationId)` is called where a notification was clicked; "watch" says whether to keep a line while hidden. */
  constructor(store, choices, { open, watch }) {
    this.#store = store;
    this.#choices = choices;
    this.#openConversation = open;
    this.watch = watch;
    store.set({ notifies: this.#isOn });
  }

  start() {
    document.addEventListener("visibilitychange", () => this.#visibilityChanged());
    this.#visibilityChanged();
  }

  /** Asks the browser where a person wants it; gives words where it can not be. */
  async turn(isOn) {
    const fault = isOn ? await permissionFault() : "";
    if (fault) return fault;
    this.#choices.notifies = isOn;
    this.#store.set({ notifies: isOn });
    this.#visibilityChanged();
    return "";
  }

  /** Another tab has turned them on or off. */
  turnedElsewhere() {
    this.#store.set({ notifies: this.#isOn });
    this.#visibilityChanged();
  }

  /** Called at each change of the state. */
  changed() {
    const before = this.#list;
    this.#list = this.#store.facts.list;
    const mentioned = before && before !== this.#list ? mentionsBetween(before, this.#list) : [];
    const ended = this.#running.seen([...this.#listed(before), ...this.#open]);
    if (!this.#holds) return;
    for (const one of mentioned) this.#tellMention(one);
    for (const one of ended) this.#tellAnswer(one);
  }

  // A list is looked at once: of the open conversation, while its stream runs, the page knows better.
  #listed(before) {
    const openId = this.#open[0]?.id;
    return before === this.#list ? [] : this.#list.conversations.filter((one) => one.id !== openId);
  }

  get #open() {
    const { state, facts } = this.#store;
    if (!state.conversation || !state.isLoaded || facts.link !== "live") return [];
    return [{ ...state.conversation, running: runningMessage(state) !== null }];
  }

  get #isOn() {
    return this.#choices.notifies && isAllowed();
  }

  // In sight, a tab says so to the others; out of sight, it asks to be the one that tells.
  #visibilityChanged() {
    this.#letGo?.abort();
    this.#holds = false;
    if (!navigator.locks || !isAllowed()) return;
    this.#letGo = new AbortController();
    const { signal } = this.#letGo;
    if (!document.hidden) this.#hold(seenLock, { mode: "shared", signal });
    else if (this.#isOn) this.#hold(lockName, { signal }, () => this.#watches(true));
    if (document.hidden) return;
    this.#told.clear();
    this.#watches(false);
  }

  // Aborting lets go of a lock that is still waited for; one that is held ends with its promise.
  #hold(name, { mode = "exclusive", signal }, held = () => {}) {
    const kept = () => new Promise((resolve) => {
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", resolve, { once: true });
      held();
    });
    navigator.locks.request(name, { mode, signal }, kept).catch(() => {});
  }

  #watches(isWatching) {
    this.#holds = isWatching;
    this.watch(isWatching);
  }

  #tellMention(conversation) {
    this.#notify(`mention ${conversation.id} ${conversation.revision}`, conversation, "You are mentioned");
  }

  async #tellAnswer(conversation) {
    try {
      const { messages } = await api.page(conversation.id, { limit: mostSince });
      const answer = endedAnswer(messages, this.#store.person.id);
      if (messages.some((one) => one.status === "streaming")) this.#running.runsStill(conversation.id);
      if (answer) this.#notify(answer.id, conversation, endedWords(answer, shortModel(answer.model) || "The model"));
    } catch {
      // The mark in the list says it too.
    }
  }

  async #notify(key, conversation, body) {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    if (await isSeenElsewhere()) return;
    const { id } = conversation;
    try {
      const notification = new Notification(titleOf(conversation), { body, tag: id });
      notification.onclick = () => {
        notification.close();
        window.focus();
        this.#openConversation(id);
      };
    } catch {
      // Some phones show notifications for installed apps only.
    }
  }
}

// A title that no person gave is made of what was written.
const titleOf = ({ title, title_source: source }) => (source === "person" && title) || "Parley";

const isAllowed = () => "Notification" in globalThis && Notification.permission === "granted";

async function permissionFault() {
  if (!globalThis.isSecureContext) return "Browsers show notifications only for pages that come over https. Whoever runs this server can set that up.";
  if (!("Notification" in globalThis) || !navigator.locks) return "This browser has no notifications for web pages.";
  const answer = await Notification.requestPermission();
  return answer === "granted" ? "" : "This browser blocks notifications for this page. They can be allowed beside the address of the page.";
}

async function isSeenElsewhere() {
  const { held } = await navigator.locks.query();
  return held.some((lock) => lock.name === seenLock);
}
