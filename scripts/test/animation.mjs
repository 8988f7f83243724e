import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startStack } from "../../tests/support/servers/stack.mjs";
import { buildPackage, buildPage, buildServers } from "../build/products.mjs";
import { setUpForTests } from "../setup/setup.mjs";
import { findProgram, run } from "../shared/command.mjs";
import { Failure, runMain } from "../shared/failure.mjs";
import { builtPageDirectory, pageDirectory } from "../shared/paths.mjs";
import { say } from "../shared/say.mjs";

const viewport = { width: 1180, height: 800 };
const widthPx = 640;
const limitBytes = 300 * 1024;
/** The animation plays the five seconds of the video at these times. */
const videoSteps = 24;
const videoStepMs = 5000 / videoSteps;
const output = join(pageDirectory, "screenshots/demo.webp");
const prompt = "The balloon drifts up, slow zoom in";

/** The README's animation: from the picture to the video on the demo page, with the real servers. */
await runMain(async () => {
  if (!findProgram("ffmpeg")) throw new Failure("ffmpeg is needed: install it with your system's package manager");
  const setUp = await setUpForTests();
  await buildServers();
  await buildPackage(setUp);
  await buildPage();
  const folder = await mkdtemp(join(tmpdir(), "akool-animation-"));
  try {
    await encode(folder, await record(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Uses the page as a visitor does. Resolves with `{ path, durationMs }` for each picture. */
async function record(folder) {
  // It needs packages of npm's, which are there once the set-up is done.
  const { launchChromium } = await import("../../tests/support/browser/chromium.mjs");
  const { chooseSample, whenReady } = await import("../../tests/support/browser/demo-page.mjs");
  const stack = await startStack({
    pageDirectory: builtPageDirectory,
    simulatorFlags: ["--quality", "full", "--credits", "1000"],
  });
  const browser = await launchChromium();
  const frames = [];
  try {
    const page = await browser.newPage({ viewport, locale: "en-GB", colorScheme: "light", reducedMotion: "reduce" });
    const shoot = async (durationMs) => {
      const path = join(folder, `${frames.length}.png`);
      await page.screenshot({ path });
      frames.push({ path, durationMs });
    };
    await page.goto(stack.gateway.url);
    await whenReady(page);
    await page.evaluate(() => {
      // A lazy image below the window would never be there.
      const images = [...document.images].filter(({ loading }) => loading !== "lazy");
      return Promise.all(images.map((image) => image.decode().catch(() => undefined)));
    });
    await shoot(900);
    await chooseSample(page, "balloon");
    await shoot(700);
    for (let end = 7; end < prompt.length + 7; end += 7) {
      await page.fill("#prompt", prompt.slice(0, end));
      await shoot(180);
    }
    await page.click("#create");
    await page.mouse.move(2, 2);
    await shoot(500);
    await page.waitForSelector("progress:not([hidden])");
    await shoot(900);
    await page.waitForFunction(findVideo, undefined, { timeout: 120_000 });
    for (let step = 0; step < videoSteps; step += 1) {
      await page.evaluate(seek, (step * videoStepMs) / 1000);
      await shoot(videoStepMs);
    }
    return frames;
  } finally {
    await browser.close();
    await stack.stop();
  }
}

/** In the page: whether the video is there. */
function findVideo() {
  return [...document.querySelectorAll("video")].some((one) => one.readyState >= 3 && one.checkVisibility());
}

/** In the page: shows the video's picture at a time. */
async function seek(seconds) {
  const video = [...document.querySelectorAll("video")].find((one) => one.readyState >= 1 && one.checkVisibility());
  video.pause();
  const seeked = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
  video.currentTime = seconds;
  await seeked;
  // The picture is on the screen one frame later.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

/** Makes an animated WebP of the pictures, in the best quality that fits the limit. */
async function encode(folder, frames) {
  const list = join(folder, "frames.txt");
  // ffmpeg ignores the duration of the last picture, so it is there twice.
  const entries = [...frames, frames.at(-1)].map(
    ({ path, durationMs }) => `file '${path}'\nduration ${durationMs / 1000}`,
  );
  await writeFile(list, entries.join("\n"));
  await mkdir(dirname(output), { recursive: true });
  for (const quality of [85, 75, 60, 45, 30]) {
    await run("ffmpeg", [
      ...["-hide_banner", "-loglevel", "error", "-y", "-f", "concat", "-safe", "0", "-i", list],
      ...["-vf", `scale=${widthPx}:-1:flags=lanczos`, "-vsync", "vfr", "-c:v", "libwebp_anim", "-loop", "0"],
      ...["-quality", String(quality), "-compression_level", "6", output],
    ]);
    const { size } = await stat(output);
    if (size > limitBytes) continue;
    say(`${output}: ${size} bytes at quality ${quality}`);
    return;
  }
  throw new Failure(`${output} is larger than ${limitBytes} bytes at the lowest quality`);
}
