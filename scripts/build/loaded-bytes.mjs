import { brotliCompressSync, constants } from "node:zlib";

/**
 * The JavaScript that a production build serves for an entry: what loads at once, and what loads on demand.
 *
 * @param {string} entry the path of the entry's file
 * @param {object} options more options for esbuild
 * @param {string} [loaded] the path of another entry, which the page has loaded already
 */
export async function minifyEntry(entry, options, loaded) {
  // Not at the top: npm installs it in the course of a build.
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    minify: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
    entryPoints: loaded ? [entry, loaded] : [entry],
    bundle: true,
    splitting: true,
    outdir: "out",
    metafile: true,
    write: false,
    ...options,
  });
  const outputs = Object.entries(metafile.outputs);
  const filesAtOnce = (path) => {
    const [entryFile] = outputs.find(([, { entryPoint }]) => entryPoint && path.endsWith(entryPoint));
    const found = new Set([entryFile]);
    for (const file of found) {
      for (const { path, kind, external } of metafile.outputs[file].imports)
        if (kind === "import-statement" && !external) found.add(path);
    }
    return found;
  };
  const before = loaded ? filesAtOnce(loaded) : new Set();
  const atOnce = [...filesAtOnce(entry)].filter((file) => !before.has(file));
  const isAtOnce = (file) => atOnce.some((name) => file.path.endsWith(name));
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
