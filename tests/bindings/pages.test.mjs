import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchChromium } from "../support/browser/chromium.mjs";
import { checkMainJob } from "../support/main-job.mjs";
import { makeProject } from "../support/project.mjs";
import { startStack } from "../support/servers/stack.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

const limit = { timeout: 180_000 };

let project, site, stack, browser;
before(async () => {
  project = await makeProject("bindings-page");
  await project.build(process.execPath, "build.js");
  site = await serveFolder(join(project.folder, "dist"));
  stack = await startStack({ origins: [site.url] });
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  site?.stop();
  await project?.remove();
});

for (const name of ["react", "vue", "svelte", "solid", "angular"]) {
  test(`a page with the binding for ${name} does the main job, with one module for both imports`, limit, async () => {
    site.missing.length = 0;
    const { moduleCount } = await checkMainJob(browser, {
      pageUrl: `${site.url}/${name}.html`,
      gatewayUrl: stack.gateway.url,
      // esbuild copies no .wasm file.
      isFileLost: true,
    });
    assert.equal(moduleCount, 1);
    assert.ok(
      site.missing.every((path) => path.endsWith(".wasm")),
      site.missing.join(" "),
    );
  });
}
