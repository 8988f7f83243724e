import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  accessibilityFaults,
  chooseSample,
  create,
  startDemo,
  waitForStatus,
  waitForText,
  whenReady,
} from "../support/browser/demo-page.mjs";

const widths = [390, 1440];
const appearances = ["light", "dark", "contrast"];
let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

for (const width of widths) {
  test(`axe finds nothing at ${width} px in any appearance, with issues, jobs and sheets`, async () => {
    // axe is put in from outside, which the page's own policy would not let in; and it must not look at half a transition.
    const { page, context } = await demo.open({
      viewport: { width, height: 900 },
      bypassCSP: true,
      reducedMotion: "reduce",
    });
    const check = async (state) => {
      for (const appearance of appearances) {
        await page.selectOption("#theme", appearance);
        assert.deepEqual(await accessibilityFaults(page), [], `${state}, ${appearance}`);
      }
    };
    await check("empty");
    await page.click("#create");
    await waitForText(page, "#form-issue", /2 things/);
    await check("with issues");
    await chooseSample(page, "oranges");
    await create(page, "zoom in");
    await waitForStatus(page, "completed");
    await create(page, "[fail: no light]");
    await waitForStatus(page, "failed");
    await create(page, "pan left [slow]");
    await page.click('#jobs [data-action="cancel"]');
    await waitForStatus(page, "stopped");
    await check("with jobs");
    await page.click("#show-code");
    await page.waitForSelector("#code-dialog[open]");
    await page.waitForSelector("#code-dialog[open]");
    assert.deepEqual(await accessibilityFaults(page), [], "code");
    await context.close();
  });
}

test("nothing is wider than the window, down to 320 px", async () => {
  for (const width of [320, ...widths]) {
    const { page, context } = await demo.open({ viewport: { width, height: 800 } });
    await chooseSample(page, "oranges");
    await create(page, `${"wide".repeat(60)} [fail: ${"long".repeat(60)}]`);
    await waitForStatus(page, "failed");
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(excess <= 0, `${excess} px at ${width}`);
    await context.close();
  }
});

