import { nameField, textField } from "../desk/fields.js";
import { Form, FormFault } from "../desk/form.js";
import { Panel } from "../desk/panel.js";
import { make, setText, show } from "../lib/dom.js";
import { withInitials } from "../lib/faces.js";
import { roleName, wayWords } from "../text/desk-words.js";
import { personInitials } from "../text/names.js";
import { notificationWords } from "../text/notification-words.js";
import * as api from "./api.js";

/** One's own name. */
export class NamePanel extends Panel {
  #field = nameField({ autocomplete: "username", hint: "You sign in by this name, and the others see it." });
  #form = new Form({ fields: [this.#field], action: "Save", submit: (values) => this.#save(values) });
  #told = make("p", { className: "panel-text" });

  constructor(desk, told) {
    super(desk, { title: "You", tools: [make("button", { type: "button", className: "plain-button is-small sign-out" }, "Sign out")] });
    this.told = told;
    this.body.append(this.#told, this.#form.element);
  }

  read(signal) {
    return api.whoAmI(signal);
  }

  draw(person) {
    const { name, role, signed_in_by: way } = person;
    if (!("changed" in this.#form.element.dataset)) this.#field.control.value = name;
    setText(this.#told, `${roleName(role)}, signed in by ${wayWords(way)}.`);
    this.told(person);
  }

  async #save({ name: typed }) {
    const person = await api.changeName(typed.trim());
    this.#form.settle();
    this.draw(person);
    renamed(person.name);
    this.desk.say("Your name is changed.");
  }
}

/** The page's own foot shows the new name at once. */
function renamed(name) {
  for (const place of document.querySelectorAll(".desk-account .account-name")) setText(place, name);
  for (const face of document.querySelectorAll(".desk-account .face")) withInitials(face, personInitials(name));
}

/** One's own password, for which the one of now is asked. */
export class PasswordPanel extends Panel {
  #none = make("p", { className: "panel-text" });
  #fields = passwordFields();
  #form = new Form({ fields: this.#fields, action: "Change password", submit: (values) => this.#change(values) });

  constructor(desk) {
    super(desk, { title: "Password" });
    this.body.append(this.#none, this.#form.element);
    this.element.hidden = true;
  }

  /** What there is to know is read together with the name. */
  load() {}

  draw({ has_password: hasPassword, signed_in_by: way }) {
    show(this.element, true);
    show(this.body, true);
    show(this.#form.element, hasPassword !== false);
    setText(this.#none, `You have no password here: you sign in by ${wayWords(way)}.`);
    show(this.#none, hasPassword === false);
  }

  async #change({ current_password: current, new_password: wanted, again }) {
    if (wanted !== again) throw new FormFault("The two new passwords are not the same.", this.#fields[2]);
    await this.#sent({ current_password: current, new_password: wanted });
    this.#form.element.reset();
    this.desk.say("Your password is changed. Every other session is ended.");
    this.changed?.();
  }

  // A wrong password is not a matter of what one may do.
  async #sent(values) {
    try {
      await api.changePassword(values);
    } catch (error) {
      if (error.status === 403) throw new FormFault(error.message || "The current password is not this one.", this.#fields[0]);
      throw error;
    }
  }
}

function passwordFields() {
  const secret = (name, label, autocomplete, hint) => textField(name, label, { type: "password", required: true, autocomplete, hint });
  return [
    secret("current_password", "Current password", "current-password"),
    secret("new_password", "New password", "new-password", "At least 8 characters. Every other session ends."),
    secret("again", "The new password again", "new-password"),
  ];
}

/** Whether this browser may tell of what happens while one looks elsewhere. */
export class NotificationsPanel extends Panel {
  #words = make("p", { className: "panel-text" });

  constructor(desk) {
    super(desk, { title: "Notifications" });
    this.body.append(this.#words);
  }

  load() {
    setText(this.#words, notificationWords(isSecureContext, globalThis.Notification?.permission));
    show(this.body, true);
  }
}
