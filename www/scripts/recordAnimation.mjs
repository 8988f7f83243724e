// Records the README's animation, with the real gateway and simulator: www/screenshots/demo.webp.
// The servers and the page must be built (npm start builds them), and ffmpeg must be installed.
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../scripts/shared/command.mjs";
import { builtPageDirectory } from "../../scripts/shared/paths.mjs";
import { launchChromium } from "../../tests/support/browser/chromium.mjs";
import { startStack } from "../../tests/support/servers/stack.mjs";

const viewport = { width: 1180, height: 800 };
const widthPx = 640;
const limitBytes = 300 * 1024;
/** The animation plays the five seconds of the video at these times. */
const videoSteps = 24;
const videoStepMs = 5000 / videoSteps;
const output = fileURLToPath(new URL("../screenshots/demo.webp", import.meta.url));

const folder = await mkdtemp(join(tmpdir(), "akool-animation-"));
const stack = await startStack({
  pageDirectory: builtPageDirectory,
  simulatorFlags: ["--quality", "full", "--credits", "1000"],
});
const browser = await launchChromium();
const frames = [];
try {
  const page = await browser.newPage({ viewport, locale: "en-GB", colorScheme: "light", reducedMotion: "reduce" });
  /** Adds what is on the screen, for so many milliseconds. */
  const shoot = async (durationMs) => {
    const path = join(folder, `${frames.length}.png`);
    await page.screenshot({ path });
    frames.push({ path, durationMs });
  };
  await page.goto(stack.gateway.url);
  await page.locator('[data-sample="balloon"] img').waitFor();
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))));
  await shoot(900);
  await page.click('[data-sample="balloon"]');
  await page.waitForSelector('[data-sample="balloon"][aria-pressed="true"]');
  await shoot(700);
  const prompt = "The balloon drifts up, slow zoom in";
  for (let end = 7; end < prompt.length + 7; end += 7) {
    await page.fill("#prompt", prompt.slice(0, end));
    await shoot(180);
  }
  await page.click("#create");
  await page.mouse.move(2, 2);
  await shoot(500);
  await page.waitForSelector('[data-status="processing"], [data-state="waiting"], progress:not([hidden])');
  await shoot(900);
  await page.waitForFunction(
    () => {
      const video = [...document.querySelectorAll("video")].find((one) => one.readyState >= 3 && one.checkVisibility());
      return video?.duration > 0;
    },
    undefined,
    { timeout: 120_000 },
  );
  for (let step = 0; step < videoSteps; step += 1) {
    await page.evaluate(
      async (seconds) => {
        const video = [...document.querySelectorAll("video")].find(
          (one) => one.readyState >= 2 && one.checkVisibility(),
        );
        video.pause();
        const seeked = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
        video.currentTime = seconds;
        await seeked;
        // The picture is on the screen one frame later.
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      },
      (step * videoStepMs) / 1000,
    );
    await shoot(videoStepMs);
  }
} finally {
  await browser.close();
  await stack.stop();
}

try {
  const last = frames.at(-1);
  const list = [...frames, last].map(({ path, durationMs }) => `file '${path}'\nduration ${durationMs / 1000}`);
  await writeFile(join(folder, "frames.txt"), list.join("\n"));
  // Worse until it fits.
  for (const quality of [85, 75, 60, 45, 30]) {
    await run("ffmpeg", [
      ...["-hide_banner", "-loglevel", "error", "-y", "-f", "concat", "-safe", "0", "-i", join(folder, "frames.txt")],
      ...["-vf", `scale=${widthPx}:-1:flags=lanczos`, "-vsync", "vfr", "-c:v", "libwebp_anim", "-loop", "0"],
      ...["-quality", String(quality), "-compression_level", "6", output],
    ]);
    const { size } = await stat(output);
    console.log(`${output}: ${size} bytes at quality ${quality}`);
    if (size <= limitBytes) break;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
