import { query, refusal } from "./api.js";
import { EventStreamParser } from "./lib/event-stream.js";
import { Neighbours } from "./lib/neighbours.js";
import { Pace } from "./lib/pace.js";

const deadAfter = 40_000;
const hiddenAfter = 30_000;
const steadyAfter = 10_000;

/**
 * The one live stream of this page. Tells "event" with what came, and "link" with how the line is:
 * `connecting` `live` `lost` `sleeping` `watching` `signed-out` `gone`. It comes back by itself, from where it was.
 */
export class Feed extends EventTarget {
  #conversationId = null;
  #revision = () => null;
  #pace = new Pace();
  #line = null;
  #retry = null;
  #hide = null;
  #heardAt = 0;
  #link = "connecting";
  #serverAhead = 0;
  #isWatchful = false;
  #isAside = false;
  #neighbours = new Neighbours(() => document.hidden && this.#sleep());

  start() {
    this.#visibilityChanged();
    setInterval(() => this.#checkLine(), 5000);
    document.addEventListener("visibilitychange", () => this.#visibilityChanged());
    addEventListener("online", () => this.#hurry());
    addEventListener("pagehide", () => this.#hangUp());
    addEventListener("pageshow", (event) => event.persisted && this.#connect());
  }

  get link() {
    return this.#link;
  }

  /** The server's clock as far as it is known, in ms. */
  get now() {
    return Date.now() + this.#serverAhead;
  }

  /** Reads this conversation, or with null only what concerns the sidebar. `revision` is asked at each connect. */
  open(conversationId, revision = () => null) {
    this.#conversationId = conversationId;
    this.#revision = revision;
    // A person asked for this, so it does not wait; the limit is for what the page does by itself.
    this.#pace = new Pace();
    this.#connect();
  }

  /** Out of sight, go on hearing what concerns the person, and nothing of the open conversation? */
  watch(isWatchful) {
    this.#isWatchful = isWatchful;
    if (isWatchful && this.#link === "sleeping") this.#sleep();
  }

  /** Reads again from the last revision: what was missed comes, and the running answer as it now is. */
  reopen() {
    if (this.#link === "live") this.#schedule("connecting");
  }

  async #connect() {
    this.#hangUp();
    clearTimeout(this.#retry);
    const line = (this.#line = new AbortController());
    this.#pace.tried(Date.now());
    this.#heardAt = Date.now();
    try {
      await this.#read(line);
      if (line === this.#line) this.#schedule("lost");
    } catch {
      if (line === this.#line) this.#schedule("lost");
    }
  }

  async #read(line) {
    const response = await fetch(this.#address(), {
      headers: { Accept: "text/event-stream" }, credentials: "same-origin", cache: "no-store", signal: line.signal,
    });
    if (line !== this.#line) return;
    if (!response.ok || !response.body) return this.#refused(response);
    this.#setClock(response);
    this.#tell(this.#isAside ? "watching" : "live");
    this.#neighbours.opened();
    const steady = setTimeout(() => this.#pace.succeeded(), steadyAfter);
    try {
      await this.#readEvents(response.body.getReader(), line);
    } finally {
      clearTimeout(steady);
    }
  }

  #address() {
    const conversation = this.#isAside ? null : this.#conversationId;
    const after = conversation ? this.#revision() : null;
    return `/api/events${query({ conversation, after, render: "blocks" })}`;
  }

  async #readEvents(reader, line) {
    const parser = new EventStreamParser();
    const decoder = new TextDecoder();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (line !== this.#line) return;
      this.#heardAt = Date.now();
      for (const event of parser.push(decoder.decode(part.value, { stream: true }))) this.#pass(event);
    }
  }

  #pass(event) {
    let data;
    try {
      data = JSON.parse(event.data);
    } catch {
      return;
    }
    this.dispatchEvent(new CustomEvent("event", { detail: { name: event.name, id: event.id, data } }));
  }

  // A page that is not signed in, or whose conversation is gone, does not ask again and again.
  async #refused(response) {
    const line = this.#line;
    await refusal(response);
    if (line !== this.#line) return;
    if (response.status === 401) this.#rest("signed-out");
    else if (response.status === 404 && this.#conversationId) this.#rest("gone");
  }

  #rest(link) {
    this.#line = null;
    this.#tell(link);
  }

  #schedule(link) {
    this.#hangUp();
    this.#tell(link);
    this.#later(this.#pace.delay(Date.now()));
  }

  #later(wait) {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  // The network is back or the page is looked at again: no reason to wait out the pause.
  #hurry() {
    if (["lost", "sleeping", "watching", "signed-out"].includes(this.#link)) this.#later(this.#pace.soonest(Date.now()));
  }

  #hangUp() {
    const line = this.#line;
    this.#line = null;
    line?.abort();
    this.#neighbours.closed();
  }

  // After a night's sleep no timer has run, but this one is first: the line is silent for long, so it is dead.
  #checkLine() {
    if (this.#line && Date.now() - this.#heardAt > deadAfter) this.#schedule("lost");
  }

  #visibilityChanged() {
    clearTimeout(this.#hide);
    if (document.hidden) this.#hide = setTimeout(() => this.#sleep(), hiddenAfter);
    else {
      this.#isAside = false;
      this.#checkLine();
      this.#hurry();
    }
  }

  // A browser has six connections for a host; a tab that nobody sees gives its own back, but for the one that notifies.
  #sleep() {
    clearTimeout(this.#retry);
    if (!["live", "lost", "connecting", "sleeping"].includes(this.#link)) return;
    this.#hangUp();
    this.#tell("sleeping");
    this.#isAside = this.#isWatchful;
    if (this.#isAside) this.#later(0);
  }

  #setClock(response) {
    const date = Date.parse(response.headers.get("Date") ?? "");
    if (!Number.isNaN(date) && Math.abs(date - Date.now()) > 2000) this.#serverAhead = date - Date.now();
  }

  #tell(link) {
    this.#link = link;
    this.dispatchEvent(new CustomEvent("link", { detail: link }));
  }
}
