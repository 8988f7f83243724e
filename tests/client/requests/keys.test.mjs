import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startStage } from "../../support/faults/stage.mjs";
import { startPageServers } from "../../support/browser/page-servers.mjs";
import { startSmallStage } from "../../support/servers/small-gateway.mjs";
import { tone } from "../../support/sound.mjs";

const limit = { timeout: 60_000 };
const sound = tone(1).toString("base64");

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/**
 * Sends an order of one kind with files under a key, in the page; gives the ids of its jobs, or what the error says. The files are
 * made anew each time, with the same bytes as long as `variant` is the same.
 */
async function sendOrder([kind, key, { pictureUrl, sound, variant = 0, options = {} }]) {
  const bytes = new Uint8Array(await (await fetch(pictureUrl)).arrayBuffer());
  const picture = new File([bytes, new Uint8Array(variant)], "cat.png", { type: "image/png" });
  const audio = new File([Uint8Array.from(atob(sound), (one) => one.charCodeAt(0))], "song.wav", { type: "audio/wav" });
  const client = (globalThis.keyClient ??= sdk.createClient({ tokenUrl: "/token/ann", ...options }));
  const orders = {
    create: () => client.createImageToVideo({ image_url: picture, prompt: "zoom" }, { idempotencyKey: key }),
    batch: () =>
      client.createImageToVideoBatch(
        { image_url: picture, last_image_url: picture, prompt: "zoom", count: 2 },
        { idempotencyKey: key },
      ),
    sound: () =>
      client.updateVideoAudio({ pre_video_id: "0123456789", audio_type: 2, audio_url: audio }, { idempotencyKey: key }),
  };
  try {
    const made = await orders[kind]();
    return { ids: (made.jobs ?? [made]).map(({ id }) => id) };
  } catch ({ code, charged, retryable, message, pending }) {
    return { code, charged, retryable, message, pending };
  }
}

const pendingIds = (page) =>
  page.evaluate(async () => {
    const client = (globalThis.keyClient ??= sdk.createClient({ tokenUrl: "/token/ann" }));
    return (await client.pendingJobs()).map(({ id }) => id);
  });

/** The names of the entries that the package has stored. */
const entries = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("akool-image")));

for (const kind of ["create", "batch", "sound"]) {
  for (const [where, again] of Object.entries({
    "in the same page": async (page) => page,
    "after a reload": async (page) => {
      await page.load();
      return page;
    },
    "in another tab": async (_, openPage) => openPage(),
  })) {
    test(
      `${kind}: the same key with the same file is the same order ${where}, wherever an upload would go`,
      limit,
      async (t) => {
        const { gateway, openPage } = await startSmallStage(t, stage);
        const input = [kind, "k", { pictureUrl: stage.pictureUrl, sound }];
        const page = await openPage();
        gateway.loseCreates();
        const lost = await page.evaluate(sendOrder, input);
        assert.deepEqual([lost.code, lost.charged, lost.retryable], ["outcome_unknown", "unknown", false]);
        gateway.answerCreates(undefined);
        const second = await again(page, openPage);
        const made = await second.evaluate(sendOrder, input);
        assert.equal(gateway.orderCount(), 1, JSON.stringify(made));
        assert.equal(made.ids?.length, kind === "batch" ? 2 : 1, JSON.stringify(made));
        assert.deepEqual((await pendingIds(second)).toSorted(), made.ids.toSorted(), "it is followed from here on");
      },
    );
  }
}

test(
  "the same key with the same file is the same order where storage is off, and where it is blocked",
  limit,
  async (t) => {
    for (const prepare of [
      undefined,
      () => Object.defineProperty(globalThis, "localStorage", { get: () => assert.fail("blocked") }),
    ]) {
      const { gateway, openPage } = await startSmallStage(t, stage);
      const page = await openPage(prepare);
      const options = prepare ? {} : { storage: false };
      const input = ["create", "k", { pictureUrl: stage.pictureUrl, sound, options }];
      gateway.loseCreates();
      assert.equal((await page.evaluate(sendOrder, input)).code, "outcome_unknown");
      gateway.answerCreates(undefined);
      const made = await page.evaluate(sendOrder, input);
      assert.equal(made.ids?.length, 1, JSON.stringify(made));
      assert.equal(gateway.orderCount(), 1);
    }
  },
);

test(
  "another file under the key of an order that may be paid is refused, says so, and the order is found",
  limit,
  async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage);
    const page = await openPage();
    gateway.loseCreates();
    const input = (variant) => ["create", "k", { pictureUrl: stage.pictureUrl, sound, variant }];
    const first = await page.evaluate(sendOrder, input(0));
    gateway.answerCreates(undefined);
    const other = await page.evaluate(sendOrder, input(5));
    assert.deepEqual([other.code, other.charged, other.retryable], ["conflict", "unknown", false]);
    assert.deepEqual(other.pending, first.pending, "the order that went out under the key");
    assert.equal((await entries(page)).length, 1);
    assert.equal((await pendingIds(page)).length, 1);
  },
);

