import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  accessibilityFaults,
  chooseSample,
  create,
  startDemo,
  waitForState,
  waitForText,
} from "../support/browser/demo-page.mjs";
import { picture } from "../support/picture.mjs";
import { simulatorControl } from "../support/faults/simulator-control.mjs";

const widths = [390, 1024, 1440];
let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/** Holds back a page's requests to some address. Returns what lets them go. */
async function hold(page, url) {
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(url, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

for (const width of widths) {
  test(`axe finds nothing at ${width} px in any state, light or dark`, async () => {
    // axe is put in from outside, which the page's own policy would not let in, and it must not look at half a transition.
    const { page, context } = await demo.open({
      viewport: { width, height: 900 },
      bypassCSP: true,
      reducedMotion: "reduce",
    });
    const { stopClock, stepClock, runClock } = simulatorControl(demo.stack.simulator.url);
    const check = async (state) => {
      await page.emulateMedia({ colorScheme: "light" });
      assert.deepEqual(await accessibilityFaults(page), [], `${state}, light`);
      // In the dark only the colours are others.
      await page.emulateMedia({ colorScheme: "dark" });
      assert.deepEqual(await accessibilityFaults(page, ["color-contrast"]), [], `${state}, dark`);
    };
    await check("empty");
    await page.click("#create");
    await waitForText(page, "#form-issue", /2 highlighted fields/);
    await page.click("#more summary");
    await check("with issues");
    await chooseSample(page, "oranges");
    await check("with a picture");
    await stopClock();
    const [letUpload, letCreate] = [await hold(page, "**/uploads*"), await hold(page, "**/createBySourcePrompt")];
    await page.fill("#prompt", "zoom in");
    await page.click("#create");
    await waitForState(page, "uploading");
    await check("uploading");
    letUpload();
    await waitForState(page, "creating");
    await check("creating");
    letCreate();
    await waitForState(page, "queueing");
    await check("queued");
    await stepClock(3000);
    await waitForState(page, "processing");
    await check("generating");
    await runClock();
    await waitForState(page, "completed");
    await check("ready");
    await create(page, "[fail: no light]");
    await waitForState(page, "failed");
    await check("failed");
    await page.click("#jobs li:first-child [data-action=remove]");
    await check("removed");
    await page.click("[data-action=undo]");
    await page.route("**/createBySourcePrompt", (route) => route.abort("connectionreset"));
    await page.fill("#prompt", "lost");
    await page.click("#create");
    await waitForState(page, "lost");
    await check("connection lost");
    await page.click("#show-code");
    await page.waitForSelector("#code-dialog[open]");
    await check("code");
    await context.close();
  });
}

test("nothing is wider than the window, down to 320 px, in both languages and with wide text spacing", async () => {
  for (const width of [320, 1024]) {
    for (const lang of ["en", "de"]) {
      const { page, context } = await demo.open({
        viewport: { width, height: 800 },
        bypassCSP: true,
        query: `?lang=${lang}`,
      });
      await page.addStyleTag({
        content: "* { letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important }",
      });
      await chooseSample(page, "oranges");
      await create(page, `${"wide".repeat(60)} [fail: ${"long".repeat(60)}]`);
      await waitForState(page, "failed");
      const excess = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(excess <= 0, `${excess} px at ${width} in ${lang}`);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll(".button, label, legend, h1, h2, .hint, .status")]
          .filter(
            (element) =>
              element.checkVisibility() &&
              !element.matches(".visually-hidden") &&
              element.scrollWidth > element.clientWidth + 1,
          )
          .filter((element) => getComputedStyle(element).display !== "inline")
          .map(({ textContent }) => textContent.trim().slice(0, 40)),
      );
      assert.deepEqual(cut, [], `${width} px in ${lang}`);
      await context.close();
    }
  }
});

