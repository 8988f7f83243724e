import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { run } from "../shared/command.mjs";
import { nodeTools, packageTemplateDirectory } from "../shared/paths.mjs";

const sourceDirectory = join(packageTemplateDirectory, "src");

/** The copy of the sources in the package, which the maps point to. */
const publishedSources = "src";

/** Compiles the package's TypeScript: checked declarations by tsc, one minified file for each source by esbuild. */
export async function compileScripts(directory) {
  const sources = await scriptSources();
  await run(join(nodeTools, "tsc"), ["--project", packageTemplateDirectory, "--outDir", directory]);
  // Not at the top: npm installs it in the course of a build.
  const { build } = await import("esbuild");
  await build({
    entryPoints: sources,
    outdir: directory,
    outbase: sourceDirectory,
    // Separate files, so that a consumer's bundler still drops what is not used and finds the address of the module.
    bundle: false,
    minifyIdentifiers: true,
    minifySyntax: true,
    // Spaces stay: without them esbuild drops the annotations that let bundlers leave out what is not used.
    format: "esm",
    target: "es2022",
    charset: "utf8",
    sourcemap: true,
    sourcesContent: true,
    logLevel: "warning",
  });
  for (const source of sources) {
    await cp(source, join(directory, publishedSources, relative(sourceDirectory, source)));
  }
  await pointMapsToPublishedSources(directory);
}

/** The scripts that are published: all but tests, and but what is generated. */
async function scriptSources() {
  const names = await readdir(sourceDirectory, { recursive: true });
  return names
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.startsWith(`wasm${sep}`))
    .map((name) => join(sourceDirectory, name));
}

/** The compilers write where the sources are in the repository. */
async function pointMapsToPublishedSources(directory) {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith(".map"));
  for (const name of names) {
    const path = join(directory, name);
    const map = JSON.parse(await readFile(path, "utf8"));
    map.sources = map.sources.map((source) => {
      const original = relative(sourceDirectory, resolve(dirname(path), source));
      return relative(dirname(path), join(directory, publishedSources, original))
        .split(sep)
        .join("/");
    });
    await writeFile(path, JSON.stringify(map));
  }
}
