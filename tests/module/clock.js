const { setTimeout } = globalThis;
const { now } = Date;

/**
 * Makes the page's time run so many times as fast, for the module and for its tests alike. Pauses of minutes are then
 * over in a moment, and their length can still be measured, on that clock.
 */
export function hurry(times) {
  const beganMs = now();
  Date.now = () => beganMs + (now() - beganMs) * times;
  globalThis.setTimeout = (task, ms = 0, ...rest) => setTimeout(task, ms / times, ...rest);
}

/** Sets the page's clock ahead. */
export function skip(ms) {
  Date.now = () => now() + ms;
}

/** Sets the page's clock right again. */
export function reset() {
  Date.now = now;
  globalThis.setTimeout = setTimeout;
}

/** Lets time pass on the page's clock. */
export const pass = (ms) => new Promise((resolve) => globalThis.setTimeout(resolve, ms));
