import { speakerName } from "./text/names.js";

/** Shows one message of the open conversation, however far up it stands: a link or a search has led to it. */
export class MessageSeeker {
  #store;
  #view;
  #actions;
  #notice;
  #wanted = null;

  constructor({ store, view, actions, notice }) {
    this.#store = store;
    this.#view = view;
    this.#actions = actions;
    this.#notice = notice;
  }

  /** To be shown once the conversation is there; null for none. */
  want(messageId) {
    this.#wanted = messageId;
  }

  stateChanged({ isLoaded }) {
    if (this.#wanted && isLoaded) this.#show();
  }

  /** Shows it now, and gives it the focus. */
  async goTo(messageId) {
    this.#wanted = messageId;
    await this.#show();
    this.#view.afterPaint(() => this.#view.timeline.focusMessage(messageId));
  }

  /** Who wrote a message, if that is held. */
  nameOf(messageId) {
    const message = this.#store.state.messages.find((one) => one.id === messageId);
    return message && speakerName(message);
  }

  async #show() {
    const messageId = this.#wanted;
    this.#wanted = null;
    history.replaceState(null, "", location.pathname);
    this.#store.set({ isSeeking: true });
    const isThere = await this.#actions.readTo(messageId);
    this.#view.afterPaint(() => {
      this.#store.set({ isSeeking: false });
      if (!isThere || !this.#view.timeline.showMessage(messageId)) {
        this.#notice("That message is not part of this conversation as it now runs.");
      }
    });
  }
}
