/**
 * The address of the page and the open conversation belong together. Tells "go" with `{ conversationId, messageId }`
 * when a link inside Parley is followed or the browser goes back.
 */
export class Router extends EventTarget {
  start() {
    document.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("popstate", () => this.#tell());
  }

  get place() {
    const id = /^\/c\/([\w-]+)$/.exec(location.pathname)?.[1];
    return { conversationId: id ?? null, messageId: new URLSearchParams(location.search).get("at") };
  }

  go(address) {
    if (address !== location.pathname + location.search) history.pushState(null, "", address);
    this.#tell();
  }

  /** The open conversation has an address now; nothing else changes. */
  adopt(conversationId) {
    history.pushState(null, "", `/c/${conversationId}`);
  }

  // A new tab, a download, another site: those clicks are the browser's.
  #clicked(event) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a[href]");
    if (!link || link.target || link.origin !== location.origin) return;
    if (link.pathname !== "/" && !/^\/c\/[\w-]+$/.test(link.pathname)) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("go", { detail: this.place }));
  }
}
