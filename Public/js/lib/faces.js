import { personInitials } from "../text/names.js";
import { make, setText } from "./dom.js";

/** The round face of a person, as the templates draw it. */
export function face(name) {
  const element = make("span", { className: "face" });
  element.setAttribute("aria-hidden", "true");
  return withInitials(element, personInitials(name));
}

/** A face takes its colour from its initials. */
export function withInitials(element, initials) {
  setText(element, initials);
  element.dataset.initials = initials;
  return element;
}
