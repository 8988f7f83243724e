// Takes the pictures of the page for the README, with the real gateway and simulator: www/screenshots/*.jpg.
// The servers and the page must be built (npm start builds them).
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { builtPageDirectory } from "../../scripts/shared/paths.mjs";
import { launchChromium } from "../../tests/support/browser/chromium.mjs";
import { chooseSample, create, waitForStatus, whenReady } from "../../tests/support/browser/demo-page.mjs";
import { startStack } from "../../tests/support/servers/stack.mjs";

const shots = [
  { name: "desk-light", width: 1440, height: 1180, colorScheme: "light", sample: "balloon" },
  { name: "desk-dark", width: 1440, height: 1180, colorScheme: "dark", sample: "harbour" },
  { name: "phone-light", width: 390, height: 844, colorScheme: "light", isMobile: true },
  { name: "phone-dark", width: 390, height: 844, colorScheme: "dark", isMobile: true },
];
const jobs = [
  { sample: "oranges", prompt: "Light moves across the wall, pan left" },
  { sample: "harbour", prompt: "Slow zoom towards the clock tower" },
  { sample: "balloon", prompt: "The balloon drifts up, tilt up", resolution: "4k" },
];

const folder = new URL("../screenshots/", import.meta.url);
await mkdir(folder, { recursive: true });
const stack = await startStack({
  pageDirectory: builtPageDirectory,
  simulatorFlags: ["--quality", "full", "--credits", "1000"],
});
const browser = await launchChromium();
try {
  for (const { name, width, height, sample, ...options } of shots) {
    const context = await browser.newContext({ viewport: { width, height }, locale: "en-GB", ...options });
    const page = await context.newPage();
    await page.goto(stack.gateway.url);
    await whenReady(page);
    for (const job of sample === undefined ? [] : jobs) {
      await chooseSample(page, job.sample);
      await page.selectOption("#resolution", job.resolution ?? "720p");
      await create(page, job.prompt);
      // The last one is still in the works when the picture is taken.
      if (job !== jobs.at(-1)) await waitForStatus(page, "completed");
      else await waitForStatus(page, "processing");
    }
    if (sample !== undefined) await chooseSample(page, sample);
    await page.selectOption("#resolution", "720p");
    await page.evaluate(async () => {
      document.activeElement.blur();
      await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
      await Promise.all(
        document
          .getAnimations()
          .filter(({ effect }) => effect.getTiming().iterations !== Infinity)
          .map(({ finished }) => finished),
      );
    });
    await page.mouse.move(2, 2);
    const path = fileURLToPath(new URL(`${name}.jpg`, folder));
    await page.screenshot({ path, type: "jpeg", quality: 72 });
    console.log(path);
    await context.close();
  }
} finally {
  await browser.close();
  await stack.stop();
}
