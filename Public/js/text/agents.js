// What a browser calls itself, in two words. Pure.

const browsers = [
  ["Edge", /Edg(?:e|A|iOS)?\//], ["Opera", /OPR\//], ["Samsung Internet", /SamsungBrowser\//], ["Firefox", /Firefox\/|FxiOS\//],
  ["Chrome", /Chrome\/|CriOS\//], ["Safari", /Safari\//],
];
const systems = [
  ["iPhone", /iPhone/], ["iPad", /iPad/], ["Android", /Android/], ["Windows", /Windows/], ["ChromeOS", /CrOS/],
  ["macOS", /Macintosh|Mac OS X/], ["Linux", /Linux|X11/],
];
const longest = 60;

/** "Firefox on Linux"; a program by its own name; nothing at all is said to be so. */
export function agentWords(agent) {
  const text = (agent ?? "").trim();
  if (!text) return "an unnamed program";
  const browser = nameIn(browsers, text);
  const system = nameIn(systems, text);
  if (browser) return system ? `${browser} on ${system}` : browser;
  return [...text].slice(0, longest).join("");
}

const nameIn = (list, text) => list.find(([, pattern]) => pattern.test(text))?.[0];
