import { brotliCompressSync, constants } from "node:zlib";

/**
 * The JavaScript that a production build serves for an entry: what loads at once, and what loads on demand.
 *
 * @param {string} entry the path of the entry's file
 * @param {object} options more options for esbuild
 */
export async function minifyEntry(entry, options) {
  // Not at the top: npm installs it in the course of a build.
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    minify: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    outdir: "out",
    metafile: true,
    write: false,
    ...options,
  });
  const entryFile = Object.keys(metafile.outputs).find((file) => metafile.outputs[file].entryPoint);
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

/** How many bytes are left after brotli 11. */
export function compressedSize(bytes) {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;
}
