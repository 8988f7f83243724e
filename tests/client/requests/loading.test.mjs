import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { packageDirectory } from "../../../scripts/shared/paths.mjs";
import { startStage } from "../../support/faults/stage.mjs";
import { startSmallStage } from "../../support/servers/small-gateway.mjs";

const limit = { timeout: 60_000 };

/** A page with the package as the gateway's own server gives it. */
const pageOf = (entry) =>
  `<!doctype html><script type="module">import * as sdk from "/package/${entry}"; Object.assign(globalThis, { sdk, cell: {} });</script>`;

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** Calls that load each of the files that are loaded late, and what each comes to when all is well. */
const calls = {
  "runtime.js": { run: (client) => client.getCredits().then(() => "done") },
  "on-demand.js": { run: (client) => client.listModels().then(() => "done") },
  "picture.js": { run: (client, { picture }) => client.uploadFile(picture).then(() => "done") },
  "progress.js": { run: (client, { picture }) => client.uploadFile(picture).then(() => "done") },
  "pending.js": { run: (client) => client.pendingJobs().then(() => "done") },
  "download.js": { run: (client, { job }) => client.downloadVideo(job).then(() => "done") },
  "watch.js": {
    run: async (client, { job }) => {
      for await (const seen of client.watchImageToVideo(job)) return seen.job.status && "done";
    },
  },
  "extras.js": {
    run: () => {
      const client = sdk.createClient({ tokenUrl: "/token/ann", events: false, tabs: false, onResponse: () => {} });
      return client.getCredits().then(() => "done");
    },
  },
  "akool_image_to_video_bg.wasm": { run: (client) => client.getCredits().then(() => "done") },
};

/** Makes one such call in the page and tells what came of it. */
async function callOnce([run, pictureUrl]) {
  globalThis.client ??= sdk.createClient({ tokenUrl: "/token/ann", events: false, tabs: false });
  const video = new Blob(["....ftypisom"]);
  const things = {
    picture: await (await fetch(pictureUrl)).blob(),
    job: {
      id: "1",
      status: "completed",
      video_url: URL.createObjectURL(video),
      expiresAt: Date.now() + 60_000,
      record: { _id: "1", status: 3, video_url: URL.createObjectURL(video), update_time: Date.now() },
    },
  };
  // biome-ignore lint/security/noGlobalEval: a function of the test's own
  return eval(`(${run})`)(globalThis.client, things).catch((error) => ({
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    status: error.status,
    isOurs: sdk.ImageToVideoError.isInstance(error),
    hasCause: error.cause !== undefined,
  }));
}

/** What the small gateway does not know. */
const answerExtras = ({ path }) => {
  if (path.includes("/aigModel/list")) return { status: 200, body: { code: 1000, data: [] } };
  if (path.endsWith("/quota/info")) return { status: 200, body: { code: 1000, data: { credit: 1 } } };
  return undefined;
};

const entriesOfPages = {
  "plain modules": async () => "index.js",
  "a bundle with chunks": async (gateway) => {
    const { build } = await import("esbuild");
    const folder = await mkdtemp(join(tmpdir(), "akool-chunks-"));
    try {
      await build({
        entryPoints: [join(packageDirectory, "index.js")],
        bundle: true,
        splitting: true,
        minify: true,
        format: "esm",
        chunkNames: "chunks/[name]-[hash]",
        entryNames: "bundle/[name]",
        outdir: folder,
        logLevel: "error",
      });
      for (const name of await readdir(folder, { recursive: true }))
        if (name.endsWith(".js")) gateway.addFile(name, await readFile(join(folder, name)));
      gateway.addFile(
        "bundle/wasm/akool_image_to_video_bg.wasm",
        await readFile(join(packageDirectory, "wasm/akool_image_to_video_bg.wasm")),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
    return "bundle/index.js";
  },
};

for (const [kind, prepare] of Object.entries(entriesOfPages)) {
  for (const [file, { run }] of Object.entries(calls)) {
    test(
      `${kind}: ${file} that did not load says so in the package's own error, and is loaded by a later call`,
      limit,
      async (t) => {
        const { gateway, openPage } = await startSmallStage(t, stage);
        gateway.setPage(pageOf(await prepare(gateway)));
        gateway.answer(answerExtras);
        const page = await openPage();
        const stem = file.replace(/\.\w+$/, "");
        // The copy of the module would stand in for it.
        const isIt = (name) =>
          (name.includes(stem) && !name.endsWith("akool_image_to_video.js")) ||
          (file.endsWith(".wasm") && name.includes("wasm_base64"));
        const input = [String(run), stage.pictureUrl];
        for (const [answer, expected] of [
          ["lost", { code: "network", retryable: true, status: undefined }],
          [404, { code: "configuration", retryable: false, status: 404 }],
        ]) {
          gateway.answerFiles((name) => (isIt(name) ? answer : undefined));
          const failed = await page.evaluate(callOnce, input);
          const { message, isOurs, hasCause, ...seen } = failed;
          assert.deepEqual(seen, expected, `${message}`);
          assert.ok(isOurs && hasCause);
          assert.match(message, file.endsWith(".wasm") ? /\.wasm/ : new RegExp(stem));
          // The page's connection is gone, say.
          await page.context().setOffline(true);
          assert.equal((await page.evaluate(callOnce, [input[0], "data:,"])).code, "network");
          await page.context().setOffline(false);
        }
        gateway.answerFiles(undefined);
        assert.equal(await page.evaluate(callOnce, input), "done");
        const loads = gateway.files.filter(isIt).length;
        assert.equal(await page.evaluate(callOnce, input), "done");
        assert.equal(gateway.files.filter(isIt).length, loads, "it is loaded once");
      },
    );
  }
}

test(
  "a wait goes on without the files that hear of changes sooner, and uses them once they are there",
  limit,
  async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage, { html: pageOf("index.js") });
    const page = await openPage();
    gateway.answerFiles((name) => (/live-updates|events|tab-leader/.test(name) ? "lost" : undefined));
    const wait = async () => {
      globalThis.client ??= sdk.createClient({ tokenUrl: "/token/ann" });
      const request = { image_url: "https://pictures.example/cat.png", prompt: "zoom" };
      const job = await client.createImageToVideo(request);
      globalThis.waiting = client.waitForVideo(job, { pollIntervalMs: 50 }).then(({ status }) => status);
    };
    await page.evaluate(wait);
    gateway.complete();
    assert.equal(await page.evaluate(() => waiting), "completed");
    gateway.answerFiles(undefined);
    await page.evaluate(wait);
    await page.waitForFunction(async () => (await navigator.locks.query()).held.length === 1);
    gateway.complete();
    assert.equal(await page.evaluate(() => waiting), "completed");
  },
);

