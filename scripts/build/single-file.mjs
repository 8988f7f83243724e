import { join } from "node:path";
import { singleFile } from "./package-files.mjs";

/**
 * Makes one script that is the whole package, module included, and imports nothing: for service workers, extensions and pages
 * that have no bundler.
 */
export async function addSingleFile(directory) {
  // Not at the top: npm installs it in the course of a build.
  const { build } = await import("esbuild");
  await build({
    entryPoints: [join(directory, "static.js")],
    outfile: join(directory, singleFile),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
  });
}
