import assert from "node:assert/strict";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { chromiumSwitches, findBrowser } from "../../scripts/setup/browsers/browser.mjs";
import { capture } from "../../scripts/shared/command.mjs";
import { docsDirectory, nodeTools, root } from "../../scripts/shared/paths.mjs";
import { samples } from "../support/markdown.mjs";
import { picture } from "../support/picture.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";
import { laySimulatorPackage } from "../support/servers/simulator-package.mjs";

/** Installing a test runner and running it takes some seconds on two idle cores. */
const commandLimitMs = 180_000;

let simulatorPackage, place, pictures;
before(async () => {
  simulatorPackage = await laySimulatorPackage();
  place = join(simulatorPackage.place, "test-runners");
  pictures = await serveFolder(place);
  await cp(join(root, "tests/servers/test-runners"), place, { recursive: true });
  await writeFile(join(place, "picture.png"), picture(96, 64));
  for (const { options, code } of samples(await readFile(join(docsDirectory, "test-runners.md"), "utf8"))) {
    const [, path] = /^file=(.+)$/.exec(options[0]) ?? [];
    if (!path) continue;
    await mkdir(dirname(join(place, path)), { recursive: true });
    await writeFile(join(place, path), code);
  }
});
after(async () => {
  pictures?.stop();
  await simulatorPackage?.remove();
});

async function run(folder, program, programArguments, env = {}) {
  const { status, wasEnded, stdout, stderr } = await capture(program, programArguments, {
    cwd: folder,
    env: { ...simulatorPackage.environment, ...env },
    limitMs: commandLimitMs,
  });
  assert.ok(status === 0 && !wasEnded, `${program}: ${stdout}\n${stderr}`);
  return stdout;
}

test("the fixtures for Vitest work as the guide shows them", async () => {
  const project = join(place, "vitest");
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await simulatorPackage.linkInto(project);
  await symlink(join(root, "node_modules/vitest"), join(project, "node_modules/vitest"));
  const flags = ["run", "--root", ".", "--reporter=tap"];
  const output = await run(project, join(nodeTools, "vitest"), flags, { PICTURE_URL: `${pictures.url}/picture.png` });
  assert.equal(output.match(/^\s+ok \d+ - (a video is there|an empty account)/gm)?.length, 2, output);
});

test("the fixtures for Playwright work as the guide shows them", async () => {
  const project = join(place, "playwright");
  await run(project, "npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"]);
  await simulatorPackage.linkInto(project);
  const output = await run(project, "npx", ["playwright", "test", "--reporter=line"], {
    CHROME: findBrowser().chromium,
    CHROME_SWITCHES: JSON.stringify(chromiumSwitches),
  });
  assert.match(output, /2 passed/);
});

test("the fixtures for pytest work as the example has them", async () => {
  const project = join(place, "python");
  await cp(join(root, "examples/python/tests"), project, { recursive: true });
  const packages = join(place, "python-packages");
  const pip = ["-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", "--target", packages];
  await run(project, "python3", [...pip, "--requirement", "requirements.txt"]);
  const output = await run(project, "python3", ["-m", "pytest", "-p", "no:cacheprovider"], { PYTHONPATH: packages });
  assert.match(output, /4 passed/);
});
