import * as api from "./api.js";
import { isOwner } from "./access.js";
import { sharingFault } from "./text/sharing-words.js";

/**
 * Who may read and write in the open conversation. Every action gives words where the server did not do it, and none
 * where it did; what then holds stands in the facts.
 */
export class Sharing {
  #store;
  #people;

  constructor(store, people) {
    this.#store = store;
    this.#people = people;
  }

  read() {
    return this.#try(async () => {
      await this.#people.read();
      if (isOwner(this.#store.state)) await this.#people.readEverybody();
    });
  }

  letIn(personId, access) {
    return this.#try(async (id) => this.#people.put(id, await api.letIn(id, personId, access)));
  }

  takeOut(personId) {
    return this.#try(async (id) => {
      await api.takeOut(id, personId);
      await this.#people.read();
    });
  }

  openToTeam(access) {
    return this.#try(async (id) => {
      this.#put(id, await api.changeConversation(id, { team_access: access }));
      await this.#people.read();
    });
  }

  join() {
    return this.#try(async (id) => {
      this.#put(id, await api.join(id));
      await this.#people.read();
    });
  }

  /** One that may no longer be the open one: it was asked for before a question was answered. */
  leave(conversationId) {
    return this.#try(() => api.takeOut(conversationId, this.#store.person.id));
  }

  #put(id, conversation) {
    if (conversation) this.#store.apply({ name: "conversation", data: conversation }, id);
  }

  async #try(action) {
    try {
      await action(this.#store.state.conversationId);
      return "";
    } catch (error) {
      return sharingFault(error);
    }
  }
}
