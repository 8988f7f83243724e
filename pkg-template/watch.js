/** Turns a callback per change into an iterator. `start(onJob, stop)` returns a promise of the end. */
export async function* watch(start) {
  const stop = new AbortController();
  const jobs = [];
  let wake;
  let end;
  const settle = (outcome) => {
    end = outcome;
    wake?.();
  };
  start((job) => {
    jobs.push(job);
    wake?.();
  }, stop.signal).then(
    () => settle({}),
    (error) => settle({ error }),
  );
  try {
    for (;;) {
      while (jobs.length) yield jobs.shift();
      if (end) {
        if ("error" in end) throw end.error;
        return;
      }
      await new Promise((resolve) => (wake = resolve));
    }
  } finally {
    // Reached by `break`, too: what nobody reads is no longer looked at.
    stop.abort();
  }
}
