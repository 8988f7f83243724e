// The machine's own clock may be wrong by years, and may be set while the page lives. Durations come from `performance.now()`,
// which runs evenly, and moments from the server.

let aheadMs: number | undefined;

/** Takes the time from the headers of a server's response. */
export const learnServerTime = (headers: Pick<Headers, "get">): void => {
  const dateMs = Date.parse(headers.get("date") ?? "");
  if (dateMs) aheadMs = dateMs - performance.now();
};

/** Milliseconds since 1970 by the server's clock; `undefined` before the first response with a date. */
export const serverTimeMs = (): number | undefined => (aheadMs === undefined ? undefined : performance.now() + aheadMs);

/** Milliseconds since 1970 by the server's clock, or by this machine's before the first response with a date. */
export const nowMs = (): number => serverTimeMs() ?? Date.now();
