import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startStage } from "../../support/faults/stage.mjs";
import { startSmallStage } from "../../support/servers/small-gateway.mjs";

const limit = { timeout: 120_000 };
const html = `<!doctype html><script type="module">import * as sdk from "/package/index.js"; Object.assign(globalThis, { sdk, cell: {} });</script>`;

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** A promise to be resolved from outside. */
function promise() {
  const made = {};
  made.promise = new Promise((resolve) => (made.resolve = resolve));
  return made;
}

const request = { image_url: "https://pictures.example/cat.png", prompt: "zoom" };
/** Every function that takes options, and what each takes before them. Those that come first need the module only. */
const inputs = {
  init: [],
  createImageToVideo: [request],
  imageToVideo: [request],
  pollImageToVideo: ["1"],
  waitForVideo: ["1"],
  validateCreateRequest: [request],
  validateBatchRequest: [request],
  validateAudioUpdateRequest: [{ pre_video_id: "1", audio_type: 1 }],
  estimateCredits: [{}],
  createImageToVideoBatch: [request],
  updateVideoAudio: [{ pre_video_id: "1", audio_type: 1 }],
  uploadFile: ["picture"],
  downloadVideo: ["1"],
  watchImageToVideo: ["1"],
  deleteVideos: ["1"],
  pendingJobs: [],
  listJobs: [],
  listEffects: [],
  listModels: [],
  getCredits: [],
};
const names = Object.keys(inputs);
/** They only keep options. */
const setters = ["configure", "createClient"];

/** Calls a function; `abortNow` aborts it, and `ended` is how it ends. */
async function begin([name, input]) {
  const picture = new Blob([new Uint8Array(9)], { type: "image/png" });
  const controller = new AbortController();
  const reason = { mine: true };
  const given = input.map((one) => (one === "picture" ? picture : one));
  const made = sdk[name](...given, { signal: controller.signal });
  globalThis.ended = Promise.resolve(made.next?.() ?? made).then(
    () => "it resolved",
    (error) => (error === reason ? "the signal's reason" : String(error)),
  );
  globalThis.abortNow = () => controller.abort(reason);
}

test("every public function is known to the tests of aborts", limit, async (t) => {
  const { openPage } = await startSmallStage(t, stage, { html });
  const page = await openPage();
  const functions = await page.evaluate(() => Object.keys(sdk).filter((name) => name !== "ImageToVideoError"));
  assert.deepEqual(functions.toSorted(), [...names, ...setters].toSorted());
});

for (const [what, { files, called }] of Object.entries({
  "the module": { files: /\.wasm$/, called: names },
  "a part of the package": {
    files: /(^|\/)(on-demand|watch)\.js$/,
    called: names.slice(names.indexOf("waitForVideo") + 1),
  },
})) {
  for (const name of called) {
    test(
      `${name}: an abort is heard while ${what} is still loading, and nothing is sent afterwards`,
      limit,
      async (t) => {
        const { gateway, openPage } = await startSmallStage(t, stage, { html });
        const page = await openPage();
        const gate = promise();
        const asked = promise();
        const given = promise();
        gateway.answerFiles(async (file) => {
          if (!files.test(file)) return undefined;
          asked.resolve();
          await gate.promise;
          given.resolve();
          return undefined;
        });
        await page.evaluate(() => sdk.configure({ tokenUrl: "/token/ann", events: false, tabs: false }));
        await page.evaluate(begin, [name, inputs[name]]);
        await asked.promise;
        await page.evaluate(() => abortNow());
        assert.equal(await page.evaluate(() => ended), "the signal's reason");
        gate.resolve();
        await given.promise;
        // It has loaded once a call that needs it is through, and by then the aborted one would have begun.
        gateway.answer(({ path }) =>
          path.includes("/aigModel/") ? { status: 200, body: { code: 1000, data: [] } } : undefined,
        );
        await page.evaluate(() => sdk.listModels());
        assert.deepEqual(
          gateway.seen.map(({ path }) => path).filter((path) => !/^\/token|aigModel/.test(path)),
          [],
        );
      },
    );
  }
}

test("pendingJobs that is aborted in the middle of asking rejects, and asks no further", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage, { html });
  const page = await openPage();
  await page.evaluate(() => sdk.configure({ tokenUrl: "/token/ann", events: false, tabs: false }));
  gateway.loseCreates();
  await page.evaluate(async (wanted) => {
    for (const idempotencyKey of ["one", "two", "three"])
      await sdk.createImageToVideo(wanted, { idempotencyKey }).catch(() => {});
  }, request);
  const asked = promise();
  gateway.answer(({ method }) => {
    if (method !== "GET") return undefined;
    asked.resolve();
    return new Promise(() => {});
  });
  await page.evaluate(begin, ["pendingJobs", []]);
  await asked.promise;
  await page.evaluate(() => abortNow());
  assert.equal(await page.evaluate(() => ended), "the signal's reason");
  gateway.answer(undefined);
  await page.evaluate((wanted) => sdk.validateCreateRequest(wanted), request);
  assert.equal(gateway.seen.filter(({ method }) => method === "GET").length, 1);
});
