import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { wasmFile } from "../package-files.mjs";
import { packageDirectory } from "../paths.mjs";

/** Bytes after brotli 11. */
export const budget = { js: 5 * 1024, total: 28 * 1024, react: 2 * 1024, element: 2 * 1024 };

/** Entries that stand beside the main one: what each adds to it. */
export const faces = ["react", "element"];

/** What a page loads, in bytes after brotli 11. */
export async function measurePackage(directory = packageDirectory) {
  const { atOnce, onDemand } = await minifiedEntry(".", directory);
  const js = compressedSize(atOnce);
  const wasm = compressedSize(await readFile(join(directory, wasmFile)));
  // `onDemand` is what only callers of progress and watching load; it is told, and not part of the budget.
  const sizes = { js, wasm, total: js + wasm, onDemand: compressedSize(onDemand) };
  for (const face of faces) sizes[face] = compressedSize((await minifiedEntry(`./${face}`, directory)).atOnce);
  return sizes;
}

/** How a production build treats JavaScript. */
export const production = { minify: true, format: "esm", target: "es2022", logLevel: "warning" };

/**
 * What a page loads for one of the package's entries, as a production build would serve it, and what it loads on demand;
 * `files` has the files of the package that this is made of, each with its bytes and whether it is loaded at once.
 */
export async function minifiedEntry(name, directory = packageDirectory) {
  // Not at the top: npm installs it in the course of a build.
  const { build } = await import("esbuild");
  const manifest = JSON.parse(await readFile(join(directory, "package.json"), "utf8"));
  const entry = manifest.exports[name].default ?? manifest.exports[name].import;
  const { outputFiles, metafile } = await build({
    ...production,
    entryPoints: [join(directory, entry)],
    absWorkingDir: directory,
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
  const isAtOnce = (file) => [...atOnce].some((name) => file.path.endsWith(name));
  return {
    atOnce: Buffer.concat(outputFiles.filter(isAtOnce).map((file) => file.contents)),
    onDemand: Buffer.concat(outputFiles.filter((file) => !isAtOnce(file)).map((file) => file.contents)),
    files: Object.entries(metafile.outputs).flatMap(([output, { inputs }]) =>
      Object.entries(inputs).map(([file, { bytesInOutput }]) => ({
        file,
        bytes: bytesInOutput,
        isAtOnce: atOnce.has(output),
      })),
    ),
  };
}

/** Bytes after brotli 11. */
export function compressedSize(bytes) {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;
}
