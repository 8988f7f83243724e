import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../../scripts/shared/paths.mjs";
import { chooseSample, create, startDemo, waitForState, waitForText } from "../support/browser/demo-page.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

const sound = (name) => readFile(join(root, "tests/media", name));

/** How loud a video is from one second to another, as the browser hears it. */
async function loudness(page, address, from, to) {
  const video = await (await fetch(address)).arrayBuffer();
  return page.evaluate(
    async ([base64, first, last]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const context = new OfflineAudioContext(1, 48_000, 48_000);
      const heard = (await context.decodeAudioData(bytes.buffer)).getChannelData(0);
      const part = heard.subarray(first * 48_000, last * 48_000);
      return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
    },
    [Buffer.from(video).toString("base64"), from, to],
  );
}

test("whatever sound the file dialog offers is heard in the video", async () => {
  const { page, context } = await demo.open();
  const offered = (await page.getAttribute("#audio-file", "accept")).split(",");
  await chooseSample(page, "oranges");
  await page.selectOption("#audio-type", "2");
  const untried = new Set(offered.filter((entry) => entry.startsWith(".")));
  for (const [name, type] of [
    ["tone.mp3", "audio/mpeg"],
    ["tone.wav", "audio/wav"],
    ["tone.m4a", "audio/x-m4a"],
    ["tone-fragmented.mp4", "audio/mp4"],
    ["tone.3gp", "audio/3gpp"],
    ["tone.3g2", ""],
    ["tone.aac", "audio/aac"],
    ["tone-vorbis.ogg", "audio/ogg"],
    ["tone-opus.ogg", "audio/ogg"],
    ["tone.flac", "audio/flac"],
    ["tone-live.webm", "video/webm"],
  ]) {
    const extension = name.slice(name.lastIndexOf("."));
    assert.ok(offered.includes(extension), `${extension} is offered`);
    untried.delete(extension);
    await page.setInputFiles("#audio-file", { name, mimeType: type, buffer: await sound(name) });
    await create(page, `pan left with ${name}`);
    await waitForState(page, "completed");
    const address = await page.getAttribute("#video", "src");
    const [heard, after] = [await loudness(page, address, 0.3, 1.2), await loudness(page, address, 2, 4)];
    assert.ok(heard > 0.1 && after < 0.01, `${name}: ${heard}, then ${after}`);
  }
  // Other names for what was tried.
  assert.deepEqual([...untried].sort(), [".oga", ".opus", ".weba"]);
  await context.close();
});

test("a sound that cannot be used is refused by the name of what it is, before anything is ordered", async () => {
  const { page, context } = await demo.open();
  await chooseSample(page, "oranges");
  await page.selectOption("#audio-type", "2");
  await page.fill("#prompt", "pan left");
  let orders = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/createBySourcePrompt")) orders += 1;
  });
  for (const [name, type, found] of [
    ["aac51.m4a", "audio/mp4", /5.1 AAC sounds cannot be used/],
    ["cut_off.m4a", "audio/mp4", /The M4A file is cut off/],
    ["video.mp4", "video/mp4", /MP4 videos cannot be used/],
  ]) {
    await page.setInputFiles("#audio-file", { name, mimeType: type, buffer: await sound(name) });
    await page.click("#create");
    await waitForText(page, "#trouble", found);
    await waitForState(page, "failed");
  }
  assert.equal(orders, 0);
  await context.close();
});
