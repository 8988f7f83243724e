import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage } from "../support/browser/chromium.mjs";
import { simulatorControl } from "../support/faults/simulator-control.mjs";
import {
  chooseSample,
  create,
  startDemo,
  waitForState,
  waitForText,
  whenReady,
} from "../support/browser/demo-page.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/** A tab with a picture chosen, and a second one of the same person's. */
async function openTwo() {
  const { page, context } = await demo.open();
  await chooseSample(page, "balloon");
  const other = await openAnother(context);
  return { page, other, context };
}

async function openAnother(context) {
  const other = await context.newPage();
  await other.goto(demo.stack.gateway.url);
  await whenReady(other);
  return other;
}

test("a second tab shows the videos of the first, while they are made and when they are done", async () => {
  const { page, other, context } = await openTwo();
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  await create(page, "made in the first tab");
  await waitForText(other, "#jobs li:first-child", /Queued.*made in the first tab/s);
  assert.equal(await other.getAttribute("#stage", "data-state"), "picture", "the first tab waits for it");
  await runClock();
  await waitForState(page, "completed");
  await waitForText(other, "#jobs li:first-child", /Ready.*made in the first tab/s);
  await waitForText(other, "#announcer", /^Ready: made in the first tab/);
  await context.close();
});

test("a video of a tab that was closed while it was made is on the stage of the next one", async () => {
  const { page, other, context } = await openTwo();
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  await create(page, "closed in the middle");
  await page.close();
  const next = await openAnother(context);
  await waitForState(next, "queueing");
  await runClock();
  await waitForState(next, "completed");
  await waitForText(other, "#jobs li:first-child", /Ready.*closed in the middle/s);
  await context.close();
});

test("a tab that lost sight of a video does not end the other one's waiting", async () => {
  const { page, other, context } = await openTwo();
  await page.route(/\/(resultsByIds|events)$/, (route) =>
    route.fulfill({ status: 403, json: { code: 1102, msg: "no", retryable: false, charged: "no" } }),
  );
  await page.fill("#prompt", "zoom in [slow]");
  await page.click("#create");
  await waitForState(page, "failed", "lost");
  await waitForText(other, "#jobs li:first-child", /Ready.*zoom in/s);
  await context.close();
});

test("every tab that waits says that it is reconnecting, whichever of them asks the gateway", async () => {
  const { stack, browser } = await startDemo();
  const { stopClock, runClock } = simulatorControl(stack.simulator.url);
  try {
    const { page, context } = await openPage(browser, { locale: "en-GB" });
    await page.goto(stack.gateway.url);
    const other = await context.newPage();
    await other.goto(stack.gateway.url);
    await chooseSample(page, "balloon");
    await stopClock();
    await create(page, "seen from two tabs");
    await chooseSample(other, "oranges");
    await other.click("[data-action=view]");
    await waitForState(other, "queueing");
    const shown = await other.getAttribute("#still", "src");
    assert.match(shown, /\/files\//, "it shows the job's picture, not the form's");
    await stack.gateway.stop();
    for (const tab of [page, other]) await waitForText(tab, "#status", /^Reconnecting…$/);
    await stack.startGatewayAgain();
    for (const tab of [page, other]) await waitForText(tab, "#status", /^Queued$/);
    await runClock();
    for (const tab of [page, other]) await waitForState(tab, "completed");
  } finally {
    await browser.close();
    await stack.stop();
  }
});
