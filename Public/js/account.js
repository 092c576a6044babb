import { NamePanel, NotificationsPanel, PasswordPanel } from "./account/person.js";
import { OwnPresetsPanel } from "./account/presets.js";
import { OwnSessionsPanel } from "./account/sessions.js";
import { TokensPanel } from "./account/tokens.js";
import { OwnUsagePanel } from "./account/usage.js";
import { Desk } from "./desk/desk.js";
import { AutoDialog } from "./elements/auto-dialog.js";
import { CopyButton } from "./elements/copy-button.js";

customElements.define("auto-dialog", AutoDialog);
customElements.define("copy-button", CopyButton);

const desk = new Desk(document.body).start();
const password = new PasswordPanel(desk);
const sessions = new OwnSessionsPanel(desk);
password.changed = () => sessions.load();

// By what the page's own links call each.
const panels = {
  you: new NamePanel(desk, (person) => password.draw(person)), password, sessions, tokens: new TokensPanel(desk),
  usage: new OwnUsagePanel(desk), presets: new OwnPresetsPanel(desk), notifications: new NotificationsPanel(desk),
};

for (const [id, panel] of Object.entries(panels)) {
  panel.element.id = id;
  document.querySelector(".desk-content").append(panel.element);
}
// A link to a part of the page arrives once the parts above it have their height.
Promise.all(Object.values(panels).map((panel) => panel.load())).then(() => {
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
});
