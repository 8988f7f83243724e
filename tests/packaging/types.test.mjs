import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "../../scripts/shared/paths.mjs";
import { goldenFile, publicTypes } from "../../scripts/build/public-types.mjs";
import { makeProject } from "../support/project.mjs";

const manifest = JSON.parse(await readFile(join(root, "tests/packaging/projects/types/package.json"), "utf8"));
const compilers = Object.keys(manifest.devDependencies).filter((name) => name.startsWith("typescript-"));

let project;
before(async () => {
  project = await makeProject("types");
});
after(() => project?.remove());

/** The compiler that some name of the project's package.json stands for. */
function compile(compiler, ...options) {
  return project.run(process.execPath, `node_modules/${compiler}/bin/tsc`, "--project", ".", ...options);
}

test("the public types are those that are promised; `npm run types` takes a change that is meant", async () => {
  assert.equal(await publicTypes(), await readFile(goldenFile, "utf8"));
});

test("there are compilers to check with, from the oldest promised to the latest", () => {
  assert.ok(compilers.length >= 10, compilers.join(", "));
  assert.ok(compilers.includes("typescript-5.0"));
});

/** The latest and the oldest find the package by Node's rules as well; all of them do so in `npm run test:consumers`. */
const nodeCompilers = process.env.AKOOL_CONSUMERS === "all" ? compilers : [compilers.at(0), compilers.at(-1)];

describe("the types of the package, their own declarations checked as well", { concurrency: 2 }, () => {
  for (const compiler of compilers)
    test(`${compiler} accepts every right use and refuses every wrong one`, () => compile(compiler));
  for (const compiler of nodeCompilers)
    test(`${compiler} does so by the rules of Node`, () =>
      compile(compiler, "--module", "nodenext", "--moduleResolution", "nodenext"));
});
