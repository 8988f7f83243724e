import { appendFile, cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { glueDeclarationFiles, glueFile, layPackageFiles, wasmFile } from "../package-files.mjs";
import { recipe, reduce } from "../shrink/shrink.mjs";
import { cutOut, placeholders } from "./cut-out.mjs";
import { compressedSize, measurePackage } from "./measure.mjs";
import { keepFunctionNames, withoutCustomSections } from "./named.mjs";

/** The recipe, keeping the names of functions to the end. They also decide their order, which brotli feels. */
const namedRecipe = {
  ...recipe,
  firstPasses: ["-g", ...recipe.firstPasses.filter((pass) => pass !== "--strip-debug")],
  erase: (bytes) => keepFunctionNames(recipe.erase(bytes)),
  lastPasses: ["-g", ...recipe.lastPasses],
};

/**
 * Makes the module that lies in `generated` with the names of its functions: whole, and without each part. `gone` is what
 * it loses without the part, against the whole with its tables as open as they are then.
 */
export async function reduceWithout(generated, parts, partOf) {
  const { default: binaryen } = await import("binaryen");
  binaryen.setDebugInfo(true);
  try {
    const cutting = (isCut) => async (bytes) => recipe.prepare(await cutOut(bytes, isCut));
    const ways = [
      recipe.prepare,
      cutting(() => false),
      ...parts.map((part) => cutting((name, exportedAs) => partOf(name, exportedAs) === part)),
    ];
    const [whole, ...made] = await manyAtATime(ways, (prepare) =>
      inCopy(generated, async (directory) => {
        await reduce(directory, { ...namedRecipe, prepare });
        return readFile(join(directory, wasmFile));
      }),
    );
    const [open, ...without] = made.map((bytes) => sizesOf(withoutCustomSections(bytes)));
    const gone = without.map(({ raw, brotli }) => ({ raw: open.raw - raw, brotli: open.brotli - brotli }));
    return { whole, gone: new Map(parts.map((part, index) => [part, gone[index]])) };
  } finally {
    binaryen.setDebugInfo(false);
  }
}

/** Makes a package by each of some changed recipes and measures it. */
export function measureVariants(generated, changes) {
  return manyAtATime(changes, (change) =>
    inCopy(generated, async (directory) => {
      await reduce(directory, { ...recipe, ...change });
      await layPackageFiles(directory);
      return { ...(await measurePackage(directory)), raw: (await readFile(join(directory, wasmFile))).length };
    }),
  );
}

/** Bytes as they are, and after brotli. */
export const sizesOf = (bytes) => ({ raw: bytes.length, brotli: compressedSize(bytes) });

async function inCopy(generated, use) {
  const directory = await mkdtemp(join(tmpdir(), "akool-sizes-"));
  try {
    for (const name of [wasmFile, glueFile, ...glueDeclarationFiles])
      await cp(join(generated, name), join(directory, name));
    // Where a module gets its imports from has to name them all.
    await appendFile(join(directory, glueFile), `// ${placeholders.join(" ")}\n`);
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Results in the order of the items. */
async function manyAtATime(items, work) {
  const results = new Array(items.length);
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}
