/**
 * How the focus comes back to an element, also where its row was made anew meanwhile, or is gone: then to the same button
 * of the row beside it, and where there is none, to the heading above.
 */
export function wayBackTo(element) {
  const row = element?.closest?.("tr[data-key]");
  const place = row && { body: row.parentElement, key: row.dataset.key, index: [...row.parentElement.children].indexOf(row) };
  return () => {
    if (element?.isConnected && element.checkVisibility()) return element.focus();
    const control = place && controlAt(place, element.dataset.action);
    const heading = (place?.body ?? element)?.closest?.(".panel")?.querySelector(".panel-title");
    (control ?? heading ?? document.querySelector("h1")).focus();
  };
}

function controlAt({ body, key, index }, action) {
  const rows = [...body.children];
  const row = rows.find((one) => one.dataset.key === key) ?? rows[Math.min(index, rows.length - 1)];
  return row?.querySelector(`[data-action="${action}"]`) ?? row?.querySelector("button, select, summary");
}
