import { areaField, choiceField, radioField, textField } from "../desk/fields.js";
import { askForm } from "../desk/form-dialog.js";
import { onceShown } from "../desk/secret.js";
import { until } from "../text/amounts.js";
import { roles } from "../text/desk-words.js";
import * as api from "./api.js";

const ends = [["1", "In 1 hour"], ["24", "In 24 hours"], ["72", "In 3 days"], ["168", "In 7 days"]];
const endField = () => choiceField("expires_in_hours", "The link ends", ends, { value: "24" });

/** Makes an invite; gives whether one was made. */
export function askForInvite() {
  return askForm({
    title: "Invite someone", action: "Make the link", isWide: true,
    text: "Whoever opens the link first chooses a name and a password and is in.",
    fields: [
      radioField("role", "Role", roles, { value: "member" }),
      textField("name", "Name", { maxLength: 64, dir: "auto", hint: "Stands in the form already; they may choose another. May be empty." }),
      areaField("note", "Note", { rows: 2, maxLength: 200, dir: "auto", hint: "For admins: who this is for. May be empty." }),
      endField(),
    ],
    submit: async ({ role, name, note, expires_in_hours: hours }) =>
      linkShown(await api.invite({ role, ...given({ name, note }), expires_in_hours: Number(hours) })),
  });
}

/** Makes a link by which a person chooses a new password. */
export function askForLink({ id, name }) {
  return askForm({
    title: `A new password for ${name}`, action: "Make the link",
    text: `With this link ${name} chooses a new password. Until then the old one is good. Give it only to them: whoever opens it first is ${name}.`,
    fields: [endField()],
    submit: async ({ expires_in_hours: hours }) => linkShown(await api.invite({ person_id: id, expires_in_hours: Number(hours) })),
  });
}

function given(values) {
  return Object.fromEntries(Object.entries(values).map(([key, text]) => [key, text.trim()]).filter(([, text]) => text));
}

function linkShown({ invite, link }) {
  return onceShown("The link", link, `Copy it now: it is shown only this once. It is good for one use and ends ${until(invite.expires_at)}.`);
}
