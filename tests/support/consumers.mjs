import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { freePort } from "../../scripts/run/port.mjs";
import { launchChromium, openPage } from "./browser/chromium.mjs";
import { compatibilityTable } from "./compatibility-table.mjs";
import { checkMainJob, checkResult } from "./main-job.mjs";
import { picture } from "./picture.mjs";
import { makeProject, toolLimitMs } from "./project.mjs";
import { startDevServer } from "./servers/dev-server.mjs";
import { startStack } from "./servers/stack.mjs";
import { serveFolder } from "./servers/static-server.mjs";

/** Whether rows run that are not run by `npm test`. */
const isComplete = process.env.AKOOL_CONSUMERS === "all";

/** `site` is for built pages, `toolUrl` for tools that serve theirs. */
let site, toolUrl, stack, browser;
const rows = [];

/** The installed projects by name, each with how many rows have still to use it. */
const installed = new Map();

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
  console.log(compatibilityTable(rows.filter(({ result }) => result)));
});

/** Where the tool of a row serves its page. */
export const servedUrl = () => toolUrl;

/**
 * One cell of the table: a project of `tests/packaging/projects/` has to do the main job in its own way, in a `mode`. Rows that are
 * `rare` run by `npm run test:consumers` only. Rows with the same project share one installation, in which they run one by one.
 */
export function consumer(
  { title, name, sources, tool, entry = "akool-image-to-video", rare = false, withPackage },
  mode,
  doMainJob,
) {
  if (rare && !isComplete) return;
  const shared = installed.get(name) ?? { users: 0 };
  installed.set(name, shared);
  shared.users += 1;
  const row = { title, entry, mode };
  rows.push(row);
  test(`${title} does the main job in ${mode}`, { timeout: consumerLimitMs }, async ({ signal }) => {
    row.result = "fails";
    try {
      shared.project ??= await makeProject(name, { sources, withPackage });
      row.version = await versionOf(tool, shared.project.folder);
      await doMainJob(shared.project.within(signal), signal);
      row.result = "works";
    } finally {
      shared.users -= 1;
      if (shared.users === 0) await shared.project?.remove();
    }
  });
}

/** The version of a row's tool, as its project's manifest pins it. */
async function versionOf(tool, folder) {
  const running = { node: process.version, chromium: browser.version() }[tool];
  if (running) return running;
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return { ...dependencies, ...devDependencies }[tool];
}

/** A command that needs a newer Node than the tests, which its project brings. */
export const onNode24 = (name, ...rest) => ["node", `node_modules/.bin/${name}`, ...rest];

/** A page that some tool builds. Every file it asks for has to be there, but for the module with `isFileLost`. */
export function builtPage(about, { build, output, path = "/", isFileLost = false }) {
  consumer(about, "production", async (project) => {
    if (build) await project.build("npx", ...build);
    await checkBuiltPage(join(project.folder, output), { path, isFileLost });
  });
}

/** Serves a folder, whose page has to do the main job. */
export async function checkBuiltPage(folder, { path = "/", isFileLost = false } = {}) {
  site.setFolder(folder);
  site.missing.length = 0;
  await checkMainJob(browser, { pageUrl: site.url + path, gatewayUrl: stack.gateway.url, isFileLost });
  assert.deepEqual(
    site.missing.filter((path) => !isFileLost || !path.endsWith(".wasm")),
    [],
  );
}

/**
 * A page that some tool serves, perhaps after building it. A command that ends with an option gets the port as its value; others
 * find it in the environment. `reloads` is for tools that find out at the first visit what to bundle, and reload the page then.
 */
export function servedPage(about, { build, serve, path = "/", isFileLost, reloads = false, look = async () => {} }) {
  consumer(about, build ? "production" : "development", async (project) => {
    if (build) await project.build("npx", ...build);
    await withServer({ folder: project.folder, path }, ["npx", ...serve], async () => {
      if (reloads) await visit(path);
      await look(project);
      await checkServedPage(path, isFileLost);
    });
  });
}

async function visit(path) {
  const { context, page } = await openPage(browser);
  // The tool bundles while the page waits.
  page.setDefaultTimeout(toolLimitMs);
  // Not until the page is ready: a reload that comes before it listens for one is lost, and a visitor reloads it by hand.
  await page.goto(toolUrl + path, { waitUntil: "networkidle" });
  await context.close();
}

/** The page that {@link withServer} serves has to do the main job. */
export const checkServedPage = (path = "/", isFileLost = false) =>
  checkMainJob(browser, { pageUrl: toolUrl + path, gatewayUrl: stack.gateway.url, isFileLost });

/** Runs a tool that serves something while `use` runs. */
export async function withServer({ folder, path, env }, [program, ...serve], use) {
  const { port } = new URL(toolUrl);
  const server = await startDevServer(program, serve.at(-1).startsWith("-") ? [...serve, port] : serve, {
    cwd: folder,
    url: toolUrl + path,
    env: { ...env, HOST: "127.0.0.1", PORT: port },
  });
  try {
    await use(path);
  } catch (error) {
    throw new Error(`${error.message}\n${server.output()}`, { cause: error });
  } finally {
    await server.stop();
  }
}

/** A program without a browser, which prints its result. */
export function program(about, command) {
  consumer(about, "production", async (project) => {
    await writeFile(join(project.folder, "picture.png"), picture());
    await checkProgram(project, command);
  });
}

/** A program that prints its result. */
export async function checkProgram({ run }, command) {
  await checkResult(JSON.parse(await run(...command, stack.gateway.url)));
}

/** A worker that some tool serves: it gets a picture and answers with its result. */
export function servedWorker(about, { build, serve, path = "/" }) {
  consumer(about, build ? "production" : "development", async (project) => {
    if (build) await project.build("npx", ...build);
    await withServer({ folder: project.folder, path }, ["npx", ...serve], async () => {
      const address = `${toolUrl}${path}?gateway=${encodeURIComponent(stack.gateway.url)}`;
      const answer = await fetch(address, {
        method: "POST",
        body: picture(),
        headers: { "content-type": "image/png" },
      });
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      await checkResult(JSON.parse(text));
    });
  });
}

/** A test runner, whose tests do the main job themselves. */
export function testRun(about, ...commands) {
  consumer(about, "development", async (project) => {
    await writeFile(join(project.folder, "picture.png"), picture());
    for (const command of commands)
      await project.run("env", `AKOOL_TEST_GATEWAY=${stack.gateway.url}`, "npx", ...command);
  });
}

/** Checks that the served page has what the package said on the server. */
export async function checkServerRendering() {
  const html = await (await fetch(toolUrl)).text();
  assert.match(html, /<p id="server"[^>]*>image_url: required<\/p>/);
}
