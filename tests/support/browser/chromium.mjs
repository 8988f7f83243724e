import { chromium } from "playwright-core";
import { chromiumSwitches, findBrowser } from "../../../scripts/setup/browsers/browser.mjs";

/**
 * Starts this machine's Chromium, with all its traffic through a proxy if one is given. It reaches 127.0.0.1 or, in its
 * place, another `address` of this machine.
 */
export function launchChromium({ proxy, address } = {}) {
  return chromium.launch({
    executablePath: findBrowser().chromium,
    // Of a switch that is given twice, the last one counts.
    args: [...chromiumSwitches, ...(address ? [`--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${address}`] : [])],
    // It ends with this process anyhow; its own handlers would exit before the servers are stopped.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    ...(proxy && { proxy: { server: proxy } }),
  });
}

/** How long a page may take for one step, on a slow machine that does much else. */
const stepLimitMs = 120_000;

/** A browser's context, which shares nothing with others. */
export async function openContext(browser, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(stepLimitMs);
  return context;
}

/** A page that keeps what it asked for, what it told the console, and what went wrong in it. */
export async function openPage(browser, options = {}) {
  const context = await openContext(browser, options);
  const page = await context.newPage();
  const faults = [];
  const messages = [];
  const requested = [];
  context.on("request", (request) => requested.push(request.url()));
  page.on("pageerror", (error) => faults.push(String(error.stack ?? error)));
  page.on("console", (message) => {
    messages.push(message.text());
    // A browser asks for an icon that the page does not name.
    if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico")) faults.push(message.text());
  });
  return { context, page, faults, messages, requested };
}

/** Starts this machine's Chromium with an unpacked extension and a profile of its own. */
export function launchExtension(folder, profile) {
  return chromium.launchPersistentContext(profile, {
    executablePath: findBrowser().chromium,
    // Playwright turns extensions off.
    ignoreDefaultArgs: ["--disable-extensions"],
    args: [...chromiumSwitches, `--load-extension=${folder}`, `--disable-extensions-except=${folder}`],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
