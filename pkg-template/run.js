/**
 * One video from the request to the result, and what may be said of it in between: what the React hook and the custom
 * element have in common. Nothing goes on while nobody has subscribed, except that a create that was sent is let through.
 *
 * @param {() => object} read the options as they are now: `client`, `resume` and those of waiting
 */
export const createRun = (read) => {
  const listeners = new Set();
  let snapshot = { state: "idle" };
  let controller;
  let running;
  let looked;

  const show = (next) => {
    snapshot = next;
    for (const listen of listeners) listen();
  };

  const stop = () => {
    controller?.abort();
    running = undefined;
  };

  const end = (job) => {
    stop();
    show({ state: "idle", job });
  };

  // A second call while one is under way joins it: two clicks are one video.
  const run = (first, create) => {
    if (running) return running;
    const { signal } = (controller = new AbortController());
    const update = (change) => signal.aborted || show({ ...snapshot, ...change });
    const follow = async ({ job }) => {
      try {
        if (create) {
          job = await create(signal, update);
          update({ state: "waiting", job });
          if (!listeners.size) return stop();
        }
        job = await read().client.waitForVideo(job, { ...read(), signal, onUpdate: (job) => update({ job }) });
        if (signal.aborted) return;
        running = undefined;
        update({ state: "completed", job });
        return job;
      } catch (error) {
        if (signal.aborted) return;
        running = undefined;
        update({ state: "failed", error, job: error?.job ?? snapshot.job });
      }
    };
    running = follow(first);
    show(first);
    return running;
  };

  const resume = (job) => run({ state: "waiting", job });

  const lookForPending = async () => {
    if (looked || read().resume === false) return;
    looked = true;
    // A page sets its client up after its imports, which may have been what called this.
    await null;
    const [job] = await read()
      .client.pendingJobs()
      .catch(() => []);
    looked = listeners.size;
    if (job && looked && snapshot.state === "idle") resume(job);
  };

  return {
    getSnapshot: () => snapshot,
    subscribe: (listen) => {
      listeners.add(listen);
      if (snapshot.state === "waiting") resume(snapshot.job);
      if (snapshot.state === "idle") lookForPending();
      return () => {
        listeners.delete(listen);
        // React's strict mode and an element that moves come back at once.
        queueMicrotask(() => {
          if (listeners.size) return;
          if (snapshot.state === "waiting") stop();
          if (snapshot.progress) end();
        });
      };
    },
    start: (request, options) =>
      run({ state: request.image_url instanceof Blob ? "uploading" : "creating" }, (signal, update) =>
        read().client.createImageToVideo(request, {
          ...options,
          signal,
          onUploadProgress: (progress) =>
            update(
              progress.loadedBytes === progress.totalBytes ? { state: "creating", progress: undefined } : { progress },
            ),
        }),
      ),
    resume,
    cancel: () => running && end(snapshot.job),
    reset: () => end(),
  };
};
