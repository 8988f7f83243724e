// What every binding has to do, whichever framework renders it.
import { describe, expect, test, vi } from "vitest";
import { clientByHand, completedFrom, newJob } from "./client-by-hand.js";

const request = { image_url: "https://example.com/a.png", prompt: "a slow orbit" };
const afterEverything = () => new Promise((resolve) => setTimeout(resolve, 20));

/**
 * Tests a binding.
 *
 * @param name of the binding
 * @param mount mounts a component that calls the binding with the given options and shows `describeSnapshot` of its snapshot.
 *   Resolves with the element that it is in, what the binding returned, and a function that unmounts it.
 */
export function bindingSuite(name, mount) {
  /** A component that shows what a client by hand answers. */
  async function show({ pending, resume = false, ...more } = {}) {
    const hand = clientByHand(pending);
    const mounted = await mount({ client: hand.client, resume, ...more });
    const shows = (text) => vi.waitFor(() => expect(mounted.element.textContent.trim()).toBe(text));
    return { ...hand, ...mounted, shows };
  }

  describe(name, () => {
    test("goes from the picture to the video", async () => {
      const { video, next, shows } = await show();
      await shows("idle");
      const outcome = video.start({ ...request, image_url: new Blob(["abc"]) });
      await shows("uploading 0 of 3");
      const create = await next("create");
      create.options.onUploadProgress({ loadedBytes: 2, totalBytes: 3 });
      await shows("uploading 2 of 3");
      create.options.onUploadProgress({ loadedBytes: 3, totalBytes: 3 });
      await shows("creating");
      const job = newJob();
      create.resolve(job);
      await shows(`waiting ${job.id}`);
      const completed = completedFrom(job);
      (await next("wait")).resolve(completed);
      expect(await outcome).toEqual(completed);
      await shows(`completed ${job.id} ${completed.video_url}`);
    });

    test("shows a failure until it is reset", async () => {
      const { video, next, shows } = await show();
      const outcome = video.start(request);
      (await next("create")).reject(new Error("no credits"));
      expect(await outcome).toBeUndefined();
      await shows("failed no credits");
      video.reset();
      await shows("idle");
    });

    test("keeps the job of a wait that is cancelled, and resumes it", async () => {
      const { video, next, shows } = await show();
      video.start(request);
      const job = newJob();
      (await next("create")).resolve(job);
      const wait = await next("wait");
      video.cancel();
      await shows(`idle ${job.id}`);
      expect(wait.options.signal.aborted).toBe(true);
      video.resume(job);
      await shows(`waiting ${job.id}`);
      (await next("wait")).resolve(completedFrom(job));
      await shows(`completed ${job.id} ${completedFrom(job).video_url}`);
    });

    test("shows a pending job, which gives way to a start", async () => {
      const pending = newJob();
      const { video, next, shows } = await show({ pending: [pending], resume: true });
      await shows(`waiting ${pending.id}`);
      const resumed = await next("wait");
      expect(resumed.input).toBe(pending);
      video.start(request);
      await shows("creating");
      expect(resumed.options.signal.aborted).toBe(true);
      const job = newJob();
      (await next("create")).resolve(job);
      await shows(`waiting ${job.id}`);
    });

    test("shares no pending job between two components, and hands it on", async () => {
      const pending = newJob();
      const first = await show({ pending: [pending], resume: true });
      await first.shows(`waiting ${pending.id}`);
      const second = await show({ pending: [pending], resume: true });
      await vi.waitFor(() => expect(second.client.pendingJobs).toHaveBeenCalled());
      await afterEverything();
      await second.shows("idle");
      await first.unmount();
      const third = await show({ pending: [pending], resume: true });
      await third.shows(`waiting ${pending.id}`);
    });

    test("asks for no pending jobs when it is not to resume any", async () => {
      const { client, shows } = await show({ pending: [newJob()] });
      await afterEverything();
      await shows("idle");
      expect(client.pendingJobs).not.toHaveBeenCalled();
    });

    test("stops waiting when the component unmounts, and sends nothing more", async () => {
      const { video, next, unmount, count } = await show();
      video.start(request);
      (await next("create")).resolve(newJob());
      const wait = await next("wait");
      await unmount();
      await vi.waitFor(() => expect(wait.options.signal.aborted).toBe(true));
      const late = video.start(request);
      // The client asks right before it sends something.
      const create = await next("create");
      create.options.onSend("key");
      expect(create.options.signal.aborted).toBe(true);
      create.resolve(newJob());
      expect(await late).toBeUndefined();
      expect(count("wait")).toBe(1);
    });

    test("aborts an upload when the component unmounts", async () => {
      const { video, next, unmount } = await show();
      video.start({ ...request, image_url: new Blob(["abc"]) });
      const { options } = await next("create");
      await unmount();
      await vi.waitFor(() => expect(options.signal.aborted).toBe(true));
    });

    test("lets a create complete that was sent before the component unmounted", async () => {
      const { video, next, unmount, count } = await show();
      video.start(request);
      const create = await next("create");
      create.options.onSend("key");
      await unmount();
      await afterEverything();
      expect(create.options.signal.aborted).toBe(false);
      create.resolve(newJob());
      await afterEverything();
      expect(count("wait")).toBe(0);
    });

    test("reads its options from a function anew for each call", async () => {
      const { client, next } = clientByHand();
      let pollIntervalMs = 1;
      const { video } = await mount(() => ({ client, resume: false, pollIntervalMs }));
      video.resume(newJob());
      expect((await next("wait")).options.pollIntervalMs).toBe(1);
      pollIntervalMs = 2;
      video.resume(newJob());
      expect((await next("wait")).options.pollIntervalMs).toBe(2);
    });
  });
}
