import assert from "node:assert/strict";
import { openPage } from "./chromium.mjs";

/** Loads a consumer's page, has it do the main job, and checks what came of it from outside. */
export async function checkMainJob(browser, { pageUrl, gatewayUrl }) {
  const { context, page, faults } = await openPage(browser);
  try {
    await page.goto(pageUrl);
    await page.waitForFunction(() => typeof globalThis.mainJob === "function");
    const result = await page.evaluate((url) => globalThis.mainJob(url), gatewayUrl);
    await checkResult(result);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** Checks what a consumer's main job returned against what is really served. */
export async function checkResult(result) {
  assert.equal(result.status, "completed");
  assert.equal(result.statuses.at(-1), "completed");
  assert.deepEqual(result.refusal, { code: "invalid_request", paths: ["image_url", "prompt"] });
  const served = Buffer.from(await (await fetch(result.videoUrl)).arrayBuffer());
  assert.equal(served.toString("latin1", 4, 8), "ftyp");
  assert.equal(result.videoBytes, served.length);
}
