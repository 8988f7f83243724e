import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createClient } from "../../../pkg/inline.js";
import { startStage } from "../../support/faults/stage.mjs";
import { startSmallStage } from "../../support/servers/small-gateway.mjs";

const limit = { timeout: 60_000 };
const request = { image_url: "https://pictures.example/cat.png", prompt: "zoom" };

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** A server in memory that keeps what was asked. */
function serve() {
  const asked = [];
  const fetch = async (sent) => {
    asked.push(sent.url);
    if (/token/.test(sent.url)) return Response.json({ access_token: "t", expires_in: 600 });
    const video = { _id: "1", status: 3, video_url: "https://videos.example/1.mp4" };
    return Response.json({ code: 1000, data: { ...video, result: [video], credit: 1, successIds: [] } });
  };
  return { asked, fetch };
}

test("slashes at the end of baseUrl change no address, and those of tokenUrl stay as they are given", async () => {
  const seen = {};
  for (const [baseUrl, tokenUrl] of [
    ["http://gateway.example"],
    ["http://gateway.example/"],
    ["http://gateway.example/video///"],
    ["http://gateway.example/", "http://site.example/token/"],
    ["http://gateway.example/", "http://site.example/token/?for=video"],
  ]) {
    const { asked, fetch } = serve();
    await createClient({ baseUrl, tokenUrl, fetch, storage: false }).getCredits();
    seen[[baseUrl, tokenUrl].join(" ")] = asked;
  }
  const credits = "/api/open/v3/faceswap/quota/info";
  assert.deepEqual(Object.values(seen), [
    ["http://gateway.example/token", `http://gateway.example${credits}`],
    ["http://gateway.example/token", `http://gateway.example${credits}`],
    ["http://gateway.example/video/token", `http://gateway.example/video${credits}`],
    ["http://site.example/token/", `http://gateway.example${credits}`],
    ["http://site.example/token/?for=video", `http://gateway.example${credits}`],
  ]);
});

/** Every option there is, and what is wrong with an option that is not of its type. */
const clientOptions = [
  ...["baseUrl", "token", "tokenUrl", "credentials", "headers", "fetch", "timeoutMs", "storage", "scope", "events"],
  ...["tabs", "direct", "retry", "onRequest", "onResponse", "logger"],
  "dangerouslyAllowVendorCredential",
];
const callOptions = [
  ...["signal", "idempotencyKey", "onUploadProgress", "onProgress", "maxSidePx", "stripMetadata", "maxAgeMs"],
  ...["onUpdate", "pollIntervalMs", "timeoutMs", "wasm"],
  ...["onCommitted", "limit", "before", "status"],
];

