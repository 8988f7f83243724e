import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { simulatorControl } from "../support/faults/simulator-control.mjs";
import {
  chooseSample,
  create,
  startDemo,
  waitForStatus,
  waitForText,
  whenReady,
} from "../support/browser/demo-page.mjs";

const createRoute = "**/createBySourcePrompt";
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

/** Holds what a page sends to a route before it arrives, or with `isCarriedOut` its answer. */
function hold(page, route, { isCarriedOut = false } = {}) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const reached = new Promise((resolve) => {
    page.route(route, async (one) => {
      const response = isCarriedOut ? await one.fetch() : undefined;
      resolve();
      await released;
      await one.fulfill({ response }).catch(() => undefined);
    });
  });
  return { reached, release };
}

/** Starts what {@link create} would wait for. */
async function begin(page, prompt) {
  await page.fill("#prompt", prompt);
  await page.click("#create");
}

test("what one tab uploads the other leaves alone, and both see the video", async () => {
  const { page, context } = await openTwo();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route("**/uploads", async (route) => {
    await released;
    await route.continue();
  });
  await begin(page, "sent by another tab");
  // One that was open, and one that comes now.
  const others = [context.pages()[1], await openAnother(context)];
  for (const other of others) {
    await waitForText(other, "#jobs li:first-child", /Another tab is sending it/);
    assert.equal(await other.getAttribute("#jobs li", "data-status"), "sending");
    assert.equal(await other.isVisible('#jobs [data-action="cancel"]'), false);
  }
  release();
  for (const tab of [page, ...others]) await waitForStatus(tab, "completed");
  await page.reload();
  await waitForStatus(page, "completed");
  await context.close();
});

test("a tab that was closed while it uploaded is noticed by the other, and by the next", async () => {
  const { page, other, context } = await openTwo();
  const held = hold(page, "**/uploads");
  await begin(page, "closed in the middle");
  await held.reached;
  await waitForText(other, "#jobs li:first-child", /Another tab is sending it/);
  await page.close();
  await waitForStatus(other, "failed");
  assert.match(await other.innerText("#jobs li"), /closed before everything was sent.*No credits were taken/s);
  const next = await openAnother(context);
  await waitForStatus(next, "failed");
  await context.close();
});

test("a tab that was closed while it created is noticed by the other, which finds the job", async () => {
  const { page, other, context } = await openTwo();
  const held = hold(page, createRoute, { isCarriedOut: true });
  await begin(page, "closed before the answer");
  await held.reached;
  await waitForText(other, "#jobs li:first-child", /Another tab is sending it/);
  await page.close();
  await waitForStatus(other, "completed");
  assert.equal(await other.locator("#jobs li").count(), 1);
  await context.close();
});

test("what a person does in one tab counts in the other", async () => {
  const { page, other, context } = await openTwo();
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  await create(page, "pan left");
  await waitForStatus(other, "queueing");
  await other.click('#jobs [data-action="cancel"]');
  await waitForStatus(page, "stopped");
  await runClock();
  await page.click('#jobs [data-action="resume"]');
  for (const tab of [page, other]) await waitForStatus(tab, "completed");
  await other.click('#jobs [data-action="remove"]');
  await page.waitForSelector("#jobs-empty:not([hidden])");
  await page.reload();
  await whenReady(page);
  assert.equal(await page.locator("#jobs li").count(), 0);
  await context.close();
});

test("a tab that lost sight of a job does not end the other one's waiting", async () => {
  const { page, other, context } = await openTwo();
  await page.route(/\/(resultsByIds|events)$/, (route) =>
    route.fulfill({ status: 403, json: { code: 1102, msg: "no", retryable: false, charged: "no" } }),
  );
  await begin(page, "zoom in [slow]");
  await waitForStatus(page, "interrupted");
  await waitForStatus(other, "completed");
  await waitForStatus(page, "completed");
  await context.close();
});
