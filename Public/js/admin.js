import { AuditPanel } from "./admin/audit.js";
import { HealthPanel } from "./admin/health.js";
import { InvitesPanel } from "./admin/invites.js";
import { LimitsPanel } from "./admin/limits.js";
import { ModelDefaultsPanel } from "./admin/model-defaults.js";
import { ModelRulesPanel } from "./admin/model-rules.js";
import { PeoplePanel } from "./admin/people.js";
import { TeamPresetsPanel } from "./admin/presets.js";
import { ProvidersPanel } from "./admin/providers.js";
import { ProxyCheck } from "./admin/proxy-check.js";
import { SessionsPanel } from "./admin/sessions.js";
import { SettingsPanel } from "./admin/settings.js";
import { UsagePanel } from "./admin/usage.js";
import { Desk } from "./desk/desk.js";
import { AutoDialog } from "./elements/auto-dialog.js";
import { CopyButton } from "./elements/copy-button.js";
import { setAttribute, setText } from "./lib/dom.js";

customElements.define("auto-dialog", AutoDialog);
customElements.define("copy-button", CopyButton);

const sections = new Map([
  ["people", ["People", (desk) => [new PeoplePanel(desk)]]],
  ["invites", ["Invites", (desk) => [new InvitesPanel(desk)]]],
  ["sessions", ["Sessions", (desk) => [new SessionsPanel(desk)]]],
  ["providers", ["Providers", (desk) => [new ProvidersPanel(desk)]]],
  ["models", ["Models", modelPanels]],
  ["limits", ["Limits", (desk) => [new LimitsPanel(desk)]]],
  ["usage", ["Usage", (desk) => [new UsagePanel(desk)]]],
  ["audit", ["Audit", (desk) => [new AuditPanel(desk)]]],
  ["health", ["Health", (desk) => [new HealthPanel(desk), new ProxyCheck(), new SettingsPanel(desk)]]],
]);

function modelPanels(desk) {
  const defaults = new ModelDefaultsPanel(desk, () => rules.load());
  const rules = new ModelRulesPanel(desk, (value) => defaults.draw(value));
  return [defaults, new TeamPresetsPanel(desk), rules];
}

/** One page for all sections: a link to another one changes what stands beside it, and the address. */
class AdminPage {
  #desk = new Desk(document.body).start().keepsUnsaved();
  #content = document.querySelector(".desk-content");
  #panels = [];
  #shown = "";

  start() {
    document.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("popstate", () => this.#stepped());
    this.#open();
  }

  async #clicked(event) {
    const link = event.target.closest('a[href^="/admin/"]');
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.pathname === location.pathname && !location.search) return;
    if (!(await this.#desk.mayLeave())) return;
    history.pushState(null, "", link.href);
    this.#open();
    document.querySelector("h1").focus();
    scrollTo(0, 0);
  }

  // The address has changed already; who stays gets it back. A step within the page leads to no other section.
  async #stepped() {
    if (location.pathname === this.#shown) return;
    const mayLeave = await this.#desk.mayLeave();
    if (location.pathname === this.#shown) return;
    if (mayLeave) this.#open();
    else history.pushState(null, "", this.#shown);
  }

  #open() {
    this.#shown = location.pathname;
    const name = this.#shown.split("/")[2] || "people";
    const [title, panels] = sections.get(name) ?? sections.get("people");
    for (const panel of this.#panels) panel.close();
    this.#panels = panels(this.#desk);
    setText(document.querySelector("h1"), title);
    document.title = `${title} – Parley`;
    this.#mark(name);
    this.#content.replaceChildren(...this.#panels.map((panel) => panel.element));
    for (const panel of this.#panels) panel.load();
  }

  #mark(name) {
    for (const link of document.querySelectorAll(".desk-nav a")) {
      const isHere = link.pathname === `/admin/${name}`;
      setAttribute(link, "aria-current", isHere ? "page" : null);
      // On a phone the sections are a strip, of which a part is out of sight.
      if (isHere) link.scrollIntoView({ block: "nearest", inline: "center" });
    }
  }
}

new AdminPage().start();
