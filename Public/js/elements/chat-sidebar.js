import { arrange, make, show, tell } from "../lib/dom.js";
import { markOf, SidebarItem } from "../sidebar-item.js";
import { groups } from "../sidebar-list.js";

/**
 * The conversations, in groups. `update({ list, openId, isReading, isRunning, day })`; it tells `open-menu`
 * `{ conversation, opener }` and `more-conversations`. Until the script runs, it is a list of plain links.
 */
export class ChatSidebar extends HTMLElement {
  #items = new Map();
  #groups = new Map();
  #shown = {};
  #more;

  connectedCallback() {
    this.#more = make("button", { type: "button", className: "quiet-button sidebar-more", hidden: true }, "Older conversations");
    this.#more.addEventListener("click", () => tell(this, "more-conversations"));
    this.addEventListener("click", (event) => this.#clicked(event));
    new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) tell(this, "more-conversations");
    }, { root: this.#list, rootMargin: "300px" }).observe(this.#more);
  }

  update(now) {
    const { list } = now;
    if (!list.isLoaded || Object.keys(now).every((key) => now[key] === this.#shown[key])) return;
    this.#shown = now;
    const sections = groups(list).map((group) => this.#section(group));
    const empty = make("p", { className: "sidebar-empty" }, "Your conversations will be listed here.");
    arrange(this.#list, [...(sections.length > 0 ? [...sections, this.#more] : [empty]), this.querySelector("team-group")]);
    show(this.#more, list.next !== null);
    this.#forget(new Set(list.conversations.map((one) => one.id)));
  }

  #section({ name, conversations }) {
    const section = this.#groups.get(name) ?? newSection(name);
    this.#groups.set(name, section);
    arrange(section.querySelector("ul"), conversations.map((one) => this.#item(one)));
    return section;
  }

  // Of the open conversation the page itself knows best whether an answer runs, and whether somebody reads it.
  #item(conversation) {
    const { openId, isReading, isRunning } = this.#shown;
    const item = this.#items.get(conversation.id) ?? new SidebarItem(conversation.id);
    this.#items.set(conversation.id, item);
    const isOpen = conversation.id === openId;
    const seen = isOpen && isReading ? { ...conversation, unread: false, mentioned: false } : conversation;
    item.update(seen, { isOpen, mark: markOf(seen, isOpen ? isRunning : seen.running) });
    return item.element;
  }

  #forget(ids) {
    for (const id of this.#items.keys()) if (!ids.has(id)) this.#items.delete(id);
  }

  #clicked(event) {
    const opener = event.target.closest(".sidebar-item button");
    if (opener) tell(this, "open-menu", { conversation: opener.closest("li").conversation, opener });
  }

  get #list() {
    return this.querySelector(".sidebar-list");
  }
}

function newSection(name) {
  const heading = make("h2", { className: "sidebar-group", id: `group-${name.replace(" ", "-")}` }, name);
  const section = make("section", {}, heading, make("ul"));
  section.setAttribute("aria-labelledby", heading.id);
  return section;
}