test("every control is at least 44 px high where fingers reach it", async () => {
  const { page, context } = await demo.open({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await chooseSample(page, "oranges");
  await page.selectOption("#audio-type", "2");
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, select, textarea, input, label.button, label.switch")]
      .filter(
        (control) =>
          control.checkVisibility() &&
          !control.matches(".visually-hidden") &&
          control.closest(".switch") !== control.parentElement,
      )
      .map((control) => [
        control.id || control.textContent.trim(),
        Math.min(control.getBoundingClientRect().height, control.getBoundingClientRect().width),
      ])
      .filter(([, side]) => side < 44),
  );
  assert.deepEqual(small, []);
  await context.close();
});

test("the whole job is done by keyboard, and the focus is never lost", async () => {
  const { page, context } = await demo.open();
  const focused = () =>
    page.evaluate(
      () => document.activeElement.id || document.activeElement.dataset.sample || document.activeElement.dataset.action,
    );
  const tabTo = async (wanted) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if ((await focused()) === wanted) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab never came to ${wanted}`);
  };
  await tabTo("harbour");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-sample="harbour"][aria-pressed="true"]');
  assert.equal(await focused(), "harbour");
  await tabTo("prompt");
  await page.keyboard.type("zoom out");
  await tabTo("create");
  await page.keyboard.press("Enter");
  await waitForStatus(page, "completed");
  await waitForText(page, "#announcer", /ready: zoom out/);
  await tabTo("play");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#jobs video").currentTime > 0.2);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "VIDEO");
  await context.close();
});

test("the skip link leads past the header", async () => {
  const { page, context } = await demo.open();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "prompt");
  await context.close();
});

test("a chosen appearance is there from the first paint of the next visit", async () => {
  const { page, context } = await demo.open({ colorScheme: "light" });
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.selectOption("#theme", "dark");
  const dark = await background();
  assert.notEqual(dark, light);
  await page.reload({ waitUntil: "commit" });
  await page.waitForSelector("h1");
  assert.equal(await background(), dark);
  await whenReady(page);
  await page.selectOption("#theme", "system");
  assert.equal(await background(), light);
  await context.close();
});

test("who prefers stillness gets no film that starts by itself", async () => {
  const { page, context } = await demo.open({ reducedMotion: "reduce" });
  await chooseSample(page, "balloon");
  await create(page, "zoom in");
  await waitForStatus(page, "completed");
  await page.waitForSelector("#stage-video:not([hidden])");
  assert.equal(await page.locator("#stage-video").evaluate(({ paused }) => paused), true);
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  await context.close();
});

test("the page speaks English and German, keeps the choice, and begins with the browser's", async () => {
  const { page, context } = await demo.open({ locale: "de-DE" });
  await waitForText(page, "h1", /fünf Sekunden Leben/);
  assert.equal(await page.getAttribute("html", "lang"), "de");
  await page.click("#create");
  await waitForText(page, "#prompt-issue", /ein paar Worten/);
  await page.selectOption("#language", "en");
  await waitForText(page, "h1", /five seconds of life/);
  await waitForText(page, "#prompt-issue", /few words/);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await page.reload();
  await waitForText(page, "#create", /Create the video/);
  await context.close();
});

test("a link carries the settings, and no server sees them", async () => {
  const { page, context } = await demo.open({ permissions: ["clipboard-read", "clipboard-write"] });
  await chooseSample(page, "harbour");
  await page.fill("#prompt", "lights & waves = calm");
  await page.selectOption("#resolution", "1080p");
  await page.check("#effects label:nth-child(3) input");
  const effect = await page.locator("#effects input:checked").inputValue();
  await page.click("#share");
  await waitForText(page, "#share-note", /copied/);
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  assert.equal(link.pathname + link.search, "/");

  const { page: other, context: elsewhere } = await demo.open({ hash: link.hash });
  await other.waitForSelector('[data-sample="harbour"][aria-pressed="true"]');
  assert.equal(await other.inputValue("#prompt"), "lights & waves = calm");
  assert.equal(await other.inputValue("#resolution"), "1080p");
  assert.equal(await other.locator("#effects input:checked").inputValue(), effect);
  await elsewhere.close();
  await context.close();
});

test("a link with nonsense changes nothing and breaks nothing", async () => {
  const { page, context, faults } = await demo.open({
    hash: "#resolution=9k&video_length=x&audio_type=7&sample=..%2Fx&effect_code=none_such",
  });
  assert.equal(await page.inputValue("#resolution"), "720p");
  assert.equal(await page.inputValue("#video-length"), "5");
  assert.equal(await page.inputValue("#audio-type"), "3");
  assert.deepEqual(faults, []);
  await context.close();
});

test("the code that is shown asks for exactly what the form would send", async () => {
  const { page, context } = await demo.open();
  await page.fill("#image-url", `${demo.stack.gateway.url}/samples/harbour.jpg`);
  await page.fill("#prompt", 'a "quoted" word\nand a line');
  await page.fill("#negative-prompt", "rain");
  await page.selectOption("#video-length", "10");
  await page.click("#show-code");
  await page.waitForSelector("#code-dialog[open]");
  const code = await page.textContent("#code");
  assert.match(code, /^import \{ createImageToVideo, waitForVideo \} from "akool-image-to-video";/);
  const literal = code.slice(
    code.indexOf("createImageToVideo({") + "createImageToVideo(".length,
    code.indexOf(");\nconst"),
  );
  const asked = new Function(`return ${literal}`)();
  assert.deepEqual(asked, {
    image_url: `${demo.stack.gateway.url}/samples/harbour.jpg`,
    prompt: 'a "quoted" word\nand a line',
    negative_prompt: "rain",
    resolution: "720p",
    video_length: 10,
    audio_type: 3,
  });
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.id), "show-code");
  await context.close();
});
