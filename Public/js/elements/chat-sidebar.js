import { arrange, make, setAttribute, setText, show, tell } from "../lib/dom.js";
import { groups } from "../sidebar-list.js";

/**
 * The conversations, in groups. `update(list, openId, runningIds)`; it tells `open-menu` `{ conversation, opener }`
 * and `more-conversations`. Until the script runs, it is a list of plain links.
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

  update(list, openId, runningIds, day) {
    const now = { list, openId, running: [...runningIds].join(), day };
    if (!list.isLoaded || Object.keys(now).every((key) => now[key] === this.#shown[key])) return;
    this.#shown = now;
    const sections = groups(list).map((group) => this.#section(group, list, openId, runningIds));
    const empty = make("p", { className: "sidebar-empty" }, "Your conversations will be listed here.");
    arrange(this.#list, sections.length > 0 ? [...sections, this.#more] : [empty]);
    show(this.#more, list.next !== null);
    this.#forget(new Set(list.conversations.map((one) => one.id)));
  }

  titleElement(id) {
    return this.#items.get(id)?.querySelector(".sidebar-link");
  }

  #section({ name, conversations }, list, openId, runningIds) {
    const section = this.#groups.get(name) ?? newSection(name);
    this.#groups.set(name, section);
    const items = conversations.map((one) => this.#item(one, {
      isOpen: one.id === openId,
      mark: this.#mark(one, list, openId, runningIds),
    }));
    arrange(section.querySelector("ul"), items);
    return section;
  }

  // Of the open conversation the page itself knows best whether an answer runs; of the others the list does.
  #mark({ id, running }, list, openId, runningIds) {
    if (id === openId ? runningIds.has(id) : running) return "running";
    return list.unread.has(id) ? "unread" : "";
  }

  #item(conversation, { isOpen, mark }) {
    const item = this.#items.get(conversation.id) ?? newItem(conversation.id);
    this.#items.set(conversation.id, item);
    const title = conversation.title || "New conversation";
    item.conversation = conversation;
    setText(item.querySelector(".sidebar-title"), title);
    setAttribute(item.querySelector(".sidebar-link"), "title", title);
    setAttribute(item.querySelector(".sidebar-link"), "aria-current", isOpen ? "page" : null);
    setAttribute(item.querySelector("button"), "aria-label", `More for ${title}`);
    setAttribute(item, "data-mark", mark || null);
    setText(item.querySelector(".sidebar-mark"), { running: "answering", unread: "new" }[mark] ?? "");
    return item;
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

function newItem(id) {
  const link = make("a", { className: "sidebar-link", href: `/c/${id}` },
    make("span", { className: "sidebar-mark" }), make("span", { className: "sidebar-title", dir: "auto" }));
  const button = make("button", { type: "button", className: "icon-button sidebar-menu" });
  button.setAttribute("aria-haspopup", "true");
  button.append(make("span", { className: "icon icon-more" }));
  return make("li", { className: "sidebar-item" }, link, button);
}
