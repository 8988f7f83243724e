import { chromium } from "playwright-core";
import { chromiumSwitches, findBrowser } from "../../scripts/browser.mjs";

/** Starts this machine's Chromium, with all its traffic through a proxy if one is given. */
export function launchChromium({ proxy } = {}) {
  return chromium.launch({
    executablePath: findBrowser().chromium,
    args: chromiumSwitches,
    ...(proxy && { proxy: { server: proxy } }),
  });
}

/** A page that keeps what went wrong in it: uncaught errors and whatever the console was told as an error. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  const messages = [];
  page.on("pageerror", (error) => faults.push(String(error.stack ?? error)));
  page.on("console", (message) => {
    messages.push(message.text());
    if (message.type() === "error") faults.push(message.text());
  });
  return { context, page, faults, messages };
}
