import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { Failure, runMain } from "./failure.mjs";
import { wasmFile } from "./package-files.mjs";
import { packageDirectory } from "./paths.mjs";
import { buildPackage } from "./products.mjs";
import { setUpForPackage } from "./setup.mjs";

/** Bytes after brotli 11. */
const budget = { js: 5 * 1024, total: 26 * 1024 };

await runMain(async () => {
  await buildPackage(await setUpForPackage());
  const js = compressedSize(await minifiedEntry());
  const wasm = compressedSize(await readFile(join(packageDirectory, wasmFile)));
  const sizes = { js, wasm, total: js + wasm };
  console.log(JSON.stringify(sizes));
  const over = Object.keys(budget).filter((part) => sizes[part] > budget[part]);
  if (over.length > 0) {
    throw new Failure(over.map((part) => `${part} is ${sizes[part]} bytes, the budget is ${budget[part]}`).join("; "));
  }
});

/** All JavaScript that a page loads for the package's main entry, as a production build would serve it. */
async function minifiedEntry() {
  const { build } = await import("esbuild");
  const manifest = JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8"));
  const entry = manifest.exports["."].default ?? manifest.exports["."].import;
  const { outputFiles } = await build({
    entryPoints: [join(packageDirectory, entry)],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    external: ["*.wasm"],
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}

function compressedSize(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
    .length;
}
