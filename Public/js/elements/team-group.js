import { arrange, setText, show, tell } from "../lib/dom.js";
import { markOf, SidebarItem } from "../sidebar-item.js";

/**
 * The conversations that are open to the team, folded. It tells `look-at-team` `{ isOpen }` when it is folded or unfolded,
 * and `more-of-team`. `update(teamList, openId)`
 */
export class TeamGroup extends HTMLElement {
  #items = new Map();
  #shown = null;
  #openId = null;

  connectedCallback() {
    // The list is arranged anew as it changes, which brings this to life again.
    this.#details.ontoggle = () => tell(this, "look-at-team", { isOpen: this.#details.open });
    this.querySelector(".sidebar-more").onclick = () => tell(this, "more-of-team");
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
  }

  #item(conversation) {
    const item = this.#items.get(conversation.id) ?? new SidebarItem(conversation.id);
    this.#items.set(conversation.id, item);
    // All of them are shared, so that is not said of each.
    item.update({ ...conversation, shared: false }, { isOpen: conversation.id === this.#openId, mark: markOf(conversation) });
    return item.element;
  }

  get #details() {
    return this.querySelector("details");
  }
}
