import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPageServers } from "../../support/browser/page-servers.mjs";
import { startStage } from "../../support/faults/stage.mjs";

const limit = { timeout: 60_000 };

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** What a browser may lack, as a script that runs before the page's own. */
const missing = {
  "FinalizationRegistry": () => delete globalThis.FinalizationRegistry,
  "BroadcastChannel": () => delete globalThis.BroadcastChannel,
  "navigator.locks": () => Object.defineProperty(navigator, "locks", { value: undefined }),
  "OffscreenCanvas": () => delete globalThis.OffscreenCanvas,
  "createImageBitmap": () => delete globalThis.createImageBitmap,
  "TextDecoderStream": () => delete globalThis.TextDecoderStream,
  "XMLHttpRequest": () => delete globalThis.XMLHttpRequest,
  "localStorage, which throws": () =>
    Object.defineProperty(globalThis, "localStorage", {
      get: () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
    }),
};

/** A page that lacks something from its beginning. */
async function openWithout(t, name) {
  const { openPage, control } = await startPageServers(t, stage);
  const page = await openPage();
  await page.addInitScript(missing[name]);
  await page.reload();
  await page.waitForFunction(() => globalThis.cell !== undefined);
  await control.runClock();
  return page;
}

/** A picture that is drawn in the page becomes a video, with and without its metadata. */
const doTheJob = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 320 });
  const context = canvas.getContext("2d");
  context.fillStyle = "teal";
  context.fillRect(0, 0, 240, 320);
  const picture = await new Promise((resolve) => canvas.toBlob(resolve));
  const client = sdk.createClient({});
  const request = { image_url: picture, prompt: "what is missing" };
  const { status } = await client.imageToVideo(request);
  const drawn = await client.uploadFile(picture, { stripMetadata: true, maxSidePx: 460 }).then(
    () => "drawn",
    ({ code, message }) => ({ code, message }),
  );
  return { status, drawn };
};

for (const name of Object.keys(missing)) {
  test(`a page without ${name} makes its videos`, limit, async (t) => {
    const page = await openWithout(t, name);
    const { status, drawn } = await page.evaluate(doTheJob);
    assert.equal(status, "completed");
    if (name !== "createImageBitmap") return assert.equal(drawn, "drawn");
    assert.equal(drawn.code, "configuration");
    assert.match(drawn.message, /createImageBitmap/);
  });
}

test("two tabs without BroadcastChannel each look for themselves, with one stream of events each", limit, async (t) => {
  const page = await openWithout(t, "BroadcastChannel");
  const seen = await page.evaluate(async () => {
    const signals = [];
    const spy = (sent) => {
      if (sent.url.endsWith("/events")) signals.push(sent.signal);
      return fetch(sent);
    };
    const client = sdk.createClient({ fetch: spy });
    const request = { image_url: "https://pictures.example/cat.png", prompt: "streams" };
    const jobs = await Promise.all([1, 2, 3].map(() => client.createImageToVideo(request).catch(() => undefined)));
    const waits = jobs.map((job) => client.waitForVideo(job?.id ?? "unknown").catch(() => {}));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const open = signals.filter(({ aborted }) => !aborted).length;
    await Promise.all(waits);
    return open;
  });
  assert.ok(seen <= 1, `${seen} streams`);
});

test("a promise of a job is taken wherever a job is", limit, async (t) => {
  const { openPage, control } = await startPageServers(t, stage);
  const page = await openPage();
  await control.runClock();
  const seen = await page.evaluate(
    async (request) => {
      const client = sdk.createClient({});
      const promise = () => client.createImageToVideo(request);
      const waited = await client.waitForVideo(promise(), { pollIntervalMs: 50 });
      const polled = await client.pollImageToVideo(promise());
      const [first, second] = await client.pollImageToVideo([promise(), promise()]);
      const watched = [];
      for await (const { job } of client.watchImageToVideo([promise(), waited], { pollIntervalMs: 50 })) {
        watched.push(job.status);
      }
      const video = await client.downloadVideo(Promise.resolve(waited));
      const { successIds } = await client.deleteVideos([Promise.resolve(waited)]);
      const refused = new Error("no job");
      const rejected = await client.waitForVideo(Promise.reject(refused)).catch((thrown) => thrown === refused);
      const controller = new AbortController();
      const aborted = client.waitForVideo(new Promise(() => {}), { signal: controller.signal });
      controller.abort("mine");
      return {
        waited: waited.status,
        polled: [polled, first, second].every(({ id }) => typeof id === "string" && id),
        watched: watched.filter((status) => status === "completed").length,
        video: video.size > 1000,
        deleted: successIds.length,
        rejected,
        aborted: await aborted.catch((reason) => reason),
      };
    },
    { image_url: stage.pictureUrl, prompt: "promises" },
  );
  assert.deepEqual(seen, {
    waited: "completed",
    polled: true,
    watched: 2,
    video: true,
    deleted: 1,
    rejected: true,
    aborted: "mine",
  });
});
