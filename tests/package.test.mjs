import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchChromium } from "./support/chromium.mjs";
import { checkMainJob } from "./support/main-job.mjs";
import { makeProject } from "./support/project.mjs";
import { startStack } from "./support/stack.mjs";
import { serveFolder } from "./support/static-server.mjs";
import { ownVersion } from "../scripts/version.mjs";

let site, stack, browser, project;
before(async () => {
  site = await serveFolder();
  stack = await startStack({ origins: [site.url] });
  browser = await launchChromium();
  project = await makeProject("vite");
});
after(async () => {
  await project?.remove();
  await browser?.close();
  await stack?.stop();
  site?.stop();
});

test("the packed package carries the repository's version and exactly the files it names", async () => {
  const { files, manifest } = project;
  assert.equal(manifest.version, await ownVersion());
  const named = [...manifest.files, "package.json", "README.md", "LICENSE"];
  assert.deepEqual(files.filter((file) => !named.some((name) => file === name || file.startsWith(`${name}/`))), []);
  assert.deepEqual(manifest.files.filter((name) => !files.some((file) => file === name || file.startsWith(`${name}/`))), []);
  for (const file of ["README.md", "LICENSE", "akool_image_to_video_bg.wasm"]) assert.ok(files.includes(file), file);
  assert.equal(manifest.dependencies, undefined);
});

test("a fresh Vite project with the packed package, built, does the main job in a browser", async () => {
  await project.run("npx", "vite", "build");
  site.setFolder(join(project.folder, "dist"));
  await checkMainJob(browser, { pageUrl: site.url, gatewayUrl: stack.gateway.url });
  assert.deepEqual(site.missing, []);
  assert.equal(site.served.filter((path) => path.endsWith(".wasm")).length, 1);
});
