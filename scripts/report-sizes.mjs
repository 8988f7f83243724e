import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { wasmFile } from "./package-files.mjs";
import { packageDirectory, targetDirectory } from "./paths.mjs";
import { buildPackage, generateModule } from "./products.mjs";
import { sectionId, sectionsOf } from "./shrink/sections.mjs";
import { document } from "./sizes/document.mjs";
import { measureFiles } from "./sizes/files.mjs";
import { budget, measurePackage } from "./sizes/measure.mjs";
import { functionsOf, withoutCustomSections } from "./sizes/named.mjs";
import { frame, partOf, parts } from "./sizes/parts.mjs";
import { measurePeers } from "./sizes/peers.mjs";
import { measureVariants, reduceWithout, sizesOf } from "./sizes/reduced.mjs";
import { variants } from "./sizes/variants.mjs";

/** Measures the package, part by part and made in other ways, and prints what it found. */
export async function reportSizes(setUp) {
  await buildPackage(setUp);
  const sizes = await measurePackage();
  const generated = join(targetDirectory, "package-for-sizes");
  await generateModule(generated, setUp.toolDirectories);
  const { whole, gone } = await reduceWithout(generated, parts, partOf);
  const bare = withoutCustomSections(whole);
  const { raw, brotli } = sizesOf(bare);
  const own = ownBytes(whole);
  const seen = {
    sizes,
    peers: await measurePeers(),
    whole: { raw, brotli, shipped: sizes.wasm },
    own,
    frame: frameOf(
      bare,
      [...own.values()].reduce((sum, bytes) => sum + bytes, 0),
    ),
    gone,
    files: await measureFiles(),
    measured: await measureVariants(
      generated,
      variants.map(({ change }) => change),
    ),
  };
  console.log(document(seen));
  const shipped = await readFile(join(packageDirectory, wasmFile));
  return shipped.length === raw && Object.keys(budget).every((part) => sizes[part] <= budget[part]);
}

/** The bytes of each part's functions. */
function ownBytes(module) {
  const own = new Map();
  for (const { name, exportedAs, bytes } of functionsOf(module)) {
    const part = partOf(name, exportedAs);
    own.set(part, (own.get(part) ?? 0) + bytes);
  }
  return own;
}

/** What is no function: each section that has a row, and the rest. */
function frameOf(module, functionBytes) {
  const sections = sectionsOf(module);
  const { brotli } = sizesOf(module);
  let rest = module.length - functionBytes;
  return frame.map(({ name, what, section }) => {
    if (!section) return { name, what, raw: rest, brotli: "" };
    const { head, end } = sections.find(({ id }) => id === sectionId[section]);
    rest -= end - head;
    const without = Buffer.concat([module.subarray(0, head), module.subarray(end)]);
    return { name, what, raw: end - head, brotli: brotli - sizesOf(without).brotli };
  });
}
