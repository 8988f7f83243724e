import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { simulatorControl } from "../../tests/support/faults/simulator-control.mjs";
import { startStack } from "../../tests/support/servers/stack.mjs";
import { buildPackage, buildPage, buildServers } from "../build/products.mjs";
import { setUpForTests } from "../setup/setup.mjs";
import { runMain } from "../shared/failure.mjs";
import { builtPageDirectory, pageDirectory, targetDirectory } from "../shared/paths.mjs";
import { capturePanel } from "./panel-screenshots.mjs";

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
/** The pictures in the README: a state at a size. */
const readme = [
  { name: "desk-light", width: 1440, colorScheme: "light", state: "generating" },
  { name: "desk-dark", width: 1440, colorScheme: "dark", state: "ready" },
  { name: "phone-light", width: 390, colorScheme: "light", state: "empty" },
  { name: "phone-dark", width: 390, colorScheme: "dark", state: "generating" },
];
const everyStateFolder = join(targetDirectory, "screenshots");
const readmeFolder = join(pageDirectory, "screenshots");

/**
 * The demo page in each of its states, at three sizes, light and dark, with the real servers, and the simulator's control
 * panel. `npm run screenshots -- panel` makes only the latter.
 */
await runMain(async () => {
  const setUp = await setUpForTests();
  await buildServers();
  if (process.argv[2] === "panel") return withBrowser(capturePanel);
  await buildPackage(setUp);
  await buildPage();
  await mkdir(everyStateFolder, { recursive: true });
  await mkdir(readmeFolder, { recursive: true });
  const stack = await startStack({
    pageDirectory: builtPageDirectory,
    simulatorFlags: ["--quality", "full", "--credits", "1000", "--control"],
  });
  try {
    await withBrowser(async (browser) => {
      for (const size of sizes)
        for (const colorScheme of ["light", "dark"])
          await capture(browser, stack, { viewport: size, colorScheme, locale: "en-GB", reducedMotion: "reduce" });
      await capturePanel(browser);
    });
  } finally {
    await stack.stop();
  }
});

async function withBrowser(action) {
  // It needs packages of npm's, which are there once the set-up is done.
  const { launchChromium } = await import("../../tests/support/browser/chromium.mjs");
  const browser = await launchChromium();
  try {
    await action(browser);
  } finally {
    await browser.close();
  }
}

/** Takes a page through its states in the order in which a visitor meets them. */
async function capture(browser, stack, options) {
  const demo = await import("../../tests/support/browser/demo-page.mjs");
  const { chooseSample, create, waitForState, waitForText, whenReady } = demo;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const { stopClock, runClock } = simulatorControl(stack.simulator.url);
  const shoot = async (state) => {
    await page.evaluate(() => {
      // A lazy image below the window would never be there.
      const images = [...document.images].filter(({ loading }) => loading !== "lazy");
      return Promise.all(images.map((image) => image.decode().catch(() => undefined)));
    });
    await page.mouse.move(2, 2);
    const { width } = options.viewport;
    const { colorScheme } = options;
    const isReadme = (one) => one.state === state && one.width === width && one.colorScheme === colorScheme;
    const paths = readme.filter(isReadme).map(({ name }) => join(readmeFolder, `${name}.jpg`));
    for (const path of [join(everyStateFolder, `${width}-${colorScheme}-${state}.jpg`), ...paths]) {
      await page.screenshot({ path, type: "jpeg", quality: 72 });
      console.log(path);
    }
  };
  await page.goto(stack.gateway.url);
  await whenReady(page);
  await shoot("empty");
  await page.click("#create");
  await waitForText(page, "#form-issue", /highlighted/);
  await shoot("issues");
  await page.evaluate(() => document.activeElement.blur());
  await chooseSample(page, "balloon");
  await shoot("picture");
  await stopClock();
  await page.click("#create");
  await waitForState(page, "queueing");
  await shoot("queued");
  await runClock();
  await waitForState(page, "processing");
  await waitForText(page, "#detail", /elapsed/);
  await shoot("generating");
  await waitForState(page, "completed");
  await page.waitForFunction(() => document.querySelector("#video").readyState >= 2);
  await shoot("ready");
  await create(page, "[fail: the paint ran out]");
  await waitForState(page, "failed");
  await shoot("failed");
  await page.route("**/createBySourcePrompt", (route) => route.abort("connectionreset"));
  await page.fill("#prompt", "The balloon lands");
  await page.click("#create");
  await waitForState(page, "lost");
  await shoot("connection-lost");
  await page.locator("#jobs li:first-child [data-action=remove]").click();
  await shoot("history");
  await page.click("[data-action=undo]");
  await page.click("#show-code");
  await page.waitForSelector("#code-dialog[open]");
  await shoot("code");
  await context.close();
}
