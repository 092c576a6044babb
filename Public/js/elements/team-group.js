import { arrange, setText, show, tell } from "../lib/dom.js";
import { markOf, SidebarItem } from "../sidebar-item.js";

/**
 * The conversations that are open to the team, folded. It tells `look-at-team` `{ isOpen }` when it is folded or unfolded,
 * `more-of-team`, and `read-team-again` where that failed. `update(teamList, openId)`
 */
export class TeamGroup extends HTMLElement {
  #items = new Map();
  #shown = null;
  #openId = null;

  connectedCallback() {
    // The list is arranged anew as it changes, which brings this to life again.
    this.#details.ontoggle = () => tell(this, "look-at-team", { isOpen: this.#details.open });
    this.querySelector(".sidebar-more").onclick = () => tell(this, "more-of-team");
    this.#again.onclick = () => tell(this, "read-team-again");
  }

  update(teamList, openId) {
    if (teamList === this.#shown && openId === this.#openId) return;
    this.#shown = teamList;
    this.#openId = openId;
    const { conversations, next, isLoaded, fault } = teamList;
    arrange(this.querySelector("ul"), conversations.map((one) => this.#item(one)));
    setText(this.querySelector(".team-note"), fault || (isLoaded ? "Nothing is open to the team." : "reading…"));
    show(this.querySelector(".team-note"), fault || conversations.length === 0);
    show(this.querySelector(".sidebar-more"), next !== null);
    this.#showAgain(fault);
  }

  // What has the focus goes once it has served.
  #showAgain(fault) {
    const hadFocus = document.activeElement === this.#again;
    show(this.#again, fault);
    if (hadFocus && !fault) this.querySelector("summary").focus();
  }

  #item(conversation) {
    const item = this.#items.get(conversation.id) ?? new SidebarItem(conversation.id);
    this.#items.set(conversation.id, item);
    // All of them are shared, so that is not said of each; whether an answer runs is known only now and then.
    const isOpen = conversation.id === this.#openId;
    item.update({ ...conversation, shared: false }, { isOpen, mark: markOf(conversation, false) });
    return item.element;
  }

  get #again() {
    return this.querySelector(".team-again");
  }

  get #details() {
    return this.querySelector("details");
  }
}
