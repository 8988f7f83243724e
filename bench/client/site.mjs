import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { picture } from "../../tests/support/picture.mjs";
import { build } from "esbuild";
import { moduleFolder, wasmFile } from "../../scripts/build/package-files.mjs";
import { packageDirectory, root } from "../../scripts/shared/paths.mjs";

/** Bundles the page with every client in it, each in a file of its own, as a production build would. */
export async function buildSite(folder) {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [join(root, "bench/client/page.js")],
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    alias: { "akool-image-to-video": join(packageDirectory, "index.js") },
    external: ["*.wasm"],
    logLevel: "error",
  });
  await cp(join(packageDirectory, moduleFolder, wasmFile), join(folder, moduleFolder, wasmFile));
  await writeFile(
    join(folder, "index.html"),
    '<!doctype html><title>Bench</title><script type="module" src="/page.js"></script>',
  );
  await writeFile(join(folder, "picture.png"), picture());
}
