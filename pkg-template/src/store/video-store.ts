import type { Client } from "../types/client.js";
import type { CompletedJob, Job } from "../types/jobs.js";
import type { CallOptions, CreateOptions } from "../types/options.js";
import { claim, claimed, isClaimedHere } from "./claims.js";
import { defaultClient } from "./default-client.js";
import type { ImageToVideoSnapshot, VideoStore, VideoStoreOptionsInput } from "./types.js";

type Outcome = Promise<CompletedJob | undefined>;
type Create = (signal: AbortSignal, update: (next: ImageToVideoSnapshot) => void) => Promise<Job>;

/** Creates that were sent and complete although their subscribers have left. */
const detached = new Set<Promise<Job> | undefined>();

/** Makes a store for one video at a time. All bindings use it. */
export const createVideoStore = (options?: VideoStoreOptionsInput): VideoStore => {
  /** The options as they are now. */
  const read = () => {
    const { client = defaultClient(), ...rest } = (typeof options === "function" ? options() : options) ?? {};
    return { ...rest, client };
  };
  const listeners = new Set<() => void>();
  let snapshot: ImageToVideoSnapshot = { state: "idle" };
  let controller: AbortController | undefined;
  let running: Outcome | undefined;
  let creating: Promise<Job> | undefined;
  let hasLookedForPending = false;
  /** Whether every subscriber has left. */
  let isLeft = false;
  /** Whether `start` began what is running. */
  let isOwn = false;
  /** Whether its create has been handed to the network: from then on it may cost. */
  let isSent = false;

  const show = (next: ImageToVideoSnapshot) => {
    snapshot = next;
    for (const notify of listeners) notify();
  };

  const stop = () => {
    controller?.abort();
    running = undefined;
  };

  const end = (job?: Job) => {
    stop();
    show({ state: "idle", job });
  };

  const run = (first: ImageToVideoSnapshot, create?: Create, mine = new AbortController()): Outcome => {
    stop();
    controller = mine;
    isOwn = !!create;
    isSent = false;
    const { signal } = mine;
    const update = (next: ImageToVideoSnapshot) => {
      if (!signal.aborted) show(next);
    };
    const follow = async (given: Job | undefined): Outcome => {
      try {
        let job = given as Job;
        if (create) {
          creating = create(signal, update);
          job = await creating;
          if (signal.aborted) return undefined;
          update({ state: "waiting", job });
          if (isLeft) {
            stop();
            return undefined;
          }
        }
        claim(job.id, signal);
        const onUpdate = (job: Job) => update({ state: "waiting", job });
        const { client, resume: _, ...waitOptions } = read();
        const completed = await client.waitForVideo(job, { ...waitOptions, signal, onUpdate });
        if (signal.aborted) return undefined;
        running = undefined;
        update({ state: "completed", job: completed });
        return completed;
      } catch (error) {
        if (signal.aborted) return undefined;
        running = undefined;
        const { job = snapshot.job } = Object(error) as { job?: Job };
        update({ state: "failed", error: error as Error, job });
        return undefined;
      } finally {
        detached.delete(creating);
        // Gives up the claims.
        mine.abort();
      }
    };
    running = follow(first.job);
    show(first);
    return running;
  };

  const resume = (job: Job): Outcome => {
    if (running && snapshot.job?.id === job.id) return running;
    // An upload or a create under way goes on; it is not about this job.
    if (running && snapshot.state !== "waiting") return Promise.resolve(undefined);
    return run({ state: "waiting", job });
  };

  /** The newest pending job that is not claimed, or the one that the page chooses of these; and whether it is one of them. */
  const findPending = async (): Promise<{ job?: Job | undefined; isFree?: boolean }> => {
    const { client, resume: choose } = read();
    const pendingJobs = client.pendingJobs as (options: CallOptions & { except: typeof claimed }) => Promise<Job[]>;
    const jobs = await pendingJobs({ except: claimed });
    const taken = await claimed();
    const free = jobs.filter(({ id, idempotencyKey = "" }) => !taken.has(id) && !taken.has(idempotencyKey));
    const job = typeof choose === "function" ? choose(free) : free[0];
    return { job, isFree: !!job && free.includes(job) };
  };

  const lookForPending = async (): Promise<unknown> => {
    if (hasLookedForPending || read().resume === false) return;
    hasLookedForPending = true;
    // A page configures its client after its imports, one of which may have called this. And a detached create will be a
    // pending job in a moment.
    await Promise.allSettled(detached);
    const { job, isFree } = await findPending().catch((): { job?: Job; isFree?: boolean } => ({}));
    hasLookedForPending = !isLeft;
    const mine = new AbortController();
    const isWanted = () => !isLeft && snapshot.state === "idle";
    if (!job || !isWanted()) return;
    if (!(await claim(job.id, mine.signal))) {
      // Another claim was quicker; there may be another job.
      hasLookedForPending = false;
      return isFree && lookForPending();
    }
    if (isWanted()) return run({ state: "waiting", job }, undefined, mine);
    mine.abort();
  };

  return {
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      // A function of its own, so that a listener may subscribe twice. What a listener throws ends nothing.
      const notify = () => {
        try {
          listener();
        } catch (error) {
          console.error(error);
        }
      };
      listeners.add(notify);
      isLeft = false;
      const { state, job } = snapshot;
      if (state === "waiting" && job && !running) {
        if (isClaimedHere(job.id)) end();
        else resume(job);
      }
      if (snapshot.state === "idle") lookForPending();
      return () => {
        listeners.delete(notify);
        // React's strict mode, and an element that moves, subscribe again at once.
        queueMicrotask(() => {
          if (listeners.size) return;
          isLeft = true;
          if (!running) return;
          if (snapshot.state === "waiting") stop();
          else if (isSent) detached.add(creating);
          else end();
        });
      };
    },
    // A second start joins the first: two clicks are one video. A resumed job gives way and stays pending.
    start: (request, options) => {
      if (running && isOwn) return running;
      const create: Create = (signal, update) => {
        const settings: CreateOptions & { onSend: (key: string | undefined) => void } = {
          ...options,
          signal,
          // The last moment to abort before a file leaves, or an order, which has a key.
          onSend: (key) => {
            if (isLeft) return end();
            isSent ||= key !== undefined;
            if (key !== undefined) claim(key, signal);
          },
          onUploadProgress: (progress) =>
            update(
              progress.loadedBytes === progress.totalBytes ? { state: "creating" } : { state: "uploading", progress },
            ),
        };
        return (read().client.createImageToVideo as Client["createImageToVideo"])(request, settings);
      };
      const { image_url: image } = request;
      const progress = image instanceof Blob && { loadedBytes: 0, totalBytes: image.size };
      return run(progress ? { state: "uploading", progress } : { state: "creating" }, create);
    },
    resume,
    cancel: () => {
      if (running) end(snapshot.job);
    },
    reset: () => end(),
  };
};
