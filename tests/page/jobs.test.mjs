import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  chooseSample,
  create,
  jobLimitMs,
  startDemo,
  waitForSilence,
  waitForStatus,
  waitForText,
  whenReady,
} from "../support/browser/demo-page.mjs";
import { simulatorControl } from "../support/faults/simulator-control.mjs";

const createRoute = "**/createBySourcePrompt";
let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/** Opens the page with a picture chosen. */
async function openWithPicture() {
  const opened = await demo.open();
  await chooseSample(opened.page, "balloon");
  return opened;
}

test("a line tells state, time and settings, and plays on the big screen when it is done", async () => {
  const { page, context, faults } = await openWithPicture();
  const job = await create(page, "zoom in [slow]");
  assert.match(await job.getAttribute("data-status"), /^(queueing|processing)$/);
  assert.ok((await job.getAttribute("data-job-id")).length > 10);
  const text = await job.innerText();
  for (const part of [/720p · 5 s · silent/, /\d:\d\d so far/, /no estimate yet/, /Stop waiting/])
    assert.match(text, part);
  assert.equal(await job.locator("progress").evaluate(({ position }) => position), -1, "no estimate, no position");
  await waitForStatus(page, "completed");
  assert.match(await job.innerText(), /took \d:\d\d · 20 credits · kept until/);
  await page.waitForFunction(() => document.querySelector("#stage-video").currentTime > 0.2, undefined, {
    timeout: jobLimitMs,
  });
  assert.deepEqual(faults, []);
  await context.close();
});

test("the progress of later jobs is an estimate from finished ones, and says so", async () => {
  const { page, context } = await openWithPicture();
  await create(page, "zoom in [slow]");
  await waitForStatus(page, "completed");
  const job = await create(page, "zoom out [slow]");
  await waitForText(page, "#jobs li:first-child", /about \d+ %, by earlier videos|longer than earlier videos took/);
  assert.match(await job.getAttribute("data-status"), /^(queueing|processing)$/);
  await context.close();
});

test("two clicks are one video", async () => {
  const { page, context } = await openWithPicture();
  let creates = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/createBySourcePrompt")) creates += 1;
  });
  await page.fill("#prompt", "once");
  await page.dblclick("#create");
  await waitForStatus(page, "completed");
  assert.equal(creates, 1);
  assert.equal(await page.locator("#jobs li").count(), 1);
  await context.close();
});

test("waiting can be stopped, stays stopped over a reload, and can be taken up again", async () => {
  const { page, context } = await openWithPicture();
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  await create(page, "pan right");
  await page.click('#jobs [data-action="cancel"]');
  await waitForStatus(page, "stopped");
  await runClock();
  await page.reload();
  await whenReady(page);
  await waitForStatus(page, "stopped");
  await page.click('#jobs [data-action="resume"]');
  await waitForStatus(page, "completed");
  assert.equal(await page.locator("#jobs li video").count(), 1);
  await context.close();
});

test("a job that was waited for when the page was left is waited for again", async () => {
  const { page, context } = await openWithPicture();
  const job = await create(page, "tilt up [slow]");
  const id = await job.getAttribute("data-job-id");
  await page.reload();
  await waitForStatus(page, "completed");
  assert.equal(await job.getAttribute("data-job-id"), id);
  await page.reload();
  await waitForStatus(page, "completed");
  await context.close();
});

test("a page that was left while it was sending says whether that may have cost", async () => {
  for (const [route, status, expected] of [
    ["**/uploads", "failed", /No credits were taken/],
    [createRoute, "interrupted", /not known/],
  ]) {
    const { page, context } = await openWithPicture();
    // Never answered: the page is left in the middle.
    const reached = new Promise((resolve) => page.route(route, () => resolve()));
    await page.fill("#prompt", "leaving");
    await page.click("#create");
    await reached;
    await page.reload();
    await waitForStatus(page, status);
    assert.match(await page.locator("#jobs li").innerText(), expected, route);
    await context.close();
  }
});

test("a create that was never answered says not to pay twice, and offers no blind repeat", async () => {
  const { page, context } = await openWithPicture();
  await page.route(createRoute, (route) => route.abort("connectionreset"));
  const job = await create(page, "lost");
  await waitForStatus(page, "interrupted");
  const text = await job.innerText();
  for (const part of [/may or may not be running/, /pay twice/, /not known/, /Look again/]) assert.match(text, part);
  await context.close();
});

/** Has creates carried out and their answers lost; what became of them can be asked for. Resolves with the first. */
function loseAnswers(page) {
  return new Promise((resolve) =>
    page.route(createRoute, async (route) => {
      if (route.request().method() === "GET") return route.continue();
      await route.fetch();
      resolve();
      await route.abort("connectionreset");
    }),
  );
}

/** How many creates the vendor has got. */
const countCreates = () => simulatorControl(demo.stack.simulator.url).countPosts("create");

test("a create whose answer was lost is found again by the page itself, and paid once", async () => {
  const { page, context } = await openWithPicture();
  const earlier = await countCreates();
  void loseAnswers(page);
  await create(page, "lost and found");
  await waitForStatus(page, "completed");
  assert.equal((await countCreates()) - earlier, 1);
  await context.close();
});

test("a job whose page was left before the answer came is found again by the next one", async () => {
  const { page, context } = await openWithPicture();
  const earlier = await countCreates();
  const lost = loseAnswers(page);
  await page.fill("#prompt", "left behind");
  await page.click("#create");
  await lost;
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.reload();
  await waitForStatus(page, "completed");
  assert.equal(await page.locator("#jobs li").count(), 1);
  assert.equal((await countCreates()) - earlier, 1);
  await context.close();
});

