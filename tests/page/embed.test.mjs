import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pageDirectory } from "../../scripts/shared/paths.mjs";
import {
  accessibilityFaults,
  chooseSample,
  jobLimitMs,
  startDemo,
  waitForText,
} from "../support/browser/demo-page.mjs";
import { startCommand } from "../support/servers/processes.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

test("what a visitor loads before the first video stays within its budget", async () => {
  const { status, stdout, stderr } = await startCommand("npm", ["run", "--silent", "size"], { cwd: pageDirectory })
    .ended;
  const { total, files } = JSON.parse(stdout);
  assert.ok(total > 30_000 && Object.keys(files).some((name) => name.endsWith(".wasm")), stdout);
  assert.equal(status, 0, `${stdout}${stderr}`);
});

test("the package's element is there to try with what is in the form, and its HTML to copy", async () => {
  const { page, context } = await demo.open({ permissions: ["clipboard-read", "clipboard-write"], bypassCSP: true });
  await chooseSample(page, "oranges");
  await page.fill("#prompt", 'say "cheese"');
  await page.selectOption("#resolution", "1080p");
  await page.click("#show-embed");
  await page.waitForSelector("#embed-dialog[open]");
  const code = await page.innerText("#embed-code");
  assert.match(code, /<image-to-video prompt="say &quot;cheese&quot;" resolution="1080p" video_length="5">/);
  await page.click("#copy-embed");
  await waitForText(page, "#copy-embed", /Copied/);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole("button", { name: "Create the video" }).last().click();
  await page.waitForFunction(() => document.querySelector("image-to-video").state === "completed", undefined, {
    timeout: jobLimitMs,
  });
  await page.keyboard.press("Escape");
  await page.waitForSelector("image-to-video", { state: "detached" });
  assert.equal(await page.locator("#jobs li").count(), 0);
  await context.close();
});
