import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { freePort } from "../../scripts/run/port.mjs";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { startDevServer } from "../support/servers/dev-server.mjs";
import { checkMainJob, checkResult } from "../support/main-job.mjs";
import { picture } from "../support/picture.mjs";
import { makeProject } from "../support/project.mjs";
import { startStack } from "../support/servers/stack.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

/** `site` is for built pages, `toolUrl` for tools that serve theirs. */
let site, toolUrl, stack, browser;
const rows = [];

/** Above the limits of a consumer's single steps, which say more when they fail. What it started then is ended with it. */
const consumerLimitMs = 720_000;

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
  printTable();
});

/** One row of the table: a project of `tests/packaging/projects/` has to do the main job in its own way. */
function consumer({ title, name, tool, entry = "akool-image-to-video" }, doMainJob) {
  test(`${title} does the main job`, { timeout: consumerLimitMs }, async ({ signal }) => {
    const row = { title, entry, works: false };
    rows.push(row);
    const project = await makeProject(name, { signal });
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

/** A page that some tool builds. Every file it asks for has to be there. */
function builtPage(about, { build, output }) {
  consumer(about, async (project) => {
    if (build) await project.build("npx", ...build);
    site.setFolder(join(project.folder, output));
    site.missing.length = 0;
    await checkMainJob(browser, { pageUrl: site.url, gatewayUrl: stack.gateway.url });
    assert.deepEqual(site.missing, []);
  });
}

/** A page that some tool serves, perhaps after building it. */
function servedPage(about, { build, serve, look = async () => {} }) {
  consumer(about, async (project) => {
    if (build) await project.build("npx", ...build);
    const server = await startDevServer("npx", [...serve, new URL(toolUrl).port], {
      cwd: project.folder,
      url: toolUrl,
    });
    try {
      await look();
      await checkMainJob(browser, { pageUrl: toolUrl, gatewayUrl: stack.gateway.url });
    } catch (error) {
      throw new Error(`${error.message}\n${server.output()}`, { cause: error });
    } finally {
      await server.stop();
    }
  });
}

/** A program without a browser. */
function program(about, command) {
  consumer(about, async (project) => {
    await writeFile(join(project.folder, "picture.png"), picture());
    await checkResult(JSON.parse(await project.run(...command, stack.gateway.url)));
  });
}

builtPage({ title: "A module script with an import map", name: "import-map", tool: "chromium" }, { output: "." });
const viteBuild = { build: ["vite", "build"], output: "dist" };
builtPage({ title: "Vite, built", name: "vite", tool: "vite" }, viteBuild);
builtPage({ title: "A web worker, built by Vite", name: "worker", tool: "vite" }, viteBuild);
servedPage(
  { title: "Vite, serving", name: "vite", tool: "vite" },
  { serve: ["vite", "--host", "127.0.0.1", "--strictPort", "--port"] },
);
builtPage({ title: "webpack", name: "webpack", tool: "webpack" }, { build: ["webpack"], output: "." });
builtPage(
  { title: "Parcel", name: "parcel", tool: "parcel" },
  { build: ["parcel", "build", "index.html", "--no-cache"], output: "dist" },
);

const inline = "akool-image-to-video/inline";
builtPage(
  { title: "Rollup", name: "rollup", tool: "rollup", entry: inline },
  { build: ["rollup", "--config"], output: "." },
);
const esbuild = ["esbuild", "main.js", "--bundle", "--format=esm", "--minify", "--outfile=bundle.js"];
builtPage({ title: "esbuild", name: "esbuild", tool: "esbuild", entry: inline }, { build: esbuild, output: "." });

for (const bundler of ["turbopack", "webpack"]) {
  servedPage(
    { title: `Next.js with ${bundler}, server and browser`, name: "next", tool: "next" },
    {
      build: ["next", "build", `--${bundler}`],
      serve: ["next", "start", "--hostname", "127.0.0.1", "--port"],
      look: checkServerRendering,
    },
  );
}

program({ title: "Node, import", name: "node", tool: "node" }, [process.execPath, "import.js"]);
program({ title: "Node, require", name: "node", tool: "node" }, [process.execPath, "require.cjs"]);
program({ title: "Deno", name: "deno", tool: "deno" }, [
  "npx",
  "deno",
  "run",
  "--allow-net=127.0.0.1",
  "--allow-read=.",
  "main.js",
]);
program({ title: "Bun", name: "bun", tool: "bun" }, ["npx", "bun", "main.js"]);
program({ title: "workerd, bundled by esbuild", name: "workerd", tool: "miniflare" }, [process.execPath, "run.js"]);

async function checkServerRendering() {
  const { context, page } = await openPage(browser);
  await page.goto(toolUrl);
  assert.equal(await page.locator("#server").innerText(), "image_url: required");
  await context.close();
}

/** As it stands in the README. */
function printTable() {
  console.log("| consumer | version | import from | |\n|---|---|---|---|");
  for (const { title, version, entry, works } of rows)
    console.log(`| ${title} | ${version} | \`${entry}\` | ${works ? "works" : "fails"} |`);
}
