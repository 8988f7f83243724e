import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPageServers } from "../../support/browser/page-servers.mjs";
import { startStage } from "../../support/faults/stage.mjs";

/** Far beyond the end of a test: a look before then has another reason. */
const neverMs = 3_600_000;
const limit = { timeout: 60_000 };

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** A page that waits for a job, looking for it this often, and has looked once; `answer` is what that look gets. */
async function startWait(t, pollIntervalMs, answer) {
  const { proxy, control, openPage } = await startPageServers(t, stage);
  const disturb = (answer) => proxy.disturb({ route: "results", answer, effect: true });
  const first = answer && disturb(answer);
  const page = await openPage();
  const waiting = page.evaluate(
    async ([request, interval]) => {
      const client = sdk.createClient({ events: false });
      const { status } = await client.waitForVideo(await client.createImageToVideo(request), {
        pollIntervalMs: interval,
      });
      return status;
    },
    [{ image_url: stage.pictureUrl, prompt: "attention" }, pollIntervalMs],
  );
  const looks = (seen) => seen.filter(({ route, isAnswered }) => route === "results" && isAnswered).length;
  await (first?.reached ?? proxy.until((seen) => looks(seen) >= 1));
  return { page, waiting, control, first, disturb, looks: () => looks(proxy.seen) };
}

/** Lets a page look many times, if it does. */
const passTime = (page) => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));

test("a hidden page does not look, and looks at once when it is shown", limit, async (t) => {
  const { page, waiting, control, looks } = await startWait(t, 20);
  await page.evaluate(() => cell.setHidden(true));
  // One may have been on its way.
  await passTime(page);
  const before = looks();
  await passTime(page);
  assert.equal(looks(), before);
  await control.runClock();
  await page.evaluate(() => cell.setHidden(false));
  assert.equal(await waiting, "completed");
});

test("a page that is shown again does not wait for its next turn", limit, async (t) => {
  const { page, waiting, control } = await startWait(t, neverMs);
  await page.evaluate(() => cell.setHidden(true));
  await control.complete();
  await page.evaluate(() => cell.setHidden(false));
  assert.equal(await waiting, "completed");
});

test("a page that is shown while it looks looks again, as the answer may be old", limit, async (t) => {
  const { page, waiting, control, first } = await startWait(t, neverMs, { kind: "held" });
  await page.evaluate(() => cell.setHidden(true));
  await control.complete();
  await page.evaluate(() => cell.setHidden(false));
  first.release(true);
  assert.equal(await waiting, "completed");
});

test("a page that is shown again does not wait for the end of a pause after a failure", limit, async (t) => {
  const { page, waiting, control, disturb } = await startWait(t, neverMs);
  const showAgain = async () => {
    await page.evaluate(() => cell.setHidden(true));
    await page.evaluate(() => cell.setHidden(false));
  };
  const failed = disturb({ kind: "reset" });
  await showAgain();
  await failed.reached;
  await control.complete();
  await showAgain();
  assert.equal(await waiting, "completed");
});

test("a page without a network does not try, and looks at once when it is back", limit, async (t) => {
  const { page, waiting, control } = await startWait(t, neverMs);
  const session = await stage.context.newCDPSession(page);
  const setOffline = (offline) =>
    session.send("Network.emulateNetworkConditions", {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  await setOffline(true);
  await page.waitForFunction(() => !navigator.onLine);
  await control.complete();
  await setOffline(false);
  assert.equal(await waiting, "completed");
});
