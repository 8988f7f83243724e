import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { builtPageDirectory } from "../../scripts/shared/paths.mjs";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { waitForState } from "../support/browser/demo-page.mjs";
import { findSecret } from "../support/leak.mjs";
import { picture } from "../support/picture.mjs";
import { startRecorder } from "../support/servers/recorder.mjs";
import { startStack } from "../support/servers/stack.mjs";

const jobLimitMs = 120_000;
let stack, recorder, browser;
before(async () => {
  stack = await startStack({ pageDirectory: builtPageDirectory });
  recorder = await startRecorder();
  browser = await launchChromium({ proxy: recorder.url });
});
after(async () => {
  await browser?.close();
  recorder?.stop();
  await stack?.stop();
});

/** Opens the demo page, picks a file, writes a prompt and presses the button. */
async function createVideo(prompt) {
  const opened = await openPage(browser, { acceptDownloads: true });
  const { page } = opened;
  await page.goto(stack.gateway.url);
  await page.setInputFiles("#image-file", { name: "slope.png", mimeType: "image/png", buffer: picture() });
  await page.fill("#prompt", prompt);
  await page.click("#create:not([disabled])");
  return opened;
}

test("a visitor picks a file, creates a video, watches it play, and saves the very bytes that are served", async () => {
  const { page, faults, context } = await createVideo("zoom in slowly");
  await waitForState(page, "completed");
  await page.waitForFunction(
    () => [...document.querySelectorAll("video")].some((video) => video.currentTime > 0.3 && video.videoWidth > 0),
    undefined,
    { timeout: jobLimitMs },
  );

  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  const saved = await readFile(await download.path());
  assert.match(download.suggestedFilename(), /\.mp4$/);
  const address = recorder.exchanges.map(({ url }) => url).find((url) => /\/media\/.*\.mp4/.test(url));
  const served = Buffer.from(await (await fetch(address)).arrayBuffer());
  assert.equal(served.toString("latin1", 4, 8), "ftyp");
  assert.ok(saved.equals(served), `${saved.length} bytes saved, ${served.length} served`);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a job that fails says why", async () => {
  const { page, context } = await createVideo("[fail: the paint ran out]");
  await waitForState(page, "failed");
  assert.match(await page.innerText("#trouble"), /the paint ran out.*No credits were taken/s);
  await context.close();
});

test("a page that did all of this has talked to this machine only, and its browser has never received a secret", async () => {
  const { page, messages, requested, context } = await createVideo("pan left");
  await waitForState(page, "completed");
  const kept = await page.evaluate(() =>
    JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  await context.close();

  assert.deepEqual(
    requested.filter((url) => !/^(http:\/\/127\.0\.0\.1:|blob:http:\/\/127\.0\.0\.1:|data:)/.test(url)),
    [],
  );
  const received = recorder.received();
  const bytes = received.reduce((sum, { bytes }) => sum + bytes.length, 0);
  assert.ok(received.length > 10 && bytes > 100_000, `${received.length} answers with ${bytes} bytes`);
  assert.deepEqual(
    recorder.exchanges.filter(({ encoding }) => encoding),
    [],
  );
  const texts = [
    ...received,
    { what: "what the page keeps", bytes: Buffer.from(kept) },
    { what: "the console", bytes: Buffer.from(messages.join("\n")) },
    ...stack.logs.map((line) => ({ what: line.slice(0, 200), bytes: Buffer.from(line) })),
  ];
  for (const secret of Object.values(stack.secrets)) assert.deepEqual(findSecret(secret, texts), []);
});
