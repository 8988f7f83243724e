import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  accessibilityFaults,
  chooseSample,
  create,
  jobLimitMs,
  startDemo,
  waitForState,
  waitForText,
  whenReady,
} from "../support/browser/demo-page.mjs";
import { picture } from "../support/picture.mjs";
import { simulatorControl } from "../support/faults/simulator-control.mjs";

const createRoute = "**/createBySourcePrompt";
let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/** Opens the page with a picture chosen. */
async function openWithPicture(options) {
  const opened = await demo.open(options);
  await chooseSample(opened.page, "balloon");
  return opened;
}

test("the stage shows the whole way to the video, and the tab's title says when it is ready", async () => {
  const { page, context, faults } = await openWithPicture();
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route("**/uploads", async (route) => {
    await released;
    await route.continue();
  });
  await page.fill("#prompt", "zoom in slowly");
  await page.click("#create");
  await waitForState(page, "uploading");
  await waitForText(page, "#status", /^Uploading$/);
  assert.equal(await page.isVisible("#cancel"), true);
  release();
  await waitForState(page, "queueing");
  await waitForText(page, "#status", /^Queued$/);
  await waitForText(page, "#detail", /^\d:\d\d elapsed · zoom in slowly/);
  assert.match(await page.title(), /^Queued – zoom in slowly$/);
  await runClock();
  await waitForState(page, "completed");
  assert.match(await page.title(), /^Ready: zoom in slowly$/);
  await waitForText(page, "#detail", /^Available until \d+ \w+ \d{4}/);
  await page.waitForFunction(() => document.querySelector("#video").currentTime > 0.2, undefined, {
    timeout: jobLimitMs,
  });
  await waitForText(page, "#jobs li:first-child", /Ready.*zoom in slowly.*720p · 5 s · 20 credits/s);
  assert.deepEqual(faults, []);
  await context.close();
});

test("until the video has loaded, the stage keeps the picture and its shape", async () => {
  const { page, context } = await openWithPicture();
  const shapeOf = (selector) =>
    page.locator(selector).evaluate((element) => element.clientWidth / element.clientHeight);
  const shape = await shapeOf("#still");
  let goOn;
  const isHeld = new Promise((resolve) => (goOn = resolve));
  await page.route("**/media/*.mp4", async (route) => {
    await isHeld;
    await route.continue();
  });
  await create(page, "slow to load");
  await waitForState(page, "completed");
  await waitForText(page, "#jobs li:first-child", /Ready/);
  assert.match(await page.getAttribute("#video", "poster"), /^blob:/);
  assert.ok(Math.abs((await shapeOf("#video")) - shape) < 0.01);
  goOn();
  await page.waitForFunction(() => document.querySelector("#video").readyState > 0);
  await context.close();
});

test("the bar of a later video follows what earlier ones took", async () => {
  const { page, context } = await openWithPicture();
  await create(page, "zoom in [slow]");
  await waitForState(page, "completed");
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  await create(page, "zoom out [slow]");
  await waitForText(page, "#detail", /about \d:\d\d left|longer than usual/);
  await runClock();
  await waitForState(page, "completed");
  await context.close();
});

test("an upload can be cancelled, and nothing is created", async () => {
  const { page, context } = await openWithPicture();
  const earlier = await countCreates();
  await page.route("**/uploads", () => undefined);
  await page.fill("#prompt", "never mind");
  await page.click("#create");
  await waitForState(page, "uploading");
  await page.click("#cancel");
  await waitForState(page, "picture");
  await waitForText(page, "#create", /^Create/);
  assert.equal((await countCreates()) - earlier, 0);
  await context.close();
});

test("two clicks are one video", async () => {
  const { page, context } = await openWithPicture();
  const earlier = await countCreates();
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  await page.fill("#prompt", "once");
  await page.dblclick("#create");
  await waitForState(page, "queueing");
  await page.click("#create", { force: true });
  await runClock();
  await waitForState(page, "completed");
  assert.equal((await countCreates()) - earlier, 1);
  await context.close();
});

test("a video that gives way to the next one is followed in the history", async () => {
  const { page, context } = await openWithPicture();
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  await create(page, "the first one");
  await create(page, "the second one");
  await waitForText(page, "#jobs li:nth-child(2)", /Queued.*the first one/s);
  await runClock();
  await waitForState(page, "completed");
  await waitForText(page, "#jobs li:nth-child(2)", /Ready.*the first one/s);
  await page.click("#jobs li:nth-child(2) [data-action=view]");
  await waitForText(page, "#detail", /^Available .* · the first one$/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "stage");
  await context.close();
});

