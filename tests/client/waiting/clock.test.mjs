import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startStage } from "../../support/faults/stage.mjs";
import { startPageServers } from "../../support/browser/page-servers.mjs";

const limit = { timeout: 60_000 };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** A page whose clock can be set. */
async function openPageWithClock(t) {
  const { proxy, control, openPage } = await startPageServers(t, stage);
  const page = await openPage();
  await page.evaluate(() => {
    const { now } = Date;
    globalThis.setClock = (aheadMs) => {
      Date.now = () => now() + aheadMs;
    };
    /** A token of the gateway's, as text: when it ends stands in it alone. */
    globalThis.mint = async () => {
      globalThis.mints = (globalThis.mints ?? 0) + 1;
      return (await (await fetch("/token", { method: "POST" })).json()).access_token;
    };
  });
  const setClock = (aheadMs) => page.evaluate((ms) => setClock(ms), aheadMs);
  const request = { image_url: stage.pictureUrl, prompt: "clocks" };
  return { page, proxy, control, setClock, request };
}

for (const [clock, aheadMs] of [
  ["an hour ahead", HOUR_MS],
  ["a day and an hour behind", -25 * HOUR_MS],
  ["a year ahead", 365 * DAY_MS],
]) {
  test(
    `a token function is asked once for many calls, and its token is used, by a clock ${clock}`,
    limit,
    async (t) => {
      const { page, setClock, request } = await openPageWithClock(t);
      await setClock(aheadMs);
      const seen = await page.evaluate(async (sent) => {
        const client = sdk.createClient({ token: mint, events: false });
        const job = await client.createImageToVideo(sent);
        for (let look = 0; look < 20; look += 1) await client.pollImageToVideo(job);
        return mints;
      }, request);
      assert.equal(seen, 1);
    },
  );

  test(`a wait ends with its video, which can be downloaded, by a clock ${clock}`, limit, async (t) => {
    const { page, control, setClock, request } = await openPageWithClock(t);
    await setClock(aheadMs);
    await control.runClock();
    const seen = await page.evaluate(async (sent) => {
      const client = sdk.createClient({ events: false });
      const job = await client.imageToVideo(sent, { pollIntervalMs: 50 });
      return { status: job.status, isVideo: (await client.downloadVideo(job)).size > 1000 };
    }, request);
    assert.deepEqual(seen, { status: "completed", isVideo: true });
  });

  test(`a job stays pending when the clock is set ${clock} between two pages`, limit, async (t) => {
    const { page, setClock, request } = await openPageWithClock(t);
    const id = await page.evaluate(async (sent) => (await sdk.createClient({}).createImageToVideo(sent)).id, request);
    await setClock(aheadMs);
    assert.deepEqual(
      await page.evaluate(async () => {
        const client = sdk.createClient({});
        return (await client.pendingJobs()).map((job) => job.id);
      }),
      [id],
    );
  });
}

test("a clock that is set back by an hour in the middle of a wait does not stop the looks", limit, async (t) => {
  const { page, proxy, control, setClock, request } = await openPageWithClock(t);
  const looks = (seen) => seen.filter(({ route, isAnswered }) => route === "results" && isAnswered).length;
  const waiting = page.evaluate(async (sent) => {
    const client = sdk.createClient({ events: false });
    return (await client.imageToVideo(sent, { pollIntervalMs: 50 })).status;
  }, request);
  await proxy.until((seen) => looks(seen) >= 2);
  await setClock(-HOUR_MS);
  const before = looks(proxy.seen);
  await proxy.until((seen) => looks(seen) >= before + 5);
  await control.runClock();
  assert.equal(await waiting, "completed");
});

test(
  "a tab that looks for another one stops when that one is gone, although its clock was set back",
  limit,
  async (t) => {
    const { control, openPage } = await startPageServers(t, stage);
    const pages = [await openPage(), await openPage()];
    const request = { image_url: stage.pictureUrl, prompt: "leases" };
    const [own, guest] = await pages[0].evaluate((sent) => {
      const client = sdk.createClient({});
      return Promise.all([client.createImageToVideo(sent), client.createImageToVideo(sent)]);
    }, request);
    const waits = async (page, job) => {
      await page.evaluate((ref) => {
        globalThis.asked = [];
        const spy = async (sent) => {
          if (sent.url.endsWith("resultsByIds")) asked.push(await sent.clone().text());
          return fetch(sent);
        };
        const client = sdk.createClient({ events: false, fetch: spy });
        globalThis.waiting = client.waitForVideo(ref, { pollIntervalMs: 50 });
      }, job);
    };
    const untilAsked = (page, isAsked, id) =>
      page.waitForFunction(
        ([wanted, name]) => asked.length > 5 && asked.slice(-5).every((body) => body.includes(name) === wanted),
        [isAsked, id],
      );
    await waits(pages[0], own);
    await untilAsked(pages[0], true, own.id);
    await waits(pages[1], guest);
    await untilAsked(pages[0], true, guest.id);
    await pages[0].evaluate((hour) => {
      const { now } = Date;
      Date.now = () => now() - hour;
    }, HOUR_MS);
    await pages[1].close();
    await untilAsked(pages[0], false, guest.id);
    await control.runClock();
    assert.equal(await pages[0].evaluate(async () => (await waiting).status), "completed");
  },
);