/** A script of a service worker that does the whole job when it is told to. */
const worker = `
import { createClient, ImageToVideoError } from "/package/static.js";
const client = createClient({ tokenUrl: "/token/ann" });
const doAll = async () => {
  let isForbidden = false;
  try { await import("/package/core/error.js"); } catch { isForbidden = true; }
  const picture = new Blob([await (await fetch(PICTURE)).arrayBuffer()], { type: "image/png" });
  const job = await client.createImageToVideo({ image_url: picture, prompt: "zoom" }, { idempotencyKey: "k" });
  const batch = await client.createImageToVideoBatch({ image_url: "https://pictures.example/cat.png", prompt: "zoom", count: 2 });
  await fetch("/complete");
  const { status } = await client.waitForVideo(job, { pollIntervalMs: 50 });
  const watched = [];
  for await (const one of client.watchImageToVideo(batch.jobs, { pollIntervalMs: 50 })) watched.push(one.job.status);
  const pending = await client.pendingJobs();
  const models = await client.listModels();
  const deleted = await client.deleteVideos(job);
  const video = new Response("....ftypisom");
  const error = await client.createImageToVideo({}).catch((thrown) => thrown);
  return { isForbidden, status, watched, pending, models, deleted: deleted.successIds.length, error: [ImageToVideoError.isInstance(error), error.code] };
};
self.onmessage = async ({ ports: [port] }) => port.postMessage(await doAll().catch((error) => ({ failed: String(error.stack ?? error) })));
self.oninstall = () => self.skipWaiting();
self.onactivate = (event) => event.waitUntil(self.clients.claim());
`;

test(
  "a module service worker, where import() is forbidden, does the whole job by the static entry",
  limit,
  async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage, { html: pageOf("index.js") });
    gateway.addFile("worker.js", worker.replace("PICTURE", JSON.stringify(stage.pictureUrl)));
    gateway.answer((asked) => {
      if (asked.path === "/complete") gateway.complete();
      return asked.path === "/complete" ? { status: 200, body: {} } : answerExtras(asked);
    });
    const page = await openPage();
    const seen = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.register("/package/worker.js", { type: "module" });
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      const { port1, port2 } = new MessageChannel();
      const told = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
      worker.postMessage("go", [port2]);
      return told;
    });
    assert.deepEqual(seen, {
      isForbidden: true,
      status: "completed",
      watched: ["completed", "completed"],
      pending: [],
      models: [],
      deleted: 1,
      error: [true, "invalid_request"],
    });
  },
);

test("nothing that the static entry is made of imports anything once it runs", async () => {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    entryPoints: [join(packageDirectory, "static.js")],
    bundle: true,
    format: "esm",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const inputs = Object.entries(metafile.inputs);
  assert.ok(inputs.length > 15);
  for (const [name, { imports }] of inputs)
    for (const { kind } of imports) assert.notEqual(kind, "dynamic-import", name);
  for (const [name] of inputs) assert.doesNotMatch(await readFile(name, "utf8"), /\bimport\s*\(/, name);
});
