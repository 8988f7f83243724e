import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { freePort } from "../scripts/port.mjs";
import { launchChromium, openPage } from "./support/chromium.mjs";
import { startDevServer } from "./support/dev-server.mjs";
import { checkMainJob, checkResult } from "./support/main-job.mjs";
import { picture } from "./support/picture.mjs";
import { makeProject } from "./support/project.mjs";
import { startStack } from "./support/stack.mjs";
import { serveFolder } from "./support/static-server.mjs";

/** One for built pages, one for each tool that serves its own. */
let site, toolUrl, stack, browser;
before(async () => {
  site = await serveFolder();
  toolUrl = `http://127.0.0.1:${await freePort()}`;
  stack = await startStack({ origins: [site.url, toolUrl] });
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  site?.stop();
});

async function withProject(name, body) {
  const project = await makeProject(name);
  try {
    await body(project);
  } finally {
    await project.remove();
  }
}

/** Has a page of a built project do the main job; every file it asks for has to be there. */
async function checkBuilt(folder) {
  site.setFolder(folder);
  site.missing.length = 0;
  await checkMainJob(browser, { pageUrl: site.url, gatewayUrl: stack.gateway.url });
  assert.deepEqual(site.missing, []);
}

/** Has a page that a tool serves do the main job, after a look at the page. */
async function checkServed(project, command, look = async () => {}) {
  const server = await startDevServer("npx", [...command, new URL(toolUrl).port], { cwd: project.folder, url: toolUrl });
  try {
    await look();
    await checkMainJob(browser, { pageUrl: toolUrl, gatewayUrl: stack.gateway.url });
  } finally {
    await server.stop();
  }
}

const builtConsumers = [
  { name: "import-map", title: "a plain module script with an import map", build: undefined, output: "." },
  { name: "vite", title: "Vite", build: ["vite", "build"], output: "dist" },
  { name: "worker", title: "a web worker, by Vite", build: ["vite", "build"], output: "dist" },
  { name: "webpack", title: "webpack 5", build: ["webpack"], output: "." },
  { name: "rollup", title: "Rollup, from ./inline", build: ["rollup", "--config"], output: "." },
  { name: "esbuild", title: "esbuild, from ./inline", build: ["esbuild", "main.js", "--bundle", "--format=esm", "--minify", "--outfile=bundle.js"], output: "." },
  { name: "parcel", title: "Parcel", build: ["parcel", "build", "index.html", "--no-cache"], output: "dist" },
];

for (const { name, title, build, output } of builtConsumers) {
  test(`a page built with ${title} does the main job`, () =>
    withProject(name, async (project) => {
      if (build) await project.run("npx", ...build);
      await checkBuilt(join(project.folder, output));
    }));
}

test("a page served by Vite while it is worked on does the main job", () =>
  withProject("vite", (project) => checkServed(project, ["vite", "--host", "127.0.0.1", "--strictPort", "--port"])));

async function checkServerRendering() {
  const { context, page } = await openPage(browser);
  await page.goto(toolUrl);
  assert.equal(await page.locator("#server").innerText(), "image_url: required");
  await context.close();
}

for (const bundler of ["turbopack", "webpack"]) {
  test(`a Next.js application built with ${bundler} validates on the server and does the main job in the browser`, () =>
    withProject("next", async (project) => {
      await project.run("npx", "next", "build", `--${bundler}`);
      await checkServed(project, ["next", "start", "--hostname", "127.0.0.1", "--port"], checkServerRendering);
    }));
}

for (const [file, title] of [
  ["import.js", "import"],
  ["require.cjs", "require"],
]) {
  test(`Node does the main job after ${title}`, () =>
    withProject("node", async (project) => {
      await writeFile(join(project.folder, "picture.png"), picture());
      await checkResult(JSON.parse(await project.run(process.execPath, file, stack.gateway.url)));
    }));
}

test("a worker in workerd does the main job", () =>
  withProject("workerd", async (project) => {
    await writeFile(join(project.folder, "picture.png"), picture());
    await checkResult(JSON.parse(await project.run(process.execPath, "run.js", stack.gateway.url)));
  }));
