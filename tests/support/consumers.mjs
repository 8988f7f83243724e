import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { freePort } from "../../scripts/run/port.mjs";
import { launchChromium } from "./browser/chromium.mjs";
import { checkMainJob, checkResult } from "./main-job.mjs";
import { picture } from "./picture.mjs";
import { makeProject } from "./project.mjs";
import { startDevServer } from "./servers/dev-server.mjs";
import { startStack } from "./servers/stack.mjs";
import { serveFolder } from "./servers/static-server.mjs";

/** Whether rows run that are not run by `npm test`. */
const isComplete = process.env.AKOOL_CONSUMERS === "all";

/** `site` is for built pages, `toolUrl` for tools that serve theirs. */
let site, toolUrl, stack, browser;
const rows = [];

/** Above the limits of a consumer's single steps, which say more when they fail. What it started then is ended with it. */
const consumerLimitMs = 720_000;

before(async () => {
  site = await serveFolder();
  toolUrl = `http://127.0.0.1:${await freePort()}`;
  // The documents of test runners have origins of their own.
  stack = await startStack({ origins: [site.url, toolUrl, "http://localhost", "http://localhost:3000"] });
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  site?.stop();
  printTable();
});

/** Where the tool of a row serves its page. */
export const servedUrl = () => toolUrl;

/** The browser of the rows. */
export const openBrowser = () => browser;

/**
 * One row of the table: a project of `tests/packaging/projects/` has to do the main job in its own way. Rows that are `rare` run by
 * `npm run test:consumers` only.
 */
function consumer({ title, name, sources, tool, entry = "akool-image-to-video", rare = false }, doMainJob) {
  if (rare && !isComplete) return;
  test(`${title} does the main job`, { timeout: consumerLimitMs }, async ({ signal }) => {
    const row = { title, entry, works: false };
    rows.push(row);
    const project = await makeProject(name, { signal, sources });
    try {
      const manifest = JSON.parse(await readFile(join(project.folder, "package.json"), "utf8"));
      row.version = { node: process.version, chromium: browser.version() }[tool] ?? manifest.devDependencies[tool];
      await doMainJob(project);
      row.works = true;
    } finally {
      await project.remove();
    }
  });
}

/** A page that some tool builds. Every file it asks for has to be there, but for the module with `isFileLost`. */
export function builtPage(about, { build, output, isFileLost = false }) {
  consumer(about, async (project) => {
    if (build) await project.build("npx", ...build);
    site.setFolder(join(project.folder, output));
    site.missing.length = 0;
    await checkMainJob(browser, { pageUrl: site.url, gatewayUrl: stack.gateway.url, isFileLost });
    assert.deepEqual(
      site.missing.filter((path) => !isFileLost || !path.endsWith(".wasm")),
      [],
    );
  });
}

/** A page that some tool serves, perhaps after building it. */
export function servedPage(about, { build, serve, env, isFileLost, look = async () => {} }) {
  consumer(about, async (project) => {
    if (build) await project.build("npx", ...build);
    const server = await startDevServer("npx", [...serve, new URL(toolUrl).port], {
      cwd: project.folder,
      url: toolUrl,
      env,
    });
    try {
      await look(project);
      await checkMainJob(browser, { pageUrl: toolUrl, gatewayUrl: stack.gateway.url, isFileLost });
    } catch (error) {
      throw new Error(`${error.message}\n${server.output()}`, { cause: error });
    } finally {
      await server.stop();
    }
  });
}

/** A program without a browser. */
export function program(about, command) {
  consumer(about, async (project) => {
    await writeFile(join(project.folder, "picture.png"), picture());
    await checkResult(JSON.parse(await project.run(...command, stack.gateway.url)));
  });
}

/** A test runner, whose tests do the main job themselves. */
export function testRun(about, ...commands) {
  consumer(about, async (project) => {
    await writeFile(join(project.folder, "picture.png"), picture());
    for (const command of commands)
      await project.run("env", `AKOOL_TEST_GATEWAY=${stack.gateway.url}`, "npx", ...command);
  });
}

/** As it stands in the README. */
function printTable() {
  console.log("| consumer | version | import from | |\n|---|---|---|---|");
  for (const { title, version, entry, works } of rows)
    console.log(`| ${title} | ${version} | \`${entry}\` | ${works ? "works" : "fails"} |`);
}
