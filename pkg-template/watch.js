// Loaded when somebody watches jobs.

/** Turns waiting for one job into an iterator over the changes of several. */
export async function* watch(wait, refs, options) {
  const controller = new AbortController();
  const abort = () => controller.abort(options.signal.reason);
  const jobs = [];
  let wake;
  let end;
  const settle = (outcome) => {
    end = outcome;
    wake?.();
  };
  const onUpdate = (job) => {
    jobs.push(job);
    wake?.();
    options?.onUpdate?.(job);
  };
  if (options?.signal?.aborted) abort();
  options?.signal?.addEventListener("abort", abort);
  Promise.all(
    [refs].flat().map((ref) =>
      wait(ref, { ...options, onUpdate, signal: controller.signal }).catch((error) => {
        // Told as a job already, like any other change.
        if (error?.code !== "job_failed") throw error;
      }),
    ),
  ).then(
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
    options?.signal?.removeEventListener("abort", abort);
    controller.abort();
  }
}
