"""How far every visible text stands out from what is behind it, as WCAG reckons: `[ratio, text, element]` below 4.5."""

WEAK_TEXTS = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const parts = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, ground) => [0, 1, 2].map((i) => top[i] * top[3] + ground[i] * (1 - top[3]));
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const all = [];
    for (let one = element; one; one = one.parentElement) all.unshift(parts(getComputedStyle(one).backgroundColor));
    return all.reduce((below, colour) => over(colour, below), [255, 255, 255]);
  };
  const ratio = (style, element, opacity = 1) => {
    const below = ground(element);
    const colour = parts(style.color);
    colour[3] *= opacity;
    const [a, b] = [light(over(colour, below)), light(below)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const opacityOf = (element) => (element ? Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement) : 1);
  const found = [];
  const note = (value, text, element) => {
    if (value < 4.5) found.push([Number(value.toFixed(2)), text.trim().slice(0, 40), `${element.localName}.${element.className}`]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("template, .visually-hidden, noscript, option, script")) continue;
    if (!element.checkVisibility() || opacityOf(element) < 0.05 || getComputedStyle(element).fontSize === "0px") continue;
    note(ratio(getComputedStyle(element), element, opacityOf(element)), walker.currentNode.data, element);
  }
  for (const box of document.querySelectorAll("textarea, input")) note(ratio(getComputedStyle(box, "::placeholder"), box), box.placeholder, box);
  for (const code of document.querySelectorAll(".prose pre")) note(ratio(getComputedStyle(code, "::before"), code), "language", code);
  return found;
}"""
