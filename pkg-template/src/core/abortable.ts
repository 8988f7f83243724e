/** Runs `task`. Rejects with the signal's own reason as soon as it aborts, and does not start after that. */
export const abortable = <Result>(
  task: () => Result | PromiseLike<Result>,
  signal?: AbortSignal | undefined,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort);
    Promise.resolve(task())
      .then(resolve, reject)
      .finally(() => signal?.removeEventListener("abort", abort));
  });
