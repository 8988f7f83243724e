/** Runs `task`; rejects with the signal's own reason as soon as it aborts, and never begins after it has. */
export const abortable = (task, signal) =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort);
    Promise.resolve(task())
      .then(resolve, reject)
      .finally(() => signal?.removeEventListener("abort", abort));
  });
