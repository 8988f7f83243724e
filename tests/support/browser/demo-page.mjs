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
    browser,
    /** Opens the page in a context of its own, once its effects are there. */
    async open({ query = "", hash = "", ...options } = {}) {
      const opened = await openPage(browser, { acceptDownloads: true, locale: "en-GB", ...options });
      await opened.page.goto(`${stack.gateway.url}/${query}${hash}`);
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

/** Chooses a sample and waits until it is on the stage. */
export async function chooseSample(page, name) {
  for (const button of ["#dismiss", "#remove-picture"]) if (await page.isVisible(button)) await page.click(button);
  await page.click(`[data-sample="${name}"]`);
  await waitForState(page, "picture");
}

/** Creates a video from what is in the form. Returns its card in the history once the gateway has named the job. */
export async function create(page, prompt) {
  await page.fill("#prompt", prompt);
  await page.click("#create");
  await waitForState(page, "queueing", "processing", "completed", "failed");
  return page.locator("#jobs li").first();
}

/** Waits until the stage is in one of these states. */
export async function waitForState(page, ...states) {
  const selectors = states.map((state) => `#stage[data-state="${state}"]`);
  await page.waitForSelector(selectors.join(), { timeout: jobLimitMs });
}

/** Waits until an element shows a text that matches. */
export async function waitForText(page, selector, pattern) {
  await page.waitForFunction(
    ([where, source, flags]) => {
      const element = document.querySelector(where);
      return element?.checkVisibility() && new RegExp(source, flags).test(element.textContent);
    },
    [selector, pattern.source, pattern.flags],
  );
}

/** Waits until an element shows nothing. */
export async function waitForSilence(page, selector) {
  await page.waitForSelector(selector, { state: "hidden" });
}

/** What axe finds wrong with the page as it is now by all rules, or by some; one line each. */
export async function accessibilityFaults(page, rules) {
  const require = createRequire(join(pageDirectory, "package.json"));
  if (!(await page.evaluate(() => "axe" in window)))
    await page.evaluate(await readFile(require.resolve("axe-core/axe.min.js"), "utf8"));
  return page.evaluate(async (rules) => {
    const all = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await window.axe.run(document, { runOnly: rules ?? all });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
  }, rules);
}
