import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { Failure, runMain } from "./failure.mjs";
import { wasmFile } from "./package-files.mjs";
import { packageDirectory } from "./paths.mjs";
import { buildPackage } from "./products.mjs";
import { setUpForPackage } from "./setup.mjs";

/** Bytes after brotli 11. */
const budget = { js: 5 * 1024, total: 28 * 1024, react: 2 * 1024, element: 2 * 1024 };

/** Entries that stand beside the main one: what each adds to it. */
const faces = ["react", "element"];

await runMain(async () => {
  await buildPackage(await setUpForPackage());
  const { atOnce, onDemand } = await minifiedEntry(".");
  const js = compressedSize(atOnce);
  const wasm = compressedSize(await readFile(join(packageDirectory, wasmFile)));
  // `onDemand` is what only callers of progress and watching load; it is told, and not part of the budget.
  const sizes = { js, wasm, total: js + wasm, onDemand: compressedSize(onDemand) };
  for (const face of faces) sizes[face] = compressedSize((await minifiedEntry(`./${face}`)).atOnce);
  console.log(JSON.stringify(sizes));
  const over = Object.keys(budget).filter((part) => sizes[part] > budget[part]);
  if (over.length > 0) {
    throw new Failure(over.map((part) => `${part} is ${sizes[part]} bytes, the budget is ${budget[part]}`).join("; "));
  }
});

/** What a page loads for one of the package's entries, as a production build would serve it, and what it loads on demand. */
async function minifiedEntry(name) {
  const { build } = await import("esbuild");
  const manifest = JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8"));
  const entry = manifest.exports[name].default ?? manifest.exports[name].import;
  const { outputFiles, metafile } = await build({
    entryPoints: [join(packageDirectory, entry)],
    absWorkingDir: packageDirectory,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    external: ["*.wasm", manifest.name, ...Object.keys(manifest.peerDependencies)],
    outdir: "out",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const entryFile = Object.keys(metafile.outputs).find((file) =>
    metafile.outputs[file].entryPoint?.endsWith(entry.slice(2)),
  );
  const atOnce = new Set([entryFile]);
  for (const file of atOnce) {
    for (const { path, kind, external } of metafile.outputs[file].imports)
      if (kind === "import-statement" && !external) atOnce.add(path);
  }
  const isAtOnce = (file) => [...atOnce].some((name) => file.path.endsWith(name));
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
