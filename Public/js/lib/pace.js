// How soon to try again. Pure: time and chance come in.

const steps = [1000, 2000, 4000, 7000, 8000];
const window = 60_000;
const mostInWindow = 11;

/**
 * While a server fails, a page may ask at most 12 times a minute and must be back within 10 s of its recovery.
 * So the waits grow to 8 s, with ±15 % of chance so that all pages of a team do not come at once.
 */
export class Pace {
  #failures = 0;
  #tries = [];
  #random;

  constructor(random = Math.random) {
    this.#random = random;
  }

  /** A try begins now. */
  tried(now) {
    this.#tries = this.#tries.filter((time) => now - time < window);
    this.#tries.push(now);
  }

  /** It stayed up for a while: the next failure starts from the short wait again. */
  succeeded() {
    this.#failures = 0;
  }

  /** How long to wait after a failure at `now`. */
  delay(now) {
    const step = steps[Math.min(this.#failures, steps.length - 1)];
    this.#failures += 1;
    return Math.max(step * (0.85 + 0.3 * this.#random()), this.#untilAllowed(now));
  }

  /** How long until one more try keeps to the limit; 0 where it may be made at once. */
  #untilAllowed(now) {
    const recent = this.#tries.filter((time) => now - time < window);
    return recent.length < mostInWindow ? 0 : recent[recent.length - mostInWindow] + window - now;
  }

  /** The wait where a person or the browser asks for a try right now. */
  soonest(now) {
    return this.#untilAllowed(now);
  }
}
