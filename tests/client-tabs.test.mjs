import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startStage } from "./support/faults/stage.mjs";
import { startPageServers } from "./support/page-servers.mjs";

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** Two tabs of one origin that wait for one job, each under a name that its requests carry. */
async function startTabs(t) {
  const { proxy, control, openPage } = await startPageServers(t, stage);
  const names = ["first", "second"];
  const pages = [await openPage(), await openPage()];
  const job = await pages[0].evaluate((request) => sdk.createClient({}).createImageToVideo(request), {
    image_url: stage.pictureUrl,
    prompt: "two tabs",
  });
  const tabs = pages.map((page, index) => ({
    page,
    looks: (seen) =>
      seen.filter(({ route, headers }) => route === "results" && headers["x-request-id"] === names[index]).length,
    wait: () =>
      page.evaluate(
        async ([name, ref]) => {
          const client = sdk.createClient({ events: false, headers: { "x-request-id": name } });
          return (await client.waitForVideo(ref, { pollIntervalMs: 50 })).status;
        },
        [names[index], job],
      ),
  }));
  return { tabs, proxy, control };
}

/** Waits until one tab has looked ten times in a row, and the other not once meanwhile. */
async function untilOneLooks({ tabs: [one, other], proxy }) {
  let since = { one: 0, other: 0 };
  await proxy.until((seen) => {
    const now = { one: one.looks(seen), other: other.looks(seen) };
    if (now.other !== since.other) since = now;
    return now.one - since.one >= 10;
  });
}

test("of two tabs that wait for a job one looks, and both get the video", { timeout: 60_000 }, async (t) => {
  const { tabs, proxy, control } = await startTabs(t);
  const [first] = tabs;
  const waiting = [first.wait()];
  await proxy.until((seen) => first.looks(seen) > 0);
  waiting.push(tabs[1].wait());
  await untilOneLooks({ tabs, proxy });
  await control.runClock();
  assert.deepEqual(await Promise.all(waiting), ["completed", "completed"]);
});

test("when the tab that looks is closed, the other looks", { timeout: 60_000 }, async (t) => {
  const { tabs, proxy, control } = await startTabs(t);
  const [first, second] = tabs;
  first.wait().catch(() => {});
  await proxy.until((seen) => first.looks(seen) > 0);
  const waiting = second.wait();
  await untilOneLooks({ tabs, proxy });
  const earlier = second.looks(proxy.seen);
  await first.page.close();
  await proxy.until((seen) => second.looks(seen) >= earlier + 10);
  await control.runClock();
  assert.equal(await waiting, "completed");
});
