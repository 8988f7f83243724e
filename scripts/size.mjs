import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure, runMain } from "./failure.mjs";
import { compressedSize, minifyEntry } from "./loaded-bytes.mjs";
import { moduleFolder, wasmFile } from "./package-files.mjs";
import { packageDirectory } from "./paths.mjs";
import { buildPackage } from "./products.mjs";
import { setUpForPackage } from "./setup.mjs";

/** The most bytes that each part may have after brotli 11. */
const limits = {
  js: 6 * 1024,
  total: 34 * 1024,
  store: 1536,
  react: 512,
  vue: 512,
  svelte: 512,
  solid: 512,
  angular: 512,
  element: 3 * 1024,
};

/** Entry points beside the main one, and which of them share the store. Each is measured without what is loaded before it. */
const loadedBefore = {
  store: ".",
  react: "./store",
  vue: "./store",
  svelte: "./store",
  solid: "./store",
  angular: "./store",
  element: ".",
};

await runMain(async () => {
  await buildPackage(await setUpForPackage());
  const sizes = await measurePackage();
  console.log(JSON.stringify(sizes));
  const over = Object.keys(limits).filter((part) => sizes[part] > limits[part]);
  if (over.length > 0) {
    throw new Failure(over.map((part) => `${part} is ${sizes[part]} bytes, the limit is ${limits[part]}`).join("; "));
  }
});

/** What a page loads, in bytes. `onDemand` is what only some functions load; it has no limit. */
async function measurePackage() {
  const { atOnce, onDemand } = await minifyEntryPoint(".");
  const js = compressedSize(atOnce);
  const wasm = compressedSize(await readFile(join(packageDirectory, moduleFolder, wasmFile)));
  const sizes = { js, wasm, total: js + wasm, onDemand: compressedSize(onDemand) };
  for (const [name, loaded] of Object.entries(loadedBefore))
    sizes[name] = compressedSize((await minifyEntryPoint(`./${name}`, loaded)).atOnce);
  return sizes;
}

/** The JavaScript of one entry point: what loads at once beside that of another one, and what loads on demand. */
async function minifyEntryPoint(name, loaded) {
  const manifest = JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8"));
  const fileOf = (name) => join(packageDirectory, manifest.exports[name].default ?? manifest.exports[name].import);
  const options = {
    absWorkingDir: packageDirectory,
    external: ["*.wasm", manifest.name, ...Object.keys(manifest.peerDependencies)],
  };
  return minifyEntry(fileOf(name), options, loaded && fileOf(loaded));
}