test("the selects show their whole text at every width, in both languages", async () => {
  for (const lang of ["en", "de"]) {
    const { page, context } = await demo.open({ query: `?lang=${lang}` });
    for (const width of [1440, 1024, 821, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const cut = await page.$$eval(".field-row select", (selects) =>
        selects
          .filter((select) => {
            const copy = select.cloneNode(true);
            copy.style.cssText = "position: absolute; width: max-content";
            select.after(copy);
            const needed = copy.getBoundingClientRect().width;
            copy.remove();
            return select.getBoundingClientRect().width < needed - 0.5;
          })
          .map(({ name }) => name),
      );
      assert.deepEqual(cut, [], `${lang} at ${width} px`);
    }
    await context.close();
  }
});

test("every control is at least 44 px high where fingers reach it", async () => {
  const { page, context } = await demo.open({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await chooseSample(page, "oranges");
  await page.selectOption("#audio-type", "2");
  await page.click("#more summary");
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, select, textarea, input, label.button, label.switch")]
      .filter(
        (control) =>
          control.checkVisibility() &&
          !control.matches(".visually-hidden, [type=checkbox]") &&
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
  const tabTo = async (wanted) => {
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.dataset.sample);
    for (let presses = 0; presses < 60; presses += 1) {
      if ((await focused()) === wanted) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab never came to ${wanted}`);
  };
  await tabTo("harbour");
  await page.keyboard.press("Enter");
  await waitForState(page, "picture");
  assert.equal(await page.inputValue("#prompt"), "The boats rock gently, the lights shimmer, slow zoom in");
  await tabTo("prompt");
  await page.keyboard.press("Control+Enter");
  await waitForState(page, "completed");
  await waitForText(page, "#status", /^Ready$/);
  assert.equal(await page.getAttribute("#status", "role"), "status");
  assert.equal(await page.evaluate(() => document.activeElement.id), "prompt");
  await page.keyboard.press("Shift+Tab");
  await tabTo("download");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.match(download.suggestedFilename(), /^the-boats-rock.*\.mp4$/);
  await context.close();
});

test("a picture is as large as the window has room for, and what follows is right below it", async () => {
  for (const [width, height] of [
    [844, 390],
    [1024, 768],
    [1440, 900],
    [1920, 1080],
  ]) {
    const { page, context } = await demo.open({ viewport: { width, height } });
    for (const [columns, rows] of [
      [480, 160],
      [480, 320],
      [200, 400],
    ]) {
      await page.setInputFiles("#image-file", {
        name: `${columns}x${rows}.png`,
        mimeType: "image/png",
        buffer: picture(columns, rows),
      });
      // Its own shape.
      await page.waitForFunction((ratio) => {
        const { width, height } = document.querySelector("#screen").getBoundingClientRect();
        return Math.abs(width / height - ratio) < 0.02;
      }, columns / rows);
      const where = `${columns} × ${rows} in a window of ${width} × ${height}`;
      const [screen, area, sources] = await page.evaluate(() =>
        ["#screen", ".area", "#sources"].map((part) => document.querySelector(part).getBoundingClientRect().toJSON()),
      );
      const isWhole = Math.abs(screen.width - area.width) < 1 || Math.abs(screen.height - area.height) < 1;
      assert.ok(isWhole, `${where}: it fills its room`);
      const gap = sources.top - screen.bottom;
      assert.ok(gap >= 8 && gap <= 20, `${where}: ${gap} px to what follows`);
      if (height >= 600) {
        const bottom = await page.evaluate(
          () => scrollY + document.querySelector("#sources").getBoundingClientRect().bottom,
        );
        assert.ok(bottom <= height, `${where}: in the window without scrolling`);
      }
    }
    await context.close();
  }
});

test("a first video takes two clicks", async () => {
  const { page, context } = await demo.open();
  await page.click('[data-sample="balloon"]');
  await page.click("#create");
  await waitForState(page, "completed");
  await context.close();
});

test("the skip link leads past the header", async () => {
  const { page, context } = await demo.open();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "prompt");
  await context.close();
});

test("the system decides between light and dark", async () => {
  const { page, context } = await demo.open({ colorScheme: "light" });
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  assert.equal(await background(), "rgb(232, 236, 231)");
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await background(), "rgb(11, 15, 14)");
  await context.close();
});

test("who prefers stillness gets no film that starts by itself", async () => {
  const { page, context } = await demo.open({ reducedMotion: "reduce" });
  await chooseSample(page, "balloon");
  await create(page, "zoom in");
  await waitForState(page, "completed");
  await page.waitForSelector("#video:not([hidden])");
  assert.equal(await page.locator("#video").evaluate(({ paused }) => paused), true);
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  await context.close();
});

test("the page speaks English and German, keeps the choice, and begins with the browser's or the address's", async () => {
  const { page, context } = await demo.open({ locale: "de-AT" });
  await waitForText(page, "h1", /fünf Sekunden Leben/);
  assert.equal(await page.getAttribute("html", "lang"), "de");
  await page.click("#create");
  await waitForText(page, "#form-issue", /^Korrigiere die 2 markierten Felder$/);
  await waitForText(page, "#prompt-issue", /Beschreibe, was passieren soll/);
  await page.selectOption("#language", "en");
  await waitForText(page, "h1", /five seconds of life/);
  await waitForText(page, "#prompt-issue", /Describe what should happen/);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await page.reload();
  await waitForText(page, "#create", /^Create · 20 credits$/);
  await page.goto(`${demo.stack.gateway.url}/?lang=de`);
  await waitForText(page, "#create", /^Erstellen · 20 Credits$/);
  await chooseSample(page, "balloon");
  await create(page, "[fail: no light]");
  await waitForState(page, "failed");
  await waitForText(page, "#status", /^Fehlgeschlagen$/);
  assert.equal(await page.getAttribute("#trouble [lang]", "lang"), "en", "Akool's own words");
  await page.click("#show-code");
  await page.click("#tab-html");
  await waitForText(page, "#code", /<span slot="start">Video erstellen</);
  await context.close();
});

test("dates follow the browser's region", async () => {
  for (const [locale, pattern, day] of [
    ["en-US", /^Available until \w{3} \d{1,2}, \d{4}, \d{1,2}:\d\d\s[AP]M · /, /^until \w{3}\u00a0\d{1,2} · /],
    ["en-GB", /^Available until \d{1,2} \w{3} \d{4}, \d\d:\d\d · /, /^until \d{1,2}\u00a0\w{3} · /],
  ]) {
    const { page, context } = await demo.open({ locale });
    await chooseSample(page, "balloon");
    await create(page, "zoom in");
    await waitForState(page, "completed");
    await waitForText(page, "#detail", pattern);
    // A line never ends between the day and the month.
    await waitForText(page, "#jobs li:first-child .job-meta", day);
    await context.close();
  }
});
