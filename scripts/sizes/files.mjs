import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageDirectory } from "../paths.mjs";
import { compressedSize, faces, minifiedEntry, production } from "./measure.mjs";

/** The files of JavaScript that a page loads: when, and how much each is. */
export async function measureFiles() {
  const { transform } = await import("esbuild");
  const found = new Map();
  for (const { file, bytes, isAtOnce } of (await minifiedEntry(".")).files)
    found.set(file, { file, bytes, loaded: isAtOnce ? "at once" : "on demand" });
  for (const face of faces) {
    for (const { file, bytes } of (await minifiedEntry(`./${face}`)).files) {
      const earlier = found.get(file)?.loaded;
      found.set(file, { file, bytes, loaded: earlier ? `${earlier} or \`/${face}\`` : `with \`/${face}\`` });
    }
  }
  const files = [...found.values()].sort((left, right) => rank(left) - rank(right) || right.bytes - left.bytes);
  for (const one of files) {
    const source = await readFile(join(packageDirectory, one.file), "utf8");
    const { code } = await transform(source, production);
    one.alone = compressedSize(Buffer.from(code));
    const [, when] = /^\/\/ Loaded (when [^.:]+)[.:]/.exec(source) ?? [];
    if (when && one.loaded === "on demand") one.loaded = `on demand: ${when}`;
  }
  return files;
}

/** First what every page loads, last the entries beside the main one. */
const rank = ({ loaded }) => ["at once", "on demand"].indexOf(loaded) & 3;
