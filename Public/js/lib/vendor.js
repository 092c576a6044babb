// The only files that are loaded by address while the page runs. Where the browser guards such places, only these addresses pass.

const allowed = new Set(["/vendor/katex/katex.min.js", "/js/text/highlight-worker.js"]);

const policy = globalThis.trustedTypes?.createPolicy("parley", {
  createScriptURL(address) {
    if (!allowed.has(address)) throw new TypeError("not one of Parley's scripts");
    return address;
  },
});

const trusted = (address) => policy?.createScriptURL(address) ?? address;

export function startWorker(address) {
  return new Worker(trusted(address), { type: "module" });
}

export function loadScript(address) {
  return loaded(Object.assign(document.createElement("script"), { src: trusted(address), async: true }));
}

export function loadStyle(address) {
  return loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
}

function loaded(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve, { once: true });
    element.addEventListener("error", () => reject(new Error("not loaded")), { once: true });
    document.head.append(element);
  });
}
