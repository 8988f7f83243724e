import { createRequire } from "node:module";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { builtPageDirectory, pageDirectory } from "../../../scripts/shared/paths.mjs";
import { launchChromium, openPage } from "./chromium.mjs";
import { quickSimulator, startStack } from "../servers/stack.mjs";

/** How long a job may take here before something is wrong. */
export const jobLimitMs = 120_000;

/** The demo page on a simulator and a gateway of its own, in a browser of its own. */
export async function startDemo() {
  const stack = await startStack({
    pageDirectory: builtPageDirectory,
    simulatorFlags: [...quickSimulator, "--control"],
  });
  const browser = await launchChromium();
  return {
    stack,
    /** Opens the page in a context of its own, once its effects are there. */
    async open({ hash = "", ...options } = {}) {
      const opened = await openPage(browser, { acceptDownloads: true, locale: "en-GB", ...options });
      await opened.page.goto(`${stack.gateway.url}/${hash}`);
      await whenReady(opened.page);
      return opened;
    },
    async stop() {
      await browser.close();
      await stack.stop();
    },
  };
}

/** The catalogue is the last thing the page loads. */
export async function whenReady(page) {
  await page.waitForSelector("#effects label:nth-child(3)");
}

/** Chooses a sample and waits until it is on the screen. */
export async function chooseSample(page, name) {
  await page.click(`[data-sample="${name}"]`);
  await page.waitForSelector(`[data-sample="${name}"][aria-pressed="true"]`);
}

/** Creates a video from what is in the form and returns its line once the server has named the job. */
export async function create(page, prompt) {
  await page.fill("#prompt", prompt);
  const before = await page.locator("#jobs li").count();
  await page.click("#create");
  await page.waitForFunction((count) => document.querySelectorAll("#jobs li").length > count, before);
  await page.waitForSelector("#create:not([aria-disabled=true])");
  return page.locator("#jobs li").first();
}

/** Waits until the newest job has this status. */
export async function waitForStatus(page, status) {
  await page.waitForSelector(`#jobs li:first-child[data-status="${status}"]`, { timeout: jobLimitMs });
}

/** Waits until an element shows a text that matches. */
export async function waitForText(page, selector, pattern) {
  await page.waitForFunction(
    ([where, source]) => {
      const element = document.querySelector(where);
      return element?.checkVisibility() && new RegExp(source).test(element.textContent);
    },
    [selector, pattern.source],
  );
}

/** Waits until an element shows nothing. */
export async function waitForSilence(page, selector) {
  await page.waitForSelector(selector, { state: "hidden" });
}

/** What axe finds wrong with the page as it is now, one line each. */
export async function accessibilityFaults(page) {
  const require = createRequire(join(pageDirectory, "package.json"));
  await page.evaluate(await readFile(require.resolve("axe-core/axe.min.js"), "utf8"));
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
  });
}