test("undefined is as good as absent, for every option of a client, alone and all together", limit, async (t) => {
  const { openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  const create = async ([names, wanted]) => {
    const given = Object.fromEntries(names.map((name) => [name, undefined]));
    const token = async () => (await fetch("/token/ann", { method: "POST" })).json();
    const client = sdk.createClient({
      ...given,
      ...(names.includes("tokenUrl") ? { token } : { tokenUrl: "/token/ann" }),
    });
    return client.createImageToVideo(wanted).then(
      ({ id }) => typeof id,
      (error) => `${error.code}: ${error.message}`,
    );
  };
  for (const name of [...clientOptions, "ofNoSuchName"])
    assert.equal(await page.evaluate(create, [[name], request]), "string", name);
  assert.equal(await page.evaluate(create, [clientOptions, request]), "string", "all");
});

test("undefined is as good as absent, for every option of every call", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  gateway.answer(({ path }) => {
    if (path.includes("/aigModel/") || path.endsWith("/effects"))
      return { status: 200, body: { code: 1000, data: path.endsWith("/effects") ? { result: [] } : [] } };
    if (path === "/jobs") return { status: 200, body: { code: 1000, data: { result: [] } } };
    return path.endsWith("/quota/info") ? { status: 200, body: { code: 1000, data: { credit: 1 } } } : undefined;
  });
  const endings = await page.evaluate(
    async ([names, wanted, pictureUrl]) => {
      const options = Object.fromEntries(names.map((name) => [name, undefined]));
      sdk.configure({ tokenUrl: "/token/ann", events: false });
      await sdk.init(options);
      const picture = await (await fetch(pictureUrl)).blob();
      const job = await sdk.createImageToVideo(wanted, options);
      const done = {
        ...job,
        status: "completed",
        video_url: URL.createObjectURL(new Blob(["....ftypisom"])),
        expiresAt: Date.now() + 60_000,
      };
      const calls = {
        file: () => sdk.createImageToVideo({ ...wanted, image_url: picture }, options),
        batch: () => sdk.createImageToVideoBatch(wanted, options),
        sound: () => sdk.updateVideoAudio({ pre_video_id: job.id, audio_type: 1 }, options),
        validate: () => sdk.validateCreateRequest(wanted, options),
        estimate: () => sdk.estimateCredits({}, options),
        upload: () => sdk.uploadFile(picture, options),
        poll: () => sdk.pollImageToVideo(job, options),
        wait: () => sdk.waitForVideo(done, options),
        watch: async () => {
          for await (const one of sdk.watchImageToVideo(done, options)) return one;
        },
        download: () => sdk.downloadVideo(done, options),
        pending: () => sdk.pendingJobs(options),
        jobs: () => sdk.listJobs(options),
        validateBatch: () => sdk.validateBatchRequest(wanted, options),
        validateSound: () => sdk.validateAudioUpdateRequest({ pre_video_id: job.id, audio_type: 1 }, options),
        effects: () => sdk.listEffects(options),
        models: () => sdk.listModels(options),
        credits: () => sdk.getCredits(options),
        delete: () => sdk.deleteVideos(job, options),
      };
      const seen = {};
      for (const [name, run] of Object.entries(calls))
        seen[name] = await run().then(
          () => "done",
          (error) => `${error.code}: ${error.message}`,
        );
      return seen;
    },
    [callOptions, request, stage.pictureUrl],
  );
  assert.deepEqual([...new Set(Object.values(endings))], ["done"], JSON.stringify(endings));
});

test("an option of another type, or of no such name, is refused by name", async () => {
  for (const [options, name] of [
    [{ baseUrl: 7 }, "baseUrl"],
    [{ baseUrl: null }, "baseUrl"],
    [{ timeoutMs: "7" }, "timeoutMs"],
    [{ scope: 7 }, "scope"],
    [{ retry: 3 }, "retry"],
    [{ onRequest: {} }, "onRequest"],
    [{ logger: "console" }, "logger"],
    [{ apiKey: "secret" }, "apiKey"],
  ]) {
    const client = createClient({ baseUrl: "http://gateway.example", fetch: serve().fetch, ...options });
    const error = await client.getCredits().catch((thrown) => thrown);
    assert.equal(error.code, "configuration");
    assert.ok(error.message.includes(name), error.message);
  }
});

test("the element needs no base_url beside token_url, and an empty one is none", limit, async (t) => {
  const importMap = `<script type="importmap">{"imports":{"akool-image-to-video":"/package/index.js"}}</script>`;
  const ready = `<script type="module">import "/package/element.js"; import * as sdk from "akool-image-to-video"; Object.assign(globalThis, { sdk, cell: {} });</script>`;
  for (const attributes of [`token_url="/token/ann"`, `token_url="/token/ann" base_url=""`]) {
    const html = `<!doctype html>${importMap}${ready}<image-to-video no_resume ${attributes}></image-to-video>`;
    const { gateway, openPage } = await startSmallStage(t, stage, { html });
    const page = await openPage();
    const state = await page.evaluate(async (wanted) => {
      const element = document.querySelector("image-to-video");
      element.request = wanted;
      const started = element.start();
      const ended = await Promise.race([
        started.then(() => element),
        new Promise((resolve) =>
          element.addEventListener("update", () => element.state === "waiting" && resolve(element)),
        ),
      ]);
      return { state: ended.state, error: ended.error?.message };
    }, request);
    assert.deepEqual(state, { state: "waiting", error: undefined });
    assert.equal(gateway.creates()[0].person, "ann");
  }
});
