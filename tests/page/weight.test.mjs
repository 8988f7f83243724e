import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pageDirectory } from "../../scripts/shared/paths.mjs";
import { chooseSample, startDemo, waitForState, waitForText } from "../support/browser/demo-page.mjs";

/** What a page may transfer before a visitor does anything, as the gateway serves it: everything of its own, headers aside. */
const visitLimitBytes = 60_000;
/** The same up to the first video: with what the package loads to check, upload and follow, and without picture and video. */
const firstVideoLimitBytes = 67_500;
const lineLimit = 2500;
let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/** What the page has loaded from its gateway so far. */
const loadedBy = (page) =>
  page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .map(({ name, encodedBodySize, decodedBodySize }) => ({ name, encodedBodySize, decodedBodySize }))
      .filter(({ name }) => name.startsWith(location.origin)),
  );

/** Adds up the page's own files: not what the API answers. */
function checkWeight(loaded, limit) {
  const own = loaded.filter(({ name }) => /\/$|\.(js|css|wasm|woff2|svg|avif)$/.test(name));
  const total = own.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  const table = own.map(({ name, encodedBodySize }) => `${encodedBodySize} ${name}`).join("\n");
  assert.ok(total <= limit, `${total} bytes, the limit is ${limit}:\n${table}`);
}

test("what a visitor's browser loads stays within its budget, at once and up to the first video", async () => {
  const { page, context } = await demo.open();
  await waitForText(page, "#credits", /credits left/);
  await page.waitForLoadState("networkidle");
  const atOnce = await loadedBy(page);
  const module = atOnce.find(({ name }) => name.endsWith(".wasm"));
  assert.ok(module.encodedBodySize < module.decodedBodySize / 2, "the gateway serves the compressed copies");
  checkWeight(atOnce, visitLimitBytes);

  await chooseSample(page, "oranges");
  await page.click("#create");
  await waitForState(page, "completed");
  await page.waitForFunction(() => document.querySelector("#video").readyState > 0);
  const upToTheVideo = await loadedBy(page);
  checkWeight(upToTheVideo, firstVideoLimitBytes);
  const folders = upToTheVideo.map(({ name }) => new URL(name).pathname.split("/")[1]);
  assert.ok(!folders.includes("files"), "the picture that was uploaded is not fetched back");
  await context.close();
});

test("the page is small: its TypeScript, CSS and HTML", () => {
  const sources = readdirSync(join(pageDirectory, "src"), { recursive: true }).filter((name) =>
    /\.(ts|css|html)$/.test(name),
  );
  const files = ["index.html", ...sources.map((name) => join("src", name))];
  const lines = files.map((name) => readFileSync(join(pageDirectory, name), "utf8").split("\n").length - 1);
  const total = lines.reduce((sum, count) => sum + count, 0);
  assert.ok(files.length > 20 && total <= lineLimit, `${total} lines in ${files.length} files`);
});

test("the prints are sharp: as many pixels as they take on the screen", async () => {
  for (const [deviceScaleFactor, width] of [
    [1, 1440],
    [2, 1440],
    [3, 390],
  ]) {
    const { page, context } = await demo.open({ deviceScaleFactor, viewport: { width, height: 900 } });
    const chosen = await page.evaluate(() =>
      [...document.querySelectorAll(".print img")].map(({ currentSrc, clientWidth }) => [
        Number(/-(\d+)\.avif$/.exec(currentSrc)[1]),
        clientWidth * devicePixelRatio,
      ]),
    );
    for (const [given, needed] of chosen) assert.ok(given >= needed, `${given} of ${needed} px`);
    await context.close();
  }
});
