// Does something between the browser and the server hold the stream back? Pure.

export const sentEvents = 10;
export const pause = 200;

// Events that were sent apart and come within this time have come together.
const together = 40;
const late = 1500;

/**
 * `arrivals`: at which millisecond after the request each event came, in their order. Gives `{ state, words, advice }`,
 * `state` one of `direct`, `some`, `buffered`, `cut`.
 */
export function proxyVerdict(arrivals) {
  if (arrivals.length < sentEvents) return cutVerdict(arrivals.length);
  const gaps = arrivals.slice(1).map((at, index) => at - arrivals[index]);
  const bunched = gaps.filter((gap) => gap < together).length;
  if (bunched === gaps.length) return buffered;
  if (bunched >= 3) return inPieces(gaps.length + 1 - bunched);
  return arrivals[0] > late ? slow(arrivals[0]) : direct;
}

const direct = {
  state: "direct",
  words: "The events came one by one, as they were sent. Nothing between this browser and the server holds the stream back.",
  advice: "",
};

const buffered = {
  state: "buffered",
  words: "All events came in one go, though the server sent them over two seconds. Something between this browser and the server collects the stream, so answers appear late and all at once.",
  advice: "Turn off buffering for Parley in the proxy: `proxy_buffering off;` in nginx, `flush_interval -1` in Caddy. Compression of `text/event-stream` does the same harm.",
};

const inPieces = (pieces) => ({
  state: "some",
  words: `The ten events came in ${pieces} pieces. Something between this browser and the server holds the stream back for moments, so answers will seem to stutter.`,
  advice: "A small buffer in a proxy, compression, or a busy network does this. Try once more; if it stays so, turn off buffering for `text/event-stream`.",
});

const slow = (first) => ({
  state: "some",
  words: `The events came one by one, but the first only after ${(first / 1000).toFixed(1)} s. The way to the server is slow, or something waits before it lets a stream through.`,
  advice: "",
});

const cutVerdict = (number) => ({
  state: "cut",
  words: number === 0 ? "No event came. Something ends the stream before it begins." : `Only ${number} of ten events came; then the stream ended.`,
  advice: "Something between this browser and the server ends long answers. Raise its read timeout, `proxy_read_timeout` in nginx, to at least an hour.",
});
