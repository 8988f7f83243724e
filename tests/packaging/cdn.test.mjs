import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { run } from "../../scripts/shared/command.mjs";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { picture } from "../support/picture.mjs";
import { packPackage } from "../support/project.mjs";
import { startStack } from "../support/servers/stack.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

const limit = { timeout: 60_000 };

let folder, cdn, site, stack, browser;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "akool-cdn-"));
  const { tarball } = await packPackage(folder);
  await run("tar", ["-xzf", tarball, "-C", folder]);
  cdn = await serveFolder(folder, { "access-control-allow-origin": "*" });
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Empty page</title>");
  site = await serveFolder(folder);
  stack = await startStack({ origins: [site.url] });
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  for (const server of [cdn, site]) server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** An empty page of another origin than the package's, without an import map. */
async function openEmptyPage() {
  const opened = await openPage(browser);
  await opened.page.goto(site.url);
  return opened;
}

test(
  "the element, imported by its address from another origin, makes a video without an import map",
  limit,
  async () => {
    const { context, page, faults } = await openEmptyPage();
    await page.evaluate(
      async ([address, gateway]) => {
        await import(address);
        const element = document.createElement("image-to-video");
        element.setAttribute("base_url", gateway);
        element.setAttribute("prompt", "zoom in");
        document.body.append(element);
      },
      [`${cdn.url}/package/element.js`, stack.gateway.url],
    );
    await page.setInputFiles("image-to-video input", { name: "slope.png", mimeType: "image/png", buffer: picture() });
    await page.click("image-to-video button");
    await page.waitForFunction(() => /completed|failed/.test(document.querySelector("image-to-video").state));
    const { state, error } = await page.evaluate(() => {
      const { state, error } = document.querySelector("image-to-video");
      return { state, error: error?.message };
    });
    assert.deepEqual({ state, error }, { state: "completed", error: undefined });
    assert.deepEqual(faults, []);
    assert.deepEqual(cdn.missing, []);
    await context.close();
  },
);

test("the single file asks for no other file", limit, async () => {
  const { context, page, requested } = await openEmptyPage();
  requested.length = 0;
  const address = `${cdn.url}/package/standalone.js`;
  const issues = await page.evaluate(async (url) => (await import(url)).validateCreateRequest({}), address);
  assert.equal(issues.length, 2);
  assert.deepEqual(requested, [address]);
  await context.close();
});
