import * as api from "./api.js";
import { requestWords } from "./text/words.js";
import { newId } from "./lib/ids.js";

// The server said no and stored nothing; the text belongs back into the text box, with the reason beside it.
const refusals = new Set([400, 401, 403, 404, 409, 413, 415, 422, 429, 503, 507]);

/**
 * Sends what was written and never loses it: it is kept in this browser until the server has stored it, and each
 * message has a client id under which it can be sent again without being stored twice.
 */
export class Outbox {
  #store;
  #drafts;
  #hooks;

  /** `hooks`: `begun(conversation)`, `sent(conversationId, answer)`, `refused(item, words, error)`. */
  constructor(store, drafts, hooks) {
    this.#store = store;
    this.#drafts = drafts;
    this.#hooks = hooks;
  }

  /**
   * With `edit`, in the place of a question that was asked before: below the same answer. `asks`: is the model asked?
   * `begin` is what a new conversation begins with.
   */
  send(content, { model, edit = null, asks = true, begin = {} }) {
    const { conversationId } = this.#store.state;
    return this.#post({
      clientId: newId(), beginId: newId(), conversationId, begin: { ...(model && { model }), ...begin }, content, name: this.#store.person.name,
      at: new Date().toISOString(), ...(edit && { edit: { parentId: edit.parentId, original: edit.original } }), ...(!asks && { asks }),
    });
  }

  retry(clientId) {
    const item = this.#store.state.pending.find((one) => one.clientId === clientId);
    return item && this.#post({ ...item, isUnsent: false, reason: null });
  }

  /** Gives what was not to be sent. */
  discard(clientId) {
    const item = this.#store.state.pending.find((one) => one.clientId === clientId);
    this.#drafts.forgetUnsent(clientId);
    this.#store.apply({ name: "dropped", data: { clientId } });
    return item;
  }

  /** Shows again what an earlier page could not send. */
  restore() {
    const { conversationId } = this.#store.state;
    for (const item of this.#drafts.unsent(conversationId)) {
      if (!this.#store.state.pending.some((one) => one.clientId === item.clientId)) {
        this.#store.apply({ name: "pending", data: { ...item, isUnsent: true } });
      }
    }
  }

  async #post(item) {
    this.#drafts.keepUnsent(item.conversationId, item);
    this.#store.apply({ name: "pending", data: item }, item.conversationId);
    try {
      const id = item.conversationId ?? await this.#begin(item);
      const place = item.edit && (item.edit.parentId ? { parent_id: item.edit.parentId } : { begins_anew: true });
      const ask = item.asks === false && { ask: false };
      const answer = await api.send(id, { content: item.content, client_id: item.clientId, ...place, ...ask });
      this.#taken(item, answer, id);
      this.#hooks.sent(id, answer);
    } catch (error) {
      this.#failed(item, error);
    }
  }

  #taken({ clientId }, answer, id) {
    const event = answer.queued ? { name: "queued", data: { ...answer.queued, clientId } } : { name: "sent", data: { ...answer, clientId } };
    this.#store.apply(event, id);
    this.#drafts.forgetUnsent(clientId);
  }

  async #begin(item) {
    const conversation = await api.createConversation({ client_id: item.beginId, ...item.begin });
    item.conversationId = conversation.id;
    this.#drafts.forgetUnsent(item.clientId);
    this.#drafts.keepUnsent(conversation.id, item);
    this.#hooks.begun(conversation);
    return conversation.id;
  }

  #failed(item, error) {
    const words = requestWords(error);
    if (!refusals.has(error.status)) {
      this.#store.apply({ name: "unsent", data: { clientId: item.clientId, reason: words } }, item.conversationId);
      return;
    }
    // Kept as a draft first: the tab may be closed before anyone reads the words.
    this.#store.apply({ name: "dropped", data: { clientId: item.clientId } }, item.conversationId);
    this.#drafts.forgetUnsent(item.clientId);
    this.#hooks.refused(item, words, error);
  }
}
