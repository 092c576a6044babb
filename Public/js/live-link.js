import { session } from "./api.js";
import { isOffBranch } from "./chat-state.js";
import { Feed } from "./feed.js";
import { debounce } from "./lib/timing.js";

const readAgainAfter = 5000;

/** What the server says over the live stream, and what is read beside it where the stream alone is not enough. */
export class LiveLink {
  #store;
  #list;
  #models;
  #actions;
  #team;
  #keepDraft;
  #feed = new Feed();
  #isReadingAgain = false;
  // What is on its way may still put it right.
  #checkBranch = debounce(() => isOffBranch(this.#store.state) && this.#readAgain(), 1000);

  /** `keepDraft()` is called where the person is signed out. */
  constructor({ store, list, models, actions, team, keepDraft }) {
    this.#store = store;
    this.#list = list;
    this.#models = models;
    this.#actions = actions;
    this.#team = team;
    this.#keepDraft = keepDraft;
  }

  start() {
    this.#feed.addEventListener("event", ({ detail }) => this.#heard(detail));
    this.#feed.addEventListener("link", ({ detail }) => this.#linkChanged(detail));
    session.addEventListener("signed-out", () => this.#signedOut());
    this.#store.set({ link: "connecting", now: () => this.#feed.now });
    this.#feed.start();
  }

  /** Listens to the open conversation, from what is held of it on. */
  listen() {
    this.#feed.open(this.#store.state.conversationId, () => this.#store.state.revision);
  }

  watch(isWatchful) {
    this.#feed.watch(isWatchful);
  }

  stateChanged(state) {
    if (state.gap) this.#feed.reopen();
    if (state.isStale) this.#readAgain();
    if (isOffBranch(state)) this.#checkBranch();
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
    this.#keepDraft();
    const next = encodeURIComponent(location.pathname);
    this.#store.set({
      isSignedOut: true,
      notice: { text: "You are signed out. What you wrote is kept here.", link: { address: `/login?next=${next}`, text: "Sign in" } },
    });
  }

  async #readAgain() {
    if (this.#isReadingAgain) return;
    this.#isReadingAgain = true;
    await this.#actions.readAgain();
    setTimeout(() => (this.#isReadingAgain = false), readAgainAfter);
  }
}
