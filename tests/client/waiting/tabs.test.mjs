import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startStage } from "../../support/faults/stage.mjs";
import { startPageServers } from "../../support/browser/page-servers.mjs";

const limit = { timeout: 60_000 };

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** Two tabs of one origin that wait for one job, each under a name that its requests carry. */
async function startTabs(t) {
  const { proxy, control, openPage } = await startPageServers(t, stage);
  const names = ["one", "other"];
  const pages = [await openPage(), await openPage()];
  const job = await pages[0].evaluate((request) => sdk.createClient({}).createImageToVideo(request), {
    image_url: stage.pictureUrl,
    prompt: "two tabs",
  });
  const tabs = pages.map((page, index) => {
    const looks = (seen) =>
      seen.filter(({ route, headers }) => route === "results" && headers["x-request-id"] === names[index]).length;
    const waiting = page.evaluate(
      async ([name, ref]) => {
        globalThis.client = sdk.createClient({ events: false, headers: { "x-request-id": name } });
        return (await client.waitForVideo(ref, { pollIntervalMs: 50 })).status;
      },
      [names[index], job],
    );
    waiting.catch(() => {});
    return { page, looks, waiting };
  });
  return { tabs, proxy, control };
}

/** Waits until one tab has looked ten times in a row and the other not once meanwhile; returns them in this order. */
async function untilOneLooks({ tabs, proxy }) {
  let since = [0, 0];
  let order;
  await proxy.until((seen) => {
    const now = tabs.map(({ looks }) => looks(seen));
    const more = now.map((count, index) => count - since[index]);
    if (more[0] > 0 && more[1] > 0) since = now;
    order = more[0] > 0 ? tabs : tabs.toReversed();
    return Math.max(...more) >= 10 && Math.min(...more) === 0;
  });
  return order;
}

test("of two tabs that wait for a job one looks, and both get the video", limit, async (t) => {
  const { tabs, proxy, control } = await startTabs(t);
  await untilOneLooks({ tabs, proxy });
  await control.runClock();
  assert.deepEqual(await Promise.all(tabs.map(({ waiting }) => waiting)), ["completed", "completed"]);
});

test("when the tab that looks is closed, the other looks", limit, async (t) => {
  const { tabs, proxy, control } = await startTabs(t);
  const [leader, other] = await untilOneLooks({ tabs, proxy });
  const earlier = other.looks(proxy.seen);
  await leader.page.close();
  await proxy.until((seen) => other.looks(seen) >= earlier + 10);
  await control.runClock();
  assert.equal(await other.waiting, "completed");
});

test("when the client of the tab that looks is closed, its wait ends and the other tab looks", limit, async (t) => {
  const { tabs, proxy, control } = await startTabs(t);
  const [leader, other] = await untilOneLooks({ tabs, proxy });
  await leader.page.evaluate(() => client.close());
  await assert.rejects(leader.waiting, /This client is closed\./);
  const earlier = other.looks(proxy.seen);
  const laterCall = leader.page.evaluate(() => client.getCredits().catch(({ code }) => code));
  assert.equal(await laterCall, "configuration");
  await proxy.until((seen) => other.looks(seen) >= earlier + 10);
  await control.runClock();
  assert.equal(await other.waiting, "completed");
});

test("a tab that is hidden leaves looking to one that is seen", limit, async (t) => {
  const { tabs, proxy, control } = await startTabs(t);
  const [leader, other] = await untilOneLooks({ tabs, proxy });
  await leader.page.evaluate(() => cell.setHidden(true));
  const earlier = other.looks(proxy.seen);
  await proxy.until((seen) => other.looks(seen) >= earlier + 10);
  await control.runClock();
  assert.equal(await other.waiting, "completed");
  await leader.page.evaluate(() => cell.setHidden(false));
  assert.equal(await leader.waiting, "completed");
});
