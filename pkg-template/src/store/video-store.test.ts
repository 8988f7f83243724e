import { describe, expect, it, vi } from "vitest";
import type { ActiveJob, CompletedJob, Job } from "../types/jobs.js";
import type { CreateOptions, WaitOptions } from "../types/options.js";
import type { ImageToVideoRunClient, ImageToVideoSnapshot } from "./types.js";
import { createVideoStore } from "./video-store.js";

// Without Web Locks, as in a page without TLS: claims are this page's own.
vi.stubGlobal("navigator", {});

const request = { image_url: "https://example.com/a.png", prompt: "a slow orbit" };
let jobs = 0;
const newJob = (): ActiveJob => ({ id: `job-${++jobs}`, status: "processing", record: {} });
const completedFrom = ({ id, record }: Job): CompletedJob => ({
  id,
  record,
  status: "completed",
  video_url: "https://example.com/v.mp4",
  expiresAt: 1,
});

interface Call<Input, Options, Output> {
  input: Input;
  options: Options;
  resolve: (output: Output) => void;
  reject: (error: unknown) => void;
}
type Create = Call<unknown, CreateOptions & { onSend: (key?: string) => void }, Job>;
type Wait = Call<Job, WaitOptions, CompletedJob>;

/** A client whose calls the test answers. */
const clientByHand = (pending: Job[] = []) => {
  const creates: Create[] = [];
  const waits: Wait[] = [];
  const recordIn = (calls: unknown[]) => (input: unknown, options: unknown) =>
    new Promise((resolve, reject) => calls.push({ input, options, resolve, reject }));
  const pendingJobs = vi.fn(async () => pending);
  const client = {
    createImageToVideo: recordIn(creates),
    waitForVideo: recordIn(waits),
    pendingJobs,
  } as unknown as ImageToVideoRunClient;
  const next = <Item>(calls: Item[]) => vi.waitFor(() => calls.shift() ?? Promise.reject(new Error("no call")));
  return { client, creates, waits, pendingJobs, nextCreate: () => next(creates), nextWait: () => next(waits) };
};

/** A store with a subscriber that records its snapshots. */
const subscribed = (client: ImageToVideoRunClient, resume = false) => {
  const store = createVideoStore({ client, resume });
  const snapshots: ImageToVideoSnapshot[] = [store.getSnapshot()];
  const unsubscribe = store.subscribe(() => snapshots.push(store.getSnapshot()));
  return { store, snapshots, unsubscribe };
};

