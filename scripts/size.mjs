import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { Failure, runMain } from "./failure.mjs";
import { wasmFile } from "./package-files.mjs";
import { packageDirectory } from "./paths.mjs";
import { buildPackage } from "./products.mjs";
import { setUpForPackage } from "./setup.mjs";

/** The most bytes that each part may have after brotli 11. */
const limits = { js: 6 * 1024, total: 34 * 1024, react: 1536, element: 3 * 1024 };

/** Entry points beside the main one; each is measured without what the main one has loaded already. */
const bindings = ["react", "element"];

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
  const { atOnce, onDemand } = await minifyEntry(".");
  const js = compressedSize(atOnce);
  const wasm = compressedSize(await readFile(join(packageDirectory, wasmFile)));
  const sizes = { js, wasm, total: js + wasm, onDemand: compressedSize(onDemand) };
  for (const binding of bindings) sizes[binding] = compressedSize((await minifyEntry(`./${binding}`)).atOnce);
  return sizes;
}

/** The JavaScript of one entry point as a production build serves it: what loads at once, and what loads on demand. */
async function minifyEntry(name) {
  // Not at the top: npm installs it in the course of a build.
  const { build } = await import("esbuild");
  const manifest = JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8"));
  const entry = manifest.exports[name].default ?? manifest.exports[name].import;
  const { outputFiles, metafile } = await build({
    minify: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
    entryPoints: [join(packageDirectory, entry)],
    absWorkingDir: packageDirectory,
    bundle: true,
    splitting: true,
    external: ["*.wasm", manifest.name, ...Object.keys(manifest.peerDependencies)],
    outdir: "out",
    metafile: true,
    write: false,
  });
  const entryFile = Object.keys(metafile.outputs).find((file) =>
    metafile.outputs[file].entryPoint?.endsWith(entry.slice(2)),
  );
  const atOnce = new Set([entryFile]);
  for (const file of atOnce) {
    for (const { path, kind, external } of metafile.outputs[file].imports)
      if (kind === "import-statement" && !external) atOnce.add(path);
  }
  const isAtOnce = (file) => [...atOnce].some((loaded) => file.path.endsWith(loaded));
  return {
    atOnce: Buffer.concat(outputFiles.filter(isAtOnce).map((file) => file.contents)),
    onDemand: Buffer.concat(outputFiles.filter((file) => !isAtOnce(file)).map((file) => file.contents)),
  };
}

function compressedSize(bytes) {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;
}
