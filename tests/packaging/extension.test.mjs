import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchExtension } from "../support/browser/chromium.mjs";
import { checkResult } from "../support/main-job.mjs";
import { makeProject } from "../support/project.mjs";
import { startStack } from "../support/servers/stack.mjs";

const limit = { timeout: 120_000 };

/** The id that Chromium gives an unpacked extension: its folder's name, hashed, in letters. */
const idOf = (folder) =>
  [...createHash("sha256").update(folder).digest("hex").slice(0, 32)]
    .map((digit) => String.fromCharCode("a".charCodeAt(0) + Number.parseInt(digit, 16)))
    .join("");

let project, stack, profile, context;
before(async () => {
  project = await makeProject("extension");
  // As its author would: one file of the package beside the extension's own.
  await cp(
    join(project.folder, "node_modules/akool-image-to-video/standalone.js"),
    join(project.folder, "standalone.js"),
  );
  // Chromium loads no folder with names of its own kind in it.
  await rm(join(project.folder, "node_modules"), { recursive: true });
  stack = await startStack({ origins: [`chrome-extension://${idOf(project.folder)}`] });
  profile = await mkdtemp(join(tmpdir(), "akool-profile-"));
  context = await launchExtension(project.folder, profile);
});
after(async () => {
  await context?.close();
  await stack?.stop();
  await project?.remove();
  if (profile) await rm(profile, { recursive: true, force: true });
});

test("a service worker of an MV3 extension does the main job with the single file", limit, async () => {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  assert.equal(new URL(worker.url()).host, idOf(project.folder));
  await checkResult(await worker.evaluate((gateway) => globalThis.mainJob(gateway), stack.gateway.url));
});

test("the popup of an MV3 extension does the main job with the single file", limit, async () => {
  const page = await context.newPage();
  await page.goto(`chrome-extension://${idOf(project.folder)}/popup.html`);
  await page.waitForFunction(() => typeof globalThis.mainJob === "function");
  await checkResult(await page.evaluate((gateway) => globalThis.mainJob(gateway), stack.gateway.url));
});
