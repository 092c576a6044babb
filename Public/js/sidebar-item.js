import { make, setAttribute, setText, show } from "./lib/dom.js";

const words = { running: "answering", mention: "names you", unread: "new" };

/** One conversation in the sidebar: its mark, its title, whether others are in it. */
export class SidebarItem {
  constructor(id) {
    this.element = newItem(id);
  }

  get link() {
    return this.#part("sidebar-link");
  }

  update(conversation, { isOpen, mark }) {
    const title = conversation.title || "New conversation";
    this.element.conversation = conversation;
    setText(this.#part("sidebar-title"), title);
    setAttribute(this.link, "title", title);
    setAttribute(this.link, "aria-current", isOpen ? "page" : null);
    setAttribute(this.#part("sidebar-menu"), "aria-label", `More for ${title}`);
    setAttribute(this.element, "data-mark", mark || null);
    setAttribute(this.element, "data-unread", conversation.unread && !isOpen ? "" : null);
    setText(this.#part("sidebar-mark"), words[mark] ?? "");
    show(this.#part("sidebar-shared"), conversation.shared);
    setText(this.#part("sidebar-shared .visually-hidden"), conversation.shared ? "shared" : "");
  }

  #part(name) {
    return this.element.querySelector(`.${name}`);
  }
}

/** What stands before a title: an answer runs, somebody named this person, something new. */
export function markOf({ running, unread, mentioned }, isRunning = running) {
  if (isRunning) return "running";
  if (mentioned) return "mention";
  return unread ? "unread" : "";
}

function newItem(id) {
  const shared = make("span", { className: "sidebar-shared" }, make("span", { className: "icon icon-people" }), make("span", { className: "visually-hidden" }));
  const link = make("a", { className: "sidebar-link", href: `/c/${id}` },
    make("span", { className: "sidebar-mark" }), make("span", { className: "sidebar-title", dir: "auto" }), shared);
  const button = make("button", { type: "button", className: "icon-button sidebar-menu" });
  button.setAttribute("aria-haspopup", "true");
  button.append(make("span", { className: "icon icon-more" }));
  return make("li", { className: "sidebar-item" }, link, button);
}