test("a reload keeps prompt, settings and picture, and the newest active video is on the stage", async () => {
  const { page, context } = await demo.open();
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  await page.setInputFiles("#image-file", { name: "mine.png", mimeType: "image/png", buffer: picture() });
  await page.selectOption("#resolution", "1080p");
  await page.check("#effects label:nth-child(3) input");
  const effect = await page.locator("#effects input:checked").inputValue();
  await create(page, "still here");
  await page.reload();
  await waitForState(page, "queueing");
  await page.waitForSelector('#still[alt*="mine.png"]');
  await whenReady(page);
  assert.equal(await page.inputValue("#prompt"), "still here");
  assert.equal(await page.inputValue("#resolution"), "1080p");
  assert.equal(await page.locator("#effects input:checked").inputValue(), effect);
  await runClock();
  await waitForState(page, "completed");
  await context.close();
});

test("a create that was never answered says not to pay twice, and offers no blind repeat", async () => {
  const { page, context } = await openWithPicture();
  await page.route(createRoute, (route) => route.abort("connectionreset"));
  await page.fill("#prompt", "lost");
  await page.click("#create");
  await waitForState(page, "lost");
  await waitForText(page, "#status", /^Connection lost$/);
  await waitForText(page, "#trouble", /may or may not.*pay twice.*not known/s);
  await page.click("#check");
  await waitForText(page, "#detail", /Nothing found yet/);
  await context.close();
});

/** How many creates the vendor has got. */
const countCreates = () => simulatorControl(demo.stack.simulator.url).countPosts("create");

test("a create whose answer was lost is found again, and paid once", async () => {
  const { page, context } = await openWithPicture();
  const earlier = await countCreates();
  await page.route(createRoute, async (route) => {
    if (route.request().method() !== "GET") await route.fetch();
    await route.abort("connectionreset");
  });
  await page.fill("#prompt", "lost and found");
  await page.click("#create");
  await waitForState(page, "lost");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.click("#check");
  await waitForState(page, "completed");
  assert.equal((await countCreates()) - earlier, 1);
  await context.close();
});

test("a video whose page was left before the answer came is on the stage of the next load", async () => {
  const { page, context } = await openWithPicture();
  const earlier = await countCreates();
  const lost = new Promise((resolve) =>
    page.route(createRoute, async (route) => {
      if (route.request().method() === "GET") return route.continue();
      await route.fetch();
      resolve();
    }),
  );
  await page.fill("#prompt", "left behind");
  await page.click("#create");
  await lost;
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.reload();
  await waitForState(page, "completed");
  await waitForText(page, "#detail", /left behind/);
  assert.equal((await countCreates()) - earlier, 1);
  await context.close();
});

test("the strip says that it is reconnecting while the gateway is gone", async () => {
  // The page's policy would not let axe in.
  const { page, context } = await openWithPicture({ bypassCSP: true });
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  await create(page, "out of reach");
  await page.route(/\/(resultsByIds|events|token)$/, (route) => route.abort("connectionrefused"));
  // What streams already does not pass the route.
  await context.setOffline(true);
  await waitForText(page, "#status", /^Reconnecting…$/);
  assert.deepEqual(await accessibilityFaults(page), []);
  await context.setOffline(false);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await runClock();
  await waitForState(page, "completed");
  await context.close();
});

test("times that say nothing about a video are not used for an estimate", async () => {
  const { page, context } = await openWithPicture();
  await page.route("**/jobs?*", async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    for (const record of body.data.result) record.update_time = record.create_time + 3 * 86_400_000;
    await route.fulfill({ response, json: body });
  });
  await page.reload();
  await whenReady(page);
  const { stopClock, runClock } = simulatorControl(demo.stack.simulator.url);
  await stopClock();
  await create(page, "third [slow]");
  await waitForText(page, "#detail", /^\d:\d\d elapsed · /);
  assert.equal(await page.locator("#progress").evaluate(({ position }) => position), -1, "no estimate, no position");
  await runClock();
  await waitForState(page, "completed");
  await context.close();
});

const refusals = [
  { status: 402, code: 1104, words: /Not enough credits/ },
  { status: 401, code: 1101, words: /did not let this page in/ },
  { status: 429, code: 1005, words: /Too many requests/ },
  { status: 503, code: 1015, words: /is down|can’t be reached/ },
];

