import { claim, claimed, isClaimedHere } from "./claims.js";

/** Creates that were sent and are let through although everybody has left. */
const letThrough = new Set();

/**
 * One video from the request to the result, and what may be said of it in between: what the React hook and the custom
 * element have in common. Once all subscribers have left nothing goes on, except that a create that was sent is let through.
 *
 * @param {() => object} read the options as they are now: `client`, `resume` and those of waiting
 */
export const createRun = (read) => {
  const listeners = new Set();
  let snapshot = { state: "idle" };
  let controller;
  let running;
  let creating;
  let looked;
  /** Whether every subscriber has gone. */
  let isLeft = false;
  /** Whether what is running was begun by `start`. */
  let isOwn = false;
  /** Whether its create has been handed to the network: from then on it may cost. */
  let isSent = false;

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

  const run = (first, create, mine = new AbortController()) => {
    stop();
    controller = mine;
    isOwn = !!create;
    isSent = false;
    const { signal } = mine;
    const update = (change) => signal.aborted || show({ ...snapshot, ...change });
    const follow = async ({ job }) => {
      try {
        if (create) {
          creating = create(signal, update);
          job = await creating;
          if (signal.aborted) return;
          update({ state: "waiting", job });
          if (isLeft) return stop();
        }
        claim(job.id, signal);
        job = await read().client.waitForVideo(job, { ...read(), signal, onUpdate: (job) => update({ job }) });
        if (signal.aborted) return;
        running = undefined;
        update({ state: "completed", job });
        return job;
      } catch (error) {
        if (signal.aborted) return;
        running = undefined;
        update({ state: "failed", error, job: error?.job ?? snapshot.job });
      } finally {
        letThrough.delete(creating);
        // Gives up the claims.
        mine.abort();
      }
    };
    running = follow(first);
    show(first);
    return running;
  };

  const resume = (job) => {
    if (running && snapshot.job?.id === job.id) return running;
    // An upload or a create under way goes on, and is not this job's.
    if (running && snapshot.state !== "waiting") return Promise.resolve();
    return run({ state: "waiting", job });
  };

  /** The newest pending job that nobody waits for, or the one that the page chooses of these; and whether it is one of them. */
  const findPending = async () => {
    const { client, resume: choose } = read();
    const jobs = await client.pendingJobs({ except: claimed });
    const taken = await claimed();
    const free = jobs.filter(({ id, idempotencyKey }) => !taken.has(id) && !taken.has(idempotencyKey));
    const job = typeof choose === "function" ? choose(free) : free[0];
    return { job, isFree: free.includes(job) };
  };

  const lookForPending = async () => {
    if (looked || read().resume === false) return;
    looked = true;
    // A page sets its client up after its imports, which may have been what called this; and a create that is let through
    // is a pending job in a moment.
    await Promise.allSettled(letThrough);
    const { job, isFree } = await findPending().catch(() => ({}));
    looked = !isLeft;
    const mine = new AbortController();
    const isWanted = () => job && !isLeft && snapshot.state === "idle";
    if (!isWanted()) return;
    if (!(await claim(job.id, mine.signal))) {
      // Somebody else was quicker; there may be another one.
      looked = false;
      return isFree && lookForPending();
    }
    if (isWanted()) return run({ state: "waiting", job }, undefined, mine);
    mine.abort();
  };

  return {
    getSnapshot: () => snapshot,
    subscribe: (listen) => {
      listeners.add(listen);
      isLeft = false;
      const { state, job } = snapshot;
      if (state === "waiting" && !running) {
        if (isClaimedHere(job.id)) end();
        else resume(job);
      }
      if (snapshot.state === "idle") lookForPending();
      return () => {
        listeners.delete(listen);
        // React's strict mode and an element that moves come back at once.
        queueMicrotask(() => {
          if (listeners.size) return;
          isLeft = true;
          if (!running) return;
          if (snapshot.state === "waiting") stop();
          else if (isSent) letThrough.add(creating);
          else end();
        });
      };
    },
    // A second start joins the first: two clicks are one video. What was resumed gives way, and stays pending.
    start: (request, options) =>
      running && isOwn
        ? running
        : run({ state: request.image_url instanceof Blob ? "uploading" : "creating" }, (signal, update) =>
            read().client.createImageToVideo(request, {
              ...options,
              signal,
              // The last moment to abort before a file leaves, or an order, which has a key.
              onSend: (key) => {
                if (isLeft) return end();
                isSent ||= key !== undefined;
                if (isSent) claim(key, signal);
              },
              onUploadProgress: (progress) =>
                update(
                  progress.loadedBytes === progress.totalBytes
                    ? { state: "creating", progress: undefined }
                    : { progress },
                ),
            }),
          ),
    resume,
    cancel: () => running && end(snapshot.job),
    reset: () => end(),
  };
};
