import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startDemo, waitForText } from "../support/browser/demo-page.mjs";

/**
 * What a page may transfer before the first video, as the gateway serves it: everything of its own, headers aside. The package takes
 * more than half of it.
 */
const budgetBytes = 63 * 1024;
let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

test("what a visitor's browser loads before the first video stays within its budget", async () => {
  const { page, context } = await demo.open();
  await waitForText(page, "#credits", /credits left/);
  await page.waitForLoadState("networkidle");
  const loaded = await page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .filter(({ name }) => /\/$|\.(js|css|wasm|woff2|svg|avif|jpg)$/.test(name) && name.startsWith(location.origin))
      .map(({ name, encodedBodySize, decodedBodySize }) => ({ name, encodedBodySize, decodedBodySize })),
  );
  const module = loaded.find(({ name }) => name.endsWith(".wasm"));
  assert.ok(module.encodedBodySize < module.decodedBodySize / 2, "the gateway serves the compressed copies");
  const total = loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  const table = loaded.map(({ name, encodedBodySize }) => `${encodedBodySize} ${name}`).join("\n");
  assert.ok(total <= budgetBytes, `${total} bytes, the limit is ${budgetBytes}:\n${table}`);
  await context.close();
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
