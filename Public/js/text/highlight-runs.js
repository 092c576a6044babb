// The highlighter gives HTML as a string. It is read here, strictly, into [class, text] runs; nothing parses it as HTML.

const piece = /<span class="([a-z0-9_ -]{1,60})">|(<\/span>)|&(amp|lt|gt|quot|#x27|#39);|([^<&]+)/gy;
const characters = new Map([["amp", "&"], ["lt", "<"], ["gt", ">"], ["quot", '"'], ["#x27", "'"], ["#39", "'"]]);

// What the highlighter tells apart, and the few colours we have for it.
const colours = new Map(Object.entries({
  keyword: "keyword", "selector-tag": "keyword", literal: "number", number: "number", symbol: "number", bullet: "number",
  string: "string", regexp: "string", "template-string": "string", char: "string", addition: "added", deletion: "removed",
  comment: "comment", quote: "comment", doctag: "comment", meta: "meta", "meta-keyword": "meta", "meta-string": "string",
  title: "title", section: "title", name: "keyword", "selector-id": "title", "selector-class": "title",
  type: "type", class: "type", built_in: "type", "builtin-name": "type", attr: "attribute", attribute: "attribute",
  variable: "variable", "template-variable": "variable", params: "", subst: "", tag: "", link: "string",
  emphasis: "emphasis", strong: "strong",
}));

/** The classes that a run may have. */
export const runClasses = new Set([...colours.values()].filter(Boolean));

/** Runs of the text, or null where the string holds anything but the highlighter's own spans. */
export function toRuns(html) {
  const runs = [];
  const open = [""];
  piece.lastIndex = 0;
  while (piece.lastIndex < html.length) {
    const found = piece.exec(html);
    if (!found) return null;
    const [, opened, closed, entity, text] = found;
    if (opened !== undefined) open.push(colourOf(opened, open.at(-1)));
    else if (closed) open.pop();
    else add(runs, open.at(-1) ?? "", entity ? characters.get(entity) : text);
    if (open.length === 0) return null;
  }
  return open.length === 1 ? runs : null;
}

function colourOf(names, inherited) {
  const name = names.split(" ").find((one) => one.startsWith("hljs-"))?.slice(5);
  return name === undefined ? inherited : colours.get(name) ?? inherited;
}

function add(runs, colour, text) {
  const last = runs.at(-1);
  if (last?.[0] === colour) last[1] += text;
  else runs.push([colour, text]);
}
