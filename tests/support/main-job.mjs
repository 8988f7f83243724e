import assert from "node:assert/strict";
import { openPage } from "./browser/chromium.mjs";

/** How long the main job may take before something is wrong. */
const mainJobLimitMs = 120_000;

/** What a browser logs of a file that is not there. */
const isMissingFile = (fault) => /^Failed to load resource: .*\b404\b/.test(fault);

/** Runs in the page: counts the modules that start. */
const countModules = () => {
  globalThis.moduleCount = 0;
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const run = WebAssembly[name];
    WebAssembly[name] = async (...input) => {
      const started = await run(...input);
      globalThis.moduleCount += 1;
      return started;
    };
  }
};

/**
 * Loads a consumer's page, has it do the main job, and checks what came of it from outside. With `isFileLost`, the page asks in
 * vain for one file first. Resolves to how many WebAssembly modules the page started.
 */
export async function checkMainJob(browser, { pageUrl, gatewayUrl, isFileLost = false }) {
  const { context, page, faults, requested } = await openPage(browser);
  try {
    await page.addInitScript(countModules);
    await page.goto(pageUrl);
    await page.waitForFunction(() => typeof globalThis.mainJob === "function");
    const result = await within(
      mainJobLimitMs,
      page.evaluate((url) => globalThis.mainJob(url), gatewayUrl),
      () => `the main job does not end; last asked for:\n${[...requested.slice(-10), ...faults].join("\n")}`,
    );
    await checkResult(result);
    const moduleCount = await page.evaluate(() => globalThis.moduleCount);
    assert.deepEqual(isFileLost ? faults.filter((fault) => !isMissingFile(fault)) : faults, []);
    return { moduleCount };
  } finally {
    await context.close();
  }
}

/** Checks what a consumer's main job returned against what is really served. */
export async function checkResult(result) {
  assert.equal(result.status, "completed");
  assert.equal(result.statuses.at(-1), "completed");
  assert.deepEqual(result.refusal, { code: "invalid_request", paths: ["image_url", "prompt"] });
  const served = Buffer.from(
    await (await fetch(result.videoUrl, { signal: AbortSignal.timeout(30_000) })).arrayBuffer(),
  );
  assert.equal(served.toString("latin1", 4, 8), "ftyp");
  assert.equal(result.videoBytes, served.length);
}

/** What a promise gives, or a failure if that takes too long: a script in a page has no limit of its own. */
async function within(milliseconds, promise, describe) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(describe())), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
