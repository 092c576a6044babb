/**
 * A press beside an open dialog closes it: one that begins and ends there. Its own edge is not beside it, a selection that
 * is drawn out of it began in it, and the second half of a double click was meant for what opened it.
 */
export function closesBeside(dialog) {
  let hasBegun = false;
  dialog.addEventListener("pointerdown", (event) => (hasBegun = isBeside(event, dialog)));
  dialog.addEventListener("click", (event) => {
    if (hasBegun && event.detail === 1 && isBeside(event, dialog)) dialog.close();
  });
}

// What lies behind an open dialog counts as the dialog itself; only the place tells them apart.
function isBeside({ target, clientX: x, clientY: y }, dialog) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return target === dialog && (x < left || x > right || y < top || y > bottom);
}
