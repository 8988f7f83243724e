import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure, runMain } from "../shared/failure.mjs";
import { compressedSize, minifyEntry } from "./loaded-bytes.mjs";
import { moduleFolder, wasmFile } from "./package-files.mjs";
import { packageDirectory } from "../shared/paths.mjs";
import { buildPackage } from "./products.mjs";
import { setUpForPackage } from "../setup/setup.mjs";

/** The most bytes that each part may have after brotli 11. */
const limits = {
  js: 5 * 1024,
  total: 32 * 1024,
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

/**
 * What a page loads, in bytes: `js` before the module, `beside` with it. `onDemand` is what only some functions load; it has no
 * limit.
 */
async function measurePackage() {
  const main = await entryPointFile(".");
  const { atOnce, onDemand } = await minify(main);
  const js = compressedSize(atOnce);
  const { atOnce: runtime } = await minify(join(packageDirectory, "core/runtime.js"), main);
  const beside = compressedSize(runtime);
  const wasm = compressedSize(await readFile(join(packageDirectory, moduleFolder, wasmFile)));
  const sizes = { js, beside, wasm, total: js + beside + wasm, onDemand: compressedSize(onDemand) - beside };
  for (const [name, loaded] of Object.entries(loadedBefore)) {
    const { atOnce } = await minify(await entryPointFile(`./${name}`), await entryPointFile(loaded));
    sizes[name] = compressedSize(atOnce);
  }
  return sizes;
}

async function readManifest() {
  return JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8"));
}

async function entryPointFile(name) {
  const { exports } = await readManifest();
  return join(packageDirectory, exports[name].default ?? exports[name].import);
}

/** The JavaScript of a file with what it imports: what loads at once beside that of another one, and what loads on demand. */
async function minify(file, loaded) {
  const { name, peerDependencies } = await readManifest();
  const external = ["*.wasm", name, ...Object.keys(peerDependencies)];
  return minifyEntry(file, { absWorkingDir: packageDirectory, external }, loaded);
}