test("a key that was used where this page cannot know of it is not told to have cost nothing", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  const input = (variant) => ["create", "k", { pictureUrl: stage.pictureUrl, sound, variant }];
  await page.evaluate(sendOrder, input(0));
  await page.evaluate(() => localStorage.clear());
  const other = await page.evaluate(sendOrder, input(5));
  assert.deepEqual([other.code, other.charged], ["conflict", "unknown"]);
  assert.equal((await pendingIds(page)).length, 1, "the order of that key");
  assert.equal(gateway.orderCount(), 1);
});

/** What may go wrong at a later attempt, and how the gateway says it. */
const later = {
  "it has no token": { path: /^\/token/, status: 401, body: { code: 1101 } },
  "tokens cannot be issued": { path: /^\/token/, status: 503, body: {} },
  "the token may not": { path: /createBySourcePrompt$/, status: 403, body: { code: 1009 } },
  "there are no credits": { path: /createBySourcePrompt$/, status: 402, body: { code: 1104, charged: "no" } },
  "the request is refused": { path: /createBySourcePrompt$/, status: 400, body: { code: 1003, charged: "no" } },
  "the upload fails": { path: /uploads$/, status: 415, body: { code: 1003 }, isUploadedAnew: true },
};

for (const [name, { path, isUploadedAnew, ...answer }] of Object.entries(later)) {
  test(`a later attempt under a key that may be paid erases nothing and does not say no: ${name}`, limit, async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage);
    const page = await openPage();
    const input = (variant) => ["create", "k", { pictureUrl: stage.pictureUrl, sound, variant }];
    gateway.loseCreates();
    await page.evaluate(sendOrder, input(0));
    const before = await entries(page);
    gateway.answerCreates(undefined);
    gateway.answer(({ method, path: asked }) => (method === "POST" && path.test(asked) ? answer : undefined));
    await page.load();
    const failed = await page.evaluate(sendOrder, input(isUploadedAnew ? 5 : 0));
    assert.equal(failed.charged, "unknown", JSON.stringify(failed));
    assert.equal(failed.retryable, false);
    assert.equal(failed.pending.idempotencyKey, "k");
    assert.deepEqual(await entries(page), before);
    gateway.answer(undefined);
    await page.load();
    assert.equal((await pendingIds(page)).length, 1);
  });
}

test("a batch of which a part is not known is asked for until all is, and no job is told twice", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  const whole = { all: false };
  const partly = ({ body }) => {
    if (whole.all) return body;
    const [first, ...others] = body.data.successList;
    const errorList = others.map(() => ({ code: 1011, msg: "lost", charged: "unknown" }));
    return { ...body, data: { successList: [first], errorList } };
  };
  gateway.answerCreates((_, carryOut) => ({ status: 200, body: partly(carryOut()) }));
  const first = await page.evaluate(sendOrder, ["batch", "k", { pictureUrl: stage.pictureUrl, sound }]);
  assert.equal(first.ids.length, 1);
  gateway.answer(async ({ method, path, key, person }) =>
    method === "GET" && path.endsWith("/batch")
      ? { status: 200, body: partly({ body: await gateway.recall(person, key) }) }
      : undefined,
  );
  assert.deepEqual(await pendingIds(page), first.ids, "the other is not there yet");
  whole.all = true;
  const both = await pendingIds(page);
  assert.equal(both.length, 2);
  gateway.answer(undefined);
  gateway.complete();
  await page.evaluate((ids) => Promise.all(ids.map((id) => keyClient.waitForVideo(id))), both);
  assert.deepEqual(await pendingIds(page), []);
  assert.deepEqual(await entries(page), []);
});

test(
  "the real gateway: the answer is lost for good, and the same key with the same File is the same order",
  limit,
  async (t) => {
    const { proxy, control, openPage } = await startPageServers(t, stage);
    const page = await openPage();
    const rule = proxy.disturb({ route: "create", answer: { kind: "hang" }, effect: true, count: 0 });
    const input = [stage.pictureUrl];
    const create = async ([pictureUrl]) => {
      const bytes = await (await fetch(pictureUrl)).arrayBuffer();
      const file = new File([bytes], "cat.png", { type: "image/png" });
      const client = (globalThis.keyClient ??= sdk.createClient({}));
      globalThis.leave = new AbortController();
      const call = client.createImageToVideo(
        { image_url: file, prompt: "the same" },
        { idempotencyKey: "k", signal: leave.signal },
      );
      return (await call).id;
    };
    const lost = page.evaluate(create, input).catch((error) => error);
    await rule.reached;
    await page.evaluate(() => leave.abort(new Error("left")));
    assert.match(String(await lost), /left/);
    proxy.relent();
    const id = await page.evaluate(create, input);
    assert.equal(typeof id, "string");
    assert.equal(await control.countPosts("create"), 1);
    assert.deepEqual(await page.evaluate(async () => (await keyClient.pendingJobs()).map((job) => job.id)), [id]);
  },
);