test("what could not be found is looked for again on demand", async () => {
  const { page, context } = await openWithPicture();
  void loseAnswers(page);
  const recalls = new Set();
  await page.route(createRoute, (route) => {
    if (route.request().method() !== "GET") return route.fallback();
    recalls.add(route);
    return route.abort("connectionreset");
  });
  const job = await create(page, "not found at once");
  await waitForStatus(page, "interrupted");
  await waitForSilence(page, "#jobs li:first-child [data-part=note]");
  assert.equal(recalls.size, 1);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await job.locator('[data-action="resume"]').click();
  await waitForStatus(page, "completed");
  await context.close();
});

test("times that say nothing about a job are not shown, and no estimate is made of them", async () => {
  const { page, context } = await openWithPicture();
  await page.route("**/events", (route) => route.fulfill({ status: 404, json: { code: 1006 } }));
  const times = {
    first: {},
    second: { create_time: 1_700_000_000_000, update_time: 1_700_000_000_000 + 3 * 86_400_000 },
  };
  await page.route("**/resultsByIds", async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    for (const record of body.data.result) {
      delete record.create_time;
      delete record.update_time;
      Object.assign(record, times[record.prompt]);
    }
    await route.fulfill({ response, json: body });
  });
  for (const prompt of Object.keys(times)) {
    const job = await create(page, prompt);
    await waitForStatus(page, "completed");
    assert.doesNotMatch(await job.innerText(), /took/);
  }
  await create(page, "third [slow]");
  await waitForText(page, "#jobs li:first-child", /no estimate yet/);
  await context.close();
});

const refusals = [
  { status: 402, code: 1104, words: /not enough credits/ },
  { status: 401, code: 1101, words: /did not let this page in/ },
  { status: 429, code: 1005, words: /Too many requests/ },
  { status: 503, code: 1015, words: /out of order|can’t be reached/ },
];

test("a refusal is told in plain words with what to do and whether it cost", async () => {
  const { page, context } = await openWithPicture();
  for (const { status, code, words } of refusals) {
    await page.route(createRoute, (route) =>
      route.fulfill({ status, json: { code, msg: "refused", retryable: false, request_id: "r-1", charged: "no" } }),
    );
    const job = await create(page, `refused with ${status}`);
    await waitForStatus(page, "failed");
    const text = await job.innerText();
    assert.match(text, words);
    assert.match(text, /No credits were taken/);
    await page.unroute(createRoute);
  }
  await context.close();
});

test("what the server finds wrong is shown at its field", async () => {
  const { page, context } = await openWithPicture();
  const issues = [{ path: "resolution", code: "not_allowed", message: "This page may make 720p only." }];
  await page.route(createRoute, (route) =>
    route.fulfill({ status: 400, json: { code: 1003, msg: "not valid", retryable: false, request_id: "r-2", issues } }),
  );
  await create(page, "too big");
  await waitForText(page, "#resolution-issue", /720p only/);
  assert.equal(await page.getAttribute("#resolution", "aria-invalid"), "true");
  await context.close();
});

test("a video that can't be saved says why and can still be opened", async () => {
  const { page, context } = await openWithPicture();
  const job = await create(page, "zoom in");
  await waitForStatus(page, "completed");
  await page.route("**/media/*.mp4", (route) => route.abort());
  await job.locator('[data-action="save"]').click();
  await waitForText(page, "#jobs li:first-child .job-trouble", /can’t be reached/);
  assert.match(await job.locator('[data-action="open"]').getAttribute("href"), /\/media\/.*\.mp4$/);
  assert.equal(await job.getAttribute("data-status"), "completed");
  await context.close();
});

test("settings come back from a line into the form", async () => {
  const { page, context } = await openWithPicture();
  await page.selectOption("#resolution", "1080p");
  const job = await create(page, "first idea");
  await waitForStatus(page, "completed");
  await page.fill("#prompt", "second idea");
  await page.selectOption("#resolution", "720p");
  await chooseSample(page, "harbour");
  await job.locator('[data-action="again"]').click();
  await page.waitForSelector('[data-sample="balloon"][aria-pressed="true"]');
  assert.equal(await page.inputValue("#prompt"), "first idea");
  assert.equal(await page.inputValue("#resolution"), "1080p");
  await context.close();
});

test("a removed line stays away", async () => {
  const { page, context } = await openWithPicture();
  await create(page, "[fail: no light]");
  await waitForStatus(page, "failed");
  await page.click('#jobs [data-action="remove"]');
  await page.waitForSelector("#jobs-empty:not([hidden])");
  await page.reload();
  await whenReady(page);
  assert.equal(await page.locator("#jobs li").count(), 0);
  await context.close();
});

test("two finished videos can be compared in step", async () => {
  const { page, context } = await openWithPicture();
  assert.equal(await page.isVisible("#compare"), false);
  for (const prompt of ["zoom in", "zoom out"]) {
    await create(page, prompt);
    await waitForStatus(page, "completed");
  }
  await page.click("#compare");
  await page.waitForFunction(
    () => {
      const [left, right] = document.querySelectorAll("#compare-screen video");
      return left.src !== right.src && left.currentTime > 0.5 && Math.abs(left.currentTime - right.currentTime) < 0.15;
    },
    undefined,
    { timeout: jobLimitMs },
  );
  await page.fill("#compare-divide", "20");
  assert.match(await page.locator("#compare-right-video").evaluate((video) => getComputedStyle(video).clipPath), /20%/);
  await context.close();
});
