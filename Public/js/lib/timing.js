/** Calls `action` once things have been quiet for `delay` ms. */
export function debounce(action, delay) {
  let timer;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(action, delay, ...values);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** Calls `action` at once, then at most every `delay` ms, and once more at the end. */
export function throttle(action, delay) {
  let timer = null;
  let isWanted = false;
  const run = () => {
    timer = null;
    if (!isWanted) return;
    isWanted = false;
    timer = setTimeout(run, delay);
    action();
  };
  return () => {
    isWanted = true;
    if (timer === null) run();
  };
}

/** Calls `action` before the next paint, once however often it is asked. A hidden tab paints nothing, so there a timer serves. */
export function oncePerFrame(action) {
  let isAsked = false;
  const run = () => {
    if (!isAsked) return;
    isAsked = false;
    action();
  };
  return () => {
    if (isAsked) return;
    isAsked = true;
    if (document.hidden) setTimeout(run, 250);
    else {
      requestAnimationFrame(run);
      setTimeout(run, 500);
    }
  };
}
