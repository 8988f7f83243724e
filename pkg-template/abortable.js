/** Settles like `promise`, or rejects with the signal's own reason as soon as it aborts. */
export const abortable = (promise, signal) =>
  signal
    ? new Promise((resolve, reject) => {
        const abort = () => reject(signal.reason);
        if (signal.aborted) return abort();
        signal.addEventListener("abort", abort);
        promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
      })
    : promise;
