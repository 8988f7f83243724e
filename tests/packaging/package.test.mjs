import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { rootManifest } from "../../scripts/build/root-manifest.mjs";
import { root } from "../../scripts/shared/paths.mjs";
import { ownVersion } from "../../scripts/shared/version.mjs";
import { makeProject } from "../support/project.mjs";

let project;
before(async () => {
  project = await makeProject("lint");
});
after(() => project?.remove());

test("the packed package carries the repository's version, exactly the files it names, and no dependency", async () => {
  const { files, manifest } = project;
  assert.equal(manifest.version, await ownVersion());
  assert.deepEqual(files.toSorted(), [...manifest.files, "package.json"].toSorted());
  for (const file of ["README.md", "LICENSE", "wasm/akool_image_to_video_bg.wasm"])
    assert.ok(files.includes(file), file);
  for (const kind of ["dependencies", "optionalDependencies", "scripts"]) assert.equal(manifest[kind], undefined);
  // Each framework is for those who import its binding.
  const frameworks = ["@angular/core", "react", "solid-js", "svelte", "vue"];
  assert.deepEqual(Object.keys(manifest.peerDependencies), frameworks);
  for (const name of frameworks) assert.equal(manifest.peerDependenciesMeta[name].optional, true, name);
});

test("the repository, installed from git, has the entry points of the package", async () => {
  const { manifest } = project;
  const own = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  assert.deepEqual(own, await rootManifest(), "run node scripts/build/root-manifest.mjs");
  assert.deepEqual(Object.keys(own.exports), Object.keys(manifest.exports));
  assert.equal(own.exports["."].default, "./pkg/index.js");
  assert.equal(own.scripts.prepare, "node scripts/build/prepare.mjs");
});

test("publint finds nothing wrong with the packed package", () =>
  project.run("npx", "publint", "run", project.tarball, "--strict"));

/** Entry points whose frameworks know ES modules only, the file for places without tools, and what is no script. */
const modulesOnly = ["svelte", "solid", "angular", "standalone", "akool_image_to_video_bg.wasm"];

test("arethetypeswrong finds nothing wrong with the packed package, by import and by require", async () => {
  await project.run("npx", "attw", project.tarball, "--exclude-entrypoints", ...modulesOnly);
  const others = ["--profile", "esm-only", "--exclude-entrypoints", "akool_image_to_video_bg.wasm"];
  await project.run("npx", "attw", project.tarball, ...others);
});
