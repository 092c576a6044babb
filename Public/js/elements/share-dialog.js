import { isOwner, isTeamOpen } from "../access.js";
import { closesBeside } from "../lib/closes-beside.js";
import { arrange, ask, isTouch, setAttribute, setText, show } from "../lib/dom.js";
import { linkWords, teamWords } from "../text/sharing-words.js";
import { SharedPerson } from "./shared-person.js";

/**
 * Who is in the conversation, and who may be. It tells `read-people`, `let-in` `{ id, access }`, `take-out` `{ id, name }`,
 * `open-to-team` `{ access }`, `join-conversation` and `leave-conversation`; each is answered with the words for what went
 * wrong, or with none. `update(state, facts)` shows what holds.
 */
export class ShareDialog extends HTMLElement {
  #rows = new Map();
  #state = null;
  #facts = {};

  connectedCallback() {
    closesBeside(this.#dialog);
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("change", (event) => this.#changed(event));
    this.addEventListener("pick-person", ({ detail }) => this.#letIn(detail.person));
    this.querySelector("copy-button").source = () => `${location.origin}/c/${this.#state.conversationId}`;
  }

  open() {
    this.#say("");
    this.#dialog.showModal();
    this.#show();
    // On a touch screen the keyboard would cover what one came to see.
    if (isOwner(this.#state) && !isTouch()) this.#part("finder-text").focus();
    this.#do("read-people");
  }

  close() {
    if (this.#dialog.open) this.#dialog.close();
  }

  update(state, facts) {
    this.#state = state;
    this.#facts = facts;
    if (!this.#dialog.open) return;
    if (state.isGone || !state.conversation) this.close();
    else this.#show();
  }

  #show() {
    const people = this.#people;
    const isMine = isOwner(this.#state);
    show(this.#part("share-wait"), !people && !this.#part("share-error").textContent);
    show(this.#part("share-add"), isMine);
    show(this.#part("share-team"), isMine);
    show(this.#part("share-team-text"), !isMine);
    this.#showTeam();
    this.#showPeople(people ?? [], isMine);
    this.#showWays(people, isMine);
    if (isMine) this.querySelector("person-finder").update(this.#addable(people ?? []));
  }

  #showTeam() {
    const access = this.#state.conversation.team_access ?? "none";
    const select = this.#part("share-team select");
    if (!select.disabled && select.value !== access) select.value = access;
    setText(this.#part("share-team-text"), teamWords(access));
    setText(this.#part("share-link-text"), linkWords(access));
  }

  #showPeople(people, isMine) {
    const rows = people.map((person) => {
      const row = this.#rows.get(person.id) ?? new SharedPerson(person.id);
      this.#rows.set(person.id, row);
      row.update(person, { isMine, isMe: person.id === this.#state.myId });
      return row.element;
    });
    arrange(this.#part("share-people"), rows);
    const ids = new Set(people.map((one) => one.id));
    for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
  }

  #showWays(people, isMine) {
    const isIn = people?.some((one) => one.id === this.#state.myId);
    show(this.#action("leave-conversation"), people && !isMine && isIn);
    show(this.#action("join-conversation"), people && !isMine && !isIn && isTeamOpen(this.#state.conversation));
  }

  #addable(people) {
    const held = new Set(people.map((one) => one.id));
    return (this.#facts.everybody ?? []).filter((one) => !held.has(one.id));
  }

  async #letIn(person) {
    const finder = this.querySelector("person-finder");
    const access = this.#part("finder-access").value;
    if (await this.#do("let-in", { id: person.id, access })) finder.added(person, access);
  }

  #clicked(event) {
    const button = event.target.closest("button[data-action]");
    if (!button) return;
    if (button.dataset.action === "take-out") this.#takeOut(button.closest("li"));
    else if (button.dataset.action === "join-conversation") this.#join();
    else this.#do(button.dataset.action);
  }

  // What was pressed goes, and with it the focus.
  async #join() {
    if (await this.#do("join-conversation")) this.#part("dialog-head button").focus();
  }

  // The row with the focus in it goes, so the next thing to do gets it.
  async #takeOut(row) {
    const { id, name } = row.dataset;
    if (await this.#do("take-out", { id, name })) this.#part("finder-text").focus();
  }

  async #changed({ target }) {
    const row = target.closest("li[data-id]");
    if (row) await this.#choose(target, "let-in", { id: row.dataset.id, access: target.value });
    else if (target.closest(".share-team")) await this.#choose(target, "open-to-team", { access: target.value });
  }

  // While it is on its way, what comes over the stream does not turn the choice back.
  async #choose(select, action, detail) {
    select.disabled = true;
    await this.#do(action, detail);
    select.disabled = false;
    select.focus();
    this.#show();
  }

  async #do(action, detail = {}) {
    this.#say("");
    const fault = await ask(this, action, detail);
    if (fault) this.#say(fault);
    if (this.#dialog.open && this.#state.conversation) this.#show();
    return fault === "";
  }

  #say(text) {
    setText(this.#part("share-error"), text);
    show(this.#part("share-error"), text);
    setAttribute(this.#dialog, "aria-describedby", text ? "share-error" : null);
  }

  get #people() {
    const { people } = this.#facts;
    return people?.conversationId === this.#state.conversationId ? people.people : null;
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  #action(name) {
    return this.querySelector(`[data-action=${name}]`);
  }

  #part(name) {
    return this.querySelector(`.${name}`);
  }
}
