// How a menu beside a button behaves, whoever's menu it is.

const margin = 8;

/** Puts an open menu below its button, or above where there is more room, and always where all of it can be seen. */
export function placeBeside(menu, opener) {
  const { right, top, bottom } = opener.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu;
  const fitsBelow = bottom + 4 + offsetHeight <= innerHeight - margin;
  const wanted = fitsBelow ? bottom + 4 : top - offsetHeight - 4;
  menu.style.left = `${Math.max(margin, Math.min(right, innerWidth - margin) - offsetWidth)}px`;
  menu.style.top = `${Math.max(margin, wanted)}px`;
}

/** Goes through its buttons with the arrow keys, round and round. */
export function step(menu, event) {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!way) return;
  event.preventDefault();
  const buttons = [...menu.querySelectorAll("button:not([hidden])")];
  buttons.at((buttons.indexOf(document.activeElement) + way) % buttons.length).focus();
}
