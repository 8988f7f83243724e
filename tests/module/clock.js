const { setTimeout } = globalThis;
const clocks = [Date, performance].map((clock) => ({ clock, now: clock.now.bind(clock) }));

/** Changes what all of the page's clocks tell. */
const set = (change) => {
  for (const { clock, now } of clocks) clock.now = change(now);
};

/**
 * Makes the page's time run so many times as fast, for the module and for its tests alike. Pauses of minutes are then
 * over in a moment, and their length can still be measured, on that clock.
 */
export function hurry(times) {
  set((now) => {
    const beganMs = now();
    return () => beganMs + (now() - beganMs) * times;
  });
  globalThis.setTimeout = (task, ms = 0, ...rest) => setTimeout(task, ms / times, ...rest);
}

/** Lets so much time have passed. */
export function skip(ms) {
  set((now) => () => now() + ms);
}

/** Sets the clocks ahead as they are at present: the machine was asleep meanwhile. */
export function sleep(ms) {
  for (const { clock } of clocks) {
    const before = clock.now;
    clock.now = () => before() + ms;
  }
}

/** Sets the page's clocks right again. */
export function reset() {
  set((now) => now);
  globalThis.setTimeout = setTimeout;
}

/** Lets time pass on the page's clock. */
export const pass = (ms) => new Promise((resolve) => globalThis.setTimeout(resolve, ms));
