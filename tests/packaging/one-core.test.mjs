import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { makeProject } from "../support/project.mjs";
import { startStack } from "../support/servers/stack.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

const limit = { timeout: 240_000 };

let site, stack, browser;
before(async () => {
  site = await serveFolder();
  stack = await startStack({ origins: [site.url] });
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  site?.stop();
});

/** A page that configures one entry point and uses another. */
const main = `
import { configure, getCredits } from "akool-image-to-video/inline";
import "akool-image-to-video/element";

globalThis.createBoth = async (baseUrl) => {
  configure({ baseUrl });
  const element = document.body.appendChild(document.createElement("image-to-video"));
  const credits = await getCredits();
  element.request = { image_url: "https://pictures.example/cat.png", prompt: "zoom" };
  const isCreated = new Promise((resolve, reject) =>
    element.addEventListener("update", () => {
      if (element.state === "waiting") resolve(true);
      if (element.state === "failed") reject(element.error);
    }),
  );
  element.start();
  return { isCreated: await isCreated, hasCredits: credits > 0 };
};
`;

for (const [name, command] of [
  ["esbuild", ["esbuild", "main.js", "--bundle", "--format=esm", "--minify", "--outfile=bundle.js"]],
  ["rollup", ["rollup", "--config"]],
]) {
  test(`${name}: configure of the inline entry applies to the element, and both use one module`, limit, async () => {
    const project = await makeProject(name);
    try {
      await writeFile(join(project.folder, "main.js"), main);
      await project.build("npx", ...command);
      site.setFolder(project.folder);
      site.missing.length = 0;
      const { context, page } = await openPage(browser);
      await page.addInitScript(() => {
        globalThis.instances = 0;
        const { instantiate } = WebAssembly;
        WebAssembly.instantiate = (...input) => {
          globalThis.instances += 1;
          return instantiate(...input);
        };
      });
      await page.goto(site.url);
      await page.waitForFunction(() => globalThis.createBoth);
      const outcome = await page.evaluate((gateway) => globalThis.createBoth(gateway), stack.gateway.url);
      assert.deepEqual(outcome, { isCreated: true, hasCredits: true });
      assert.equal(await page.evaluate(() => globalThis.instances), 1);
      assert.deepEqual(site.missing, []);
      await context.close();
    } finally {
      await project.remove();
    }
  });
}