describe("a store", () => {
  it("is idle, and asks for nothing before it is subscribed to", () => {
    const { client, pendingJobs } = clientByHand([newJob()]);
    expect(createVideoStore({ client }).getSnapshot()).toEqual({ state: "idle" });
    expect(pendingJobs).not.toHaveBeenCalled();
  });

  it("goes from an address to the video", async () => {
    const { client, nextCreate, nextWait } = clientByHand();
    const { store, snapshots } = subscribed(client);
    const outcome = store.start(request, { idempotencyKey: "order" });
    const create = await nextCreate();
    expect(create.input).toBe(request);
    expect(create.options.idempotencyKey).toBe("order");
    const job = newJob();
    create.resolve(job);
    const wait = await nextWait();
    wait.options.onUpdate?.(job);
    wait.resolve(completedFrom(job));
    await expect(outcome).resolves.toEqual(completedFrom(job));
    expect(snapshots).toEqual([
      { state: "idle" },
      { state: "creating" },
      { state: "waiting", job },
      { state: "waiting", job },
      { state: "completed", job: completedFrom(job) },
    ]);
  });

  it("shows how much of a file has been sent, and only while it is sent", async () => {
    const { client, nextCreate } = clientByHand();
    const { store, snapshots } = subscribed(client);
    store.start({ ...request, image_url: new Blob(["abc"]) });
    const { options } = await nextCreate();
    options.onUploadProgress?.({ loadedBytes: 2, totalBytes: 3 });
    options.onUploadProgress?.({ loadedBytes: 3, totalBytes: 3 });
    expect(snapshots.slice(1)).toEqual([
      { state: "uploading", progress: { loadedBytes: 0, totalBytes: 3 } },
      { state: "uploading", progress: { loadedBytes: 2, totalBytes: 3 } },
      { state: "creating" },
    ]);
  });

  it("passes its wait options, as they are then, and nothing else of its own to the client", async () => {
    const { client, nextWait } = clientByHand();
    let pollIntervalMs = 1;
    const store = createVideoStore(() => ({ client, resume: false, pollIntervalMs }));
    store.subscribe(() => {});
    pollIntervalMs = 2;
    store.resume(newJob());
    const { options } = await nextWait();
    expect(Object.keys(options).sort()).toEqual(["onUpdate", "pollIntervalMs", "signal"]);
    expect(options.pollIntervalMs).toBe(2);
  });

  it("fails with the error and the job that was created", async () => {
    const { client, nextCreate, nextWait } = clientByHand();
    const { store } = subscribed(client);
    const outcome = store.start(request);
    const job = newJob();
    (await nextCreate()).resolve(job);
    const error = new Error("the paint ran out");
    (await nextWait()).reject(error);
    await expect(outcome).resolves.toBeUndefined();
    expect(store.getSnapshot()).toEqual({ state: "failed", error, job });
    store.reset();
    expect(store.getSnapshot()).toEqual({ state: "idle" });
  });

  it("keeps the job of a cancelled wait, and ignores what arrives later", async () => {
    const { client, nextCreate, nextWait } = clientByHand();
    const { store } = subscribed(client);
    const outcome = store.start(request);
    const job = newJob();
    (await nextCreate()).resolve(job);
    const wait = await nextWait();
    store.cancel();
    expect(wait.options.signal?.aborted).toBe(true);
    wait.resolve(completedFrom(job));
    await expect(outcome).resolves.toBeUndefined();
    expect(store.getSnapshot()).toEqual({ state: "idle", job });
  });

  it("joins a second start to the first", async () => {
    const { client, creates } = clientByHand();
    const { store } = subscribed(client);
    expect(store.start(request)).toBe(store.start(request));
    expect(creates).toHaveLength(1);
  });

  it("resumes the newest pending job that no other store has", async () => {
    const [newest, older] = [newJob(), newJob()];
    const { client, nextWait } = clientByHand([newest, older]);
    subscribed(client, true);
    expect((await nextWait()).input).toBe(newest);
    const second = subscribed(client, true);
    expect((await nextWait()).input).toBe(older);
    expect(second.store.getSnapshot()).toEqual({ state: "waiting", job: older });
    const { store } = subscribed(client, true);
    await new Promise((resolve) => setTimeout(resolve));
    expect(store.getSnapshot()).toEqual({ state: "idle" });
  });

  it("runs a start in place of a resumed job, which stays pending", async () => {
    const pending = newJob();
    const { client, nextCreate, nextWait } = clientByHand([pending]);
    const { store, snapshots } = subscribed(client, true);
    const resumed = await nextWait();
    const outcome = store.start(request);
    expect(resumed.options.signal?.aborted).toBe(true);
    const job = newJob();
    (await nextCreate()).resolve(job);
    (await nextWait()).resolve(completedFrom(job));
    await expect(outcome).resolves.toEqual(completedFrom(job));
    expect(snapshots.map(({ state }) => state)).toEqual(["idle", "waiting", "creating", "waiting", "completed"]);
    // Its claim is free again, so that another store can resume it.
    subscribed(client, true);
    expect((await nextWait()).input).toBe(pending);
  });

  it("stops waiting once every subscriber has left, and resumes for the next one", async () => {
    const { client, nextWait, pendingJobs } = clientByHand();
    const { store, unsubscribe } = subscribed(client);
    const job = newJob();
    store.resume(job);
    const first = await nextWait();
    unsubscribe();
    await Promise.resolve();
    expect(first.options.signal?.aborted).toBe(true);
    store.subscribe(() => {});
    expect((await nextWait()).input).toEqual(job);
    expect(pendingJobs).not.toHaveBeenCalled();
  });

  it("sends nothing once every subscriber has left", async () => {
    const { client, nextCreate, waits } = clientByHand();
    const { store, unsubscribe } = subscribed(client);
    store.start(request);
    const create = await nextCreate();
    unsubscribe();
    await Promise.resolve();
    expect(create.options.signal?.aborted).toBe(true);
    create.resolve(newJob());
    await new Promise((resolve) => setTimeout(resolve));
    expect(waits).toEqual([]);
  });

  it("lets a create complete that was sent, without waiting for its job", async () => {
    const { client, nextCreate, waits } = clientByHand();
    const { store, unsubscribe } = subscribed(client);
    store.start(request);
    const create = await nextCreate();
    create.options.onSend("key");
    unsubscribe();
    await Promise.resolve();
    expect(create.options.signal?.aborted).toBe(false);
    create.resolve(newJob());
    await new Promise((resolve) => setTimeout(resolve));
    expect(waits).toEqual([]);
  });

  it("is not disturbed by a listener that throws", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const { client, nextCreate, nextWait } = clientByHand();
    const { store, snapshots } = subscribed(client);
    const thrown = new Error("of the page");
    store.subscribe(() => {
      throw thrown;
    });
    const outcome = store.start(request);
    const job = newJob();
    (await nextCreate()).resolve(job);
    (await nextWait()).resolve(completedFrom(job));
    await outcome;
    expect(snapshots.at(-1)?.state).toBe("completed");
    expect(log).toHaveBeenCalledWith(thrown);
    log.mockRestore();
  });
});
