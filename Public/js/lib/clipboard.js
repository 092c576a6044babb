/** Copies text; says whether it worked. On plain http there is no `navigator.clipboard`, so a hidden text box serves. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyFromBox(text);
  }
}

function copyFromBox(text) {
  const before = document.activeElement;
  const box = document.createElement("textarea");
  box.className = "visually-hidden";
  box.value = text;
  // Inside an open dialog only its own content may be selected.
  (document.querySelector("dialog[open]") ?? document.body).append(box);
  box.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    box.remove();
    before?.focus?.({ preventScroll: true });
  }
}
