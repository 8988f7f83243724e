// What runs in a cell's page: the packed package, one call of it, and what came of that call.
import * as sdk from "./package/index.js";
import { createVideoStore } from "./package/store/video-store.js";

const kept = "cell-job";

const wait = (client, job, options) => client.waitForVideo(job, { pollIntervalMs: 100, ...options });

const actions = {
  create: async (client, { request, picture, withFile }, options) => {
    if (!withFile) return { job: await client.createImageToVideo(request, options) };
    const image_url = new File([await (await fetch(picture)).arrayBuffer()], "picture.png", { type: "image/png" });
    return { job: await client.createImageToVideo({ ...request, image_url }, { ...options, idempotencyKey: "k" }) };
  },
  token: async (client, { request, inComponent }, options) => {
    if (!inComponent) return { job: await client.createImageToVideo(request, options) };
    // What the hook and the element do when they are mounted and started.
    const run = createVideoStore(() => ({ client, resume: false }));
    cell.leave = run.subscribe(() => {});
    return { job: await run.start(request) };
  },
  poll: async (client, { job }, options) => ({ job: await client.pollImageToVideo(job, options) }),
  wait: async (client, { job }, options) => ({ job: await wait(client, job, options) }),
  // An interval of the caller's would have it look all the same.
  events: async (client, { job }, options) => ({ job: await client.waitForVideo(job, options) }),
  upload: async (client, { picture }, options) => {
    const file = await (await fetch(picture)).blob();
    await client.uploadFile(file, options);
  },
  download: async (client, { job }, options) => {
    const head = (await client.downloadVideo(job, options)).slice(4, 8);
    return { isVideo: (await head.text()) === "ftyp" };
  },
};

globalThis.sdk = sdk;
globalThis.cell = {
  /** A job that a call before the trouble left behind, kept as an application would keep it. */
  async prepare(options, request, until) {
    const client = sdk.createClient(options);
    let job = await client.createImageToVideo(request);
    if (until === "completed") job = await wait(client, job);
    localStorage.setItem(kept, JSON.stringify(job));
  },

  /** Begins the call; what comes of it is told by {@link settled}. */
  begin(action, options, input) {
    const client = sdk.createClient(options);
    const controller = new AbortController();
    const job = JSON.parse(localStorage.getItem(kept));
    const { promise, resolve } = Promise.withResolvers();
    let abortedAt;
    cell.abort = () => {
      abortedAt = performance.now();
      controller.abort({ mine: true });
    };
    actions[action](client, { ...input, job }, { signal: controller.signal }).then(
      (value) => resolve({ outcome: "resolved", ...value }),
      (error) => {
        if (error === controller.signal.reason) {
          return resolve({ outcome: "the signal's reason", heardMs: performance.now() - abortedAt });
        }
        if (!sdk.ImageToVideoError.isInstance(error)) return resolve({ outcome: `no error of ours: ${error}` });
        const { code, charged, retryable, job: about, message } = error;
        resolve({ outcome: code, charged, retryable, job: about, message, hasPending: error.pending !== undefined });
      },
    );
    cell.settled = promise;
  },

  /** What somebody else sees who uses this browser now. */
  pendingAs: (options, scope) => sdk.createClient({ ...options, scope }).pendingJobs(),

  /** Lets the call do for a while what it does offline, or end. */
  rest: () => Promise.race([cell.settled, new Promise((resolve) => setTimeout(resolve, 1500))]),

  /** Tells the page that it is hidden or shown, as the browser does. */
  setHidden(isHidden) {
    Object.defineProperty(document, "visibilityState", {
      get: () => (isHidden ? "hidden" : "visible"),
      configurable: true,
    });
    Object.defineProperty(document, "hidden", { get: () => isHidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  },

  /**
   * Gets to the video by what the page has in hand: the call's own job, one kept before, or what the package stored. With
   * `isThere` the package has to find one, if not at once: a gateway that got no answer hears of the job a while later.
   */
  async follow(options, job, isThere) {
    const client = sdk.createClient(options);
    const stored = JSON.parse(localStorage.getItem(kept));
    let found = job ?? stored;
    for (let look = 0; !found && look < (isThere ? 120 : 1); look += 1) {
      if (look > 0) await new Promise((resolve) => setTimeout(resolve, 500));
      [found] = await client.pendingJobs();
    }
    if (!found) return undefined;
    const { status } = await wait(client, found, { timeoutMs: 60_000 });
    const pending = await client.pendingJobs();
    return {
      status,
      by: job ? "the job" : stored ? "the kept job" : "pendingJobs()",
      isStillPending: pending.length > 0,
    };
  },
};
