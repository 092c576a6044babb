import * as api from "./api.js";
import { isShared, isTeamOpen } from "./access.js";

const everybodyLasts = 60_000;
const askAgainAfter = 5000;

/** Reads who may read the open conversation, once it is shared and again where a note says that this changed. */
export class ConversationPeople {
  #store;
  #asked = "";
  #everybodyAt = 0;

  constructor(store) {
    this.#store = store;
  }

  changed() {
    const { conversation, conversationId, isGone, notes } = this.#store.state;
    if (!isShared(conversation) || isGone) return;
    const question = [conversationId, conversation.team_access, notes.at(-1)?.id].join(" ");
    if (question === this.#asked || this.#store.facts.link !== "live") return;
    this.#asked = question;
    this.#readAll(isTeamOpen(conversation)).catch(() => setTimeout(() => this.#askAgain(question), askAgainAfter));
  }

  // Every change of the page asks, up to sixty times a second: a server that can not answer is left alone for a while.
  #askAgain(question) {
    if (this.#asked !== question) return;
    this.#asked = "";
    this.changed();
  }

  async read() {
    const { conversationId } = this.#store.state;
    this.put(conversationId, await api.people(conversationId));
  }

  /** Everybody who may come in; that rarely changes. */
  async readEverybody() {
    if (Date.now() - this.#everybodyAt < everybodyLasts) return;
    const { people } = await api.everybody();
    this.#everybodyAt = Date.now();
    this.#store.set({ everybody: people });
  }

  // What is open to the team can be read by all, so anyone may be named in it.
  async #readAll(isTeamOpen) {
    await this.read();
    if (isTeamOpen) await this.readEverybody();
  }

  put(conversationId, { people, team_access: teamAccess }) {
    this.#store.set({ people: { conversationId, people, teamAccess } });
  }
}