test("a refusal is told in plain words with what to do and whether it cost", async () => {
  const { page, context } = await openWithPicture();
  const cards = await page.locator("#jobs li").count();
  for (const { status, code, words } of refusals) {
    await page.route(createRoute, (route) =>
      route.fulfill({ status, json: { code, msg: "refused", retryable: false, request_id: "r-1", charged: "no" } }),
    );
    await page.fill("#prompt", `refused with ${status}`);
    await page.click("#create");
    await waitForText(page, "#trouble", words);
    await waitForText(page, "#trouble", /No credits were taken/);
    await page.click("#dismiss");
    await page.unroute(createRoute);
  }
  assert.equal(await page.locator("#jobs li").count(), cards, "no card for a video that was never created");
  await context.close();
});

test("what the server finds wrong is shown at its field", async () => {
  const { page, context } = await openWithPicture();
  const issues = [{ path: "resolution", code: "not_allowed", message: "This page may make 720p only." }];
  await page.route(createRoute, (route) =>
    route.fulfill({ status: 400, json: { code: 1003, msg: "not valid", retryable: false, request_id: "r-2", issues } }),
  );
  await page.fill("#prompt", "too big");
  await page.click("#create");
  await waitForText(page, "#resolution-issue", /720p only/);
  assert.equal(await page.getAttribute("#resolution", "aria-invalid"), "true");
  await context.close();
});

test("a video that can't be downloaded says why and stays on the stage", async () => {
  const { page, context } = await openWithPicture();
  await create(page, "zoom in");
  await waitForState(page, "completed");
  await page.route("**/media/*.mp4", (route) => route.abort());
  await page.click("#download");
  await waitForText(page, "#trouble", /can’t be reached/);
  await waitForState(page, "completed");
  await context.close();
});

/** Keeps what a screen reader is told from here on. */
async function listenToAnnouncer(page) {
  const told = await page.evaluateHandle(() => {
    const texts = [];
    const announcer = document.querySelector("#announcer");
    new MutationObserver(() => texts.push(announcer.textContent)).observe(announcer, { childList: true });
    return texts;
  });
  return () => told.jsonValue();
}

test("settings come back with the right picture, or the page asks for it", async () => {
  const { page, context } = await openWithPicture();
  await page.selectOption("#resolution", "1080p");
  await create(page, "first idea");
  await waitForState(page, "completed");
  await page.selectOption("#resolution", "720p");
  await chooseSample(page, "harbour");
  await page.fill("#prompt", "second idea");
  const announced = await listenToAnnouncer(page);
  await page.click("#jobs li:first-child [data-action=reuse]");
  await waitForText(page, "#announcer", /The settings are back/);
  const [image, settings, ...more] = await announced();
  assert.match(image, /^Image chosen/, "the image first: a screen reader may drop what is overtaken at once");
  assert.match(settings, /^The settings are back/);
  assert.deepEqual(more, []);
  assert.equal(await page.inputValue("#prompt"), "first idea");
  assert.equal(await page.inputValue("#resolution"), "1080p");
  const widths = await page.locator("#still").evaluate(({ naturalWidth }) => naturalWidth);
  assert.equal(widths, 1344, "the balloon's picture");

  await page.click("#remove-picture");
  await page.route("**/files/*", (route) => route.fulfill({ status: 404 }));
  await page.click("#jobs li:first-child [data-action=reuse]");
  await waitForText(page, "#image-issue", /Choose it again/);
  await context.close();
});

test("removing a video can be undone, and lasts over a reload when it is not", async () => {
  const { page, context } = await openWithPicture();
  await create(page, "[fail: no light]");
  await waitForState(page, "failed");
  const card = page.locator("#jobs li", { hasText: "no light" }).first();
  const cards = await page.locator("#jobs li").count();
  await card.locator("[data-action=remove]").click();
  await waitForText(page, ".is-removed", /Removed \[fail: no light\]/);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.action), "undo");
  await page.keyboard.press("Enter");
  await waitForText(page, "#jobs li:first-child", /Failed.*no light/s);

  await card.locator("[data-action=remove]").click();
  const deleted = page.waitForResponse((response) => response.url().endsWith("/delbyids"));
  await page.reload();
  await whenReady(page);
  await deleted;
  await page.reload();
  await whenReady(page);
  await page.waitForFunction((count) => document.querySelectorAll("#jobs li").length === count, cards - 1);
  await context.close();
});
