import * as api from "./api.js";
import { askerOf, runningMessage } from "./chat-state.js";
import { newId } from "./lib/ids.js";
import { requestWords } from "./text/words.js";

const pageSize = 60;
const mostPagesToAMessage = 60;

/** What a person can do in and with a conversation. Each tells the server, and shows in words where it says no. */
export class ConversationActions {
  #store;
  #dialog;
  #announce;

  constructor(store, dialog, announce) {
    this.#store = store;
    this.#dialog = dialog;
    this.#announce = announce;
  }

  async stop() {
    const { conversationId } = this.#store.state;
    const running = runningMessage(this.#store.state);
    if (!running || this.#store.facts.stopping === running.id || !(await this.#mayStop(running))) return;
    this.#store.set({ stopping: running.id });
    await this.#try(async () => {
      const { message } = await api.stop(conversationId);
      if (message) this.#stopped(message, conversationId);
    });
    if (this.#store.facts.stopping === running.id) this.#store.set({ stopping: null });
  }

  // The stream brings the same message with its blocks; this is for when the line is slow.
  #stopped(message, conversationId) {
    const held = this.#store.state.messages.find((one) => one.id === message.id);
    if (held?.status === "streaming") this.#store.apply({ name: "message", data: { blocks: held.blocks, ...message } }, conversationId);
    this.#announce("answer stopped");
  }

  // An answer that somebody else asked for is not stopped by a slip of the hand.
  async #mayStop(running) {
    const asker = askerOf(this.#store.state, running);
    if (!asker || asker.id === this.#store.state.myId) return true;
    return this.#dialog.ask({
      title: `Stop the answer to ${asker.name}?`,
      text: `${asker.name} asked for it. What is written so far is kept.`,
      action: "Stop it",
    });
  }

  regenerate(message) {
    return this.#reply({ to: message.parent_id });
  }

  goOn(message) {
    return this.#reply({ to: message.parent_id, continues: message.id });
  }

  async #reply(values) {
    const { conversationId } = this.#store.state;
    await this.#try(async () => {
      const answer = await api.reply(conversationId, { ...values, client_id: newId() });
      this.#store.apply({ name: "sent", data: { ...answer, user_message: null } }, conversationId);
    });
  }

  async chooseModel(id) {
    const { conversationId } = this.#store.state;
    this.#store.set({ chosenModel: id });
    if (conversationId) await this.change(conversationId, { model: id });
  }

  /** Gives the conversation as it now is, or null where that failed. */
  async change(conversationId, values) {
    return this.#try(async () => {
      const conversation = await api.changeConversation(conversationId, values);
      this.#store.apply({ name: "conversation", data: conversation }, conversationId);
      return conversation;
    });
  }

  /** Gives words where the server did not take it, and none where it did. */
  async saveSummary(content) {
    const { conversationId } = this.#store.state;
    try {
      const conversation = await api.changeConversation(conversationId, { summary: content });
      this.#store.apply({ name: "conversation", data: conversation }, conversationId);
      this.#announce(content === null ? "summary removed" : "summary saved");
      return "";
    } catch (error) {
      return requestWords(error);
    }
  }

  /** Null where the person thought better of it. */
  async removeSummary() {
    const isSure = await this.#dialog.ask({
      title: "Remove the summary?",
      text: "Its text is gone then. The earlier messages stay; the model reads neither them nor a summary of them.",
      action: "Remove",
      isGrave: true,
    });
    return isSure ? this.saveSummary(null) : null;
  }

  async delete(conversation) {
    const isSure = await this.#dialog.ask({
      title: "Delete this conversation?",
      text: `“${conversation.title || "New conversation"}” leaves the list at once and can not be opened any more. An answer that is being written is stopped.`,
      action: "Delete",
      isGrave: true,
    });
    if (!isSure) return false;
    const answer = await this.#try(() => api.deleteConversation(conversation.id).then(() => true));
    return answer === true;
  }

  /** Reads the page above what is held; false where there is none or it could not be read. */
  async readOlder() {
    const { conversationId, previous } = this.#store.state;
    if (!previous || this.#store.facts.isReadingOlder) return false;
    this.#store.set({ isReadingOlder: true });
    const page = await this.#try(() => api.page(conversationId, { before: previous, limit: pageSize }));
    this.#store.set({ isReadingOlder: false });
    if (!page || previous !== this.#store.state.previous) return false;
    this.#store.apply({ name: "older", data: page }, conversationId);
    return true;
  }

  /** Reads up to a message; false where it is not in this conversation as it now runs. */
  async readTo(messageId) {
    const { conversationId } = this.#store.state;
    for (let pages = 0; pages <= mostPagesToAMessage; pages += 1) {
      if (conversationId !== this.#store.state.conversationId) return false;
      if (this.#store.state.messages.some((one) => one.id === messageId)) return true;
      if (!(await this.readOlder())) return false;
    }
    return false;
  }

  /** Reads the newest page again: something came that does not fit what is held. */
  async readAgain() {
    const { conversationId } = this.#store.state;
    const page = await this.#try(() => api.page(conversationId, { limit: pageSize }));
    if (page) this.#store.apply({ name: "page", data: page }, conversationId);
  }

  async signOut() {
    await this.#try(() => api.signOut().then(() => location.assign("/login")));
  }

  async #try(action) {
    try {
      return await action();
    } catch (error) {
      this.#store.set({ notice: { text: requestWords(error) } });
      return null;
    }
  }
}
