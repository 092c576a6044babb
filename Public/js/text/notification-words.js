// Whether a browser may tell of what happens while one looks elsewhere. Pure.

const told = "when an answer is finished, or somebody names you, while you look elsewhere.";
const bell = "The bell at the foot of the conversations turns";
const marked = "What is unread is marked in the list of conversations.";

const permissions = new Map([
  ["default", `This browser can tell you ${told} ${bell} this on; the browser then asks once.`],
  ["granted", `This browser may tell you ${told} ${bell} it on and off.`],
  ["denied", "This browser was told to show no notifications of this site. That is changed in the browser’s own settings for this site."],
]);

/** `isSecure`: the page came over https, or from the same machine. `permission` is undefined where there is none to be had. */
export function notificationWords(isSecure, permission) {
  if (!isSecure) {
    return `Browsers show notifications only of sites that are reached over https, or on the same machine. This page was not. ${marked}`;
  }
  return permissions.get(permission)
    ?? `This browser shows no notifications of sites; on an iPhone or iPad, only of those on the home screen. ${marked}`;
}
