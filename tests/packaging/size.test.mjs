import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { build } from "esbuild";
import { packageDirectory, root } from "../../scripts/shared/paths.mjs";
import { startCommand } from "../support/servers/processes.mjs";

/** brotli's figures differ between machines by some dozen bytes; a change worth telling is larger. */
const slack = 256;

let ended;
before(async () => {
  ended = await startCommand("npm", ["run", "--silent", "size"]).ended;
});

test("npm run size prints what a page loads as JSON and stays within the limits", () => {
  const { js, beside, wasm, total, onDemand, store, element, ...bindings } = JSON.parse(ended.stdout);
  assert.equal(ended.status, 0, `${ended.stdout}${ended.stderr}`);
  assert.equal(js + beside + wasm, total);
  assert.ok(js > 500 && js <= 5 * 1024, ended.stdout);
  assert.ok(wasm > 5000 && total <= 32 * 1024, ended.stdout);
  assert.ok(beside > 500, ended.stdout);
  assert.ok(onDemand > 500, ended.stdout);
  assert.ok(store > 300 && store <= 1536, ended.stdout);
  assert.deepEqual(Object.keys(bindings), ["react", "vue", "svelte", "solid", "angular"]);
  for (const size of Object.values(bindings)) assert.ok(size > 100 && size <= 512, ended.stdout);
  assert.ok(element > 300 && element <= 3 * 1024, ended.stdout);
});

test("the documentation states the sizes of this package", async () => {
  const page = await readFile(join(root, "docs/measured.md"), "utf8");
  const told = JSON.parse(/^\{"js":.*\}$/m.exec(page)[0]);
  const measured = JSON.parse(ended.stdout);
  assert.deepEqual(Object.keys(told), Object.keys(measured));
  for (const [part, bytes] of Object.entries(measured))
    assert.ok(
      Math.abs(told[part] - bytes) < slack,
      `docs/measured.md says ${told[part]} of ${part}, which is ${bytes}`,
    );
});

// A file that imports a file that the page does not have yet makes the first call wait for the network twice.
test("a bundled page loads one file beside the module, and nothing after it", async () => {
  const { metafile } = await build({
    absWorkingDir: packageDirectory,
    entryPoints: ["index.js"],
    outdir: "out",
    bundle: true,
    splitting: true,
    format: "esm",
    external: ["*.wasm"],
    metafile: true,
    write: false,
  });
  const outputOf = (source) => Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source)[0];
  const importsOf = (file) =>
    metafile.outputs[file].imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path);
  const atOnce = new Set([outputOf("index.js")]);
  for (const file of atOnce) for (const path of importsOf(file)) atOnce.add(path);
  const late = importsOf(outputOf("core/runtime.js")).filter((path) => !atOnce.has(path));
  assert.deepEqual(late, [], "take it from core.runtime instead of importing it");
});
