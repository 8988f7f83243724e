/**
 * Milliseconds on a clock that runs evenly and that nobody sets: for everything that lasts. The machine's own clock may be
 * wrong by years, and may be set while the page lives.
 */
export const monotonicMs = () => performance.now();

let aheadMs;

/** Takes the time from the headers of a server's response. */
export const learnServerTime = (headers) => {
  const dateMs = Date.parse(headers.get("date"));
  if (dateMs) aheadMs = dateMs - monotonicMs();
};

/** Milliseconds since 1970 by the server's clock; `undefined` until a response has told. */
export const serverTimeMs = () => (aheadMs === undefined ? undefined : monotonicMs() + aheadMs);

/** Likewise; until a response has told, by this machine's clock. */
export const nowMs = () => serverTimeMs() ?? Date.now();
