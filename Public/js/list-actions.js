import { editInline } from "./lib/inline-edit.js";

/**
 * What the menu of a conversation does, in the lists that hold it and on the server. `left()` is called where the open one
 * was deleted.
 */
export class ListActions {
  #store;
  #lists;
  #actions;
  #view;
  #drafts;
  #announce;
  #left;

  constructor({ store, lists, actions, view, drafts, announce, left }) {
    this.#store = store;
    this.#lists = lists;
    this.#actions = actions;
    this.#view = view;
    this.#drafts = drafts;
    this.#announce = announce;
    this.#left = left;
  }

  async rename({ conversation, opener }) {
    const title = this.#view.titleBeside(opener);
    const typed = await editInline(title, conversation.title ?? "", "Title of the conversation");
    if (opener.isConnected) opener.focus();
    if (typed !== null) await this.#change(conversation, { title: typed });
  }

  async pin({ conversation }) {
    await this.#change(conversation, { pinned: !conversation.pinned });
  }

  async summarize({ conversation }) {
    const changed = await this.#change(conversation, { summarize: !conversation.summarize });
    if (changed) this.#announce(changed.summarize ? "what falls out will be summarised" : "nothing will be summarised any more");
  }

  async #change(conversation, values) {
    const changed = await this.#actions.change(conversation.id, values);
    if (changed) for (const list of this.#lists) list.put(changed);
    return changed;
  }

  async delete({ conversation }) {
    if (!(await this.#actions.delete(conversation))) return;
    for (const list of this.#lists) list.remove(conversation.id);
    this.#drafts.forget(conversation.id);
    this.#store.forget(conversation.id);
    if (conversation.id === this.#store.state.conversationId) this.#left();
  }
}
