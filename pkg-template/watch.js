// Loaded when somebody watches jobs.

/** Turns waiting for one job into an iterator over the changes of several. What ends one of the waits does not end the others. */
export async function* watch(wait, refs, options) {
  const controller = new AbortController();
  const changes = [];
  let wake;
  let end;
  const put = (change) => {
    if (controller.signal.aborted) return;
    changes.push(change);
    wake?.();
  };
  const settle = (outcome) => {
    end ??= outcome;
    wake?.();
  };
  const abort = () => {
    settle({ error: options.signal.reason });
    controller.abort();
  };
  const onUpdate = (job) => {
    put({ job });
    options?.onUpdate?.(job);
  };
  const follow = async (ref) => {
    try {
      await wait(ref, { ...options, onUpdate, signal: controller.signal });
    } catch (error) {
      // What is set up wrongly concerns all of them.
      if (error?.code === "configuration") throw error;
      // Told as a job already, like any other change.
      if (error?.code !== "job_failed") put({ ref, error });
    }
  };
  const followAll = async () => Promise.all([await refs].flat().map(follow));
  if (options?.signal?.aborted) abort();
  else
    followAll().then(
      () => settle({}),
      (error) => settle({ error }),
    );
  options?.signal?.addEventListener("abort", abort);
  try {
    for (;;) {
      if (end && "error" in end) throw end.error;
      if (changes.length) yield changes.shift();
      else if (end) return;
      else await new Promise((resolve) => (wake = resolve));
    }
  } finally {
    // Reached by `break`, too: what nobody reads is no longer looked at.
    options?.signal?.removeEventListener("abort", abort);
    controller.abort();
  }
}
