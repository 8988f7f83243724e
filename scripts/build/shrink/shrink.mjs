import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { glueDeclarationFiles, glueFile, wasmFile } from "../package-files.mjs";
import { eraseLocations } from "./locations.mjs";
import { keepFunctionNames, takeNames } from "./name-map.mjs";
import { shortenNames } from "./names.mjs";
import { optimise } from "./optimise.mjs";
import { optimiseAndOrder } from "./order.mjs";
import { cutPanics } from "./panics.mjs";
import { checkNoPaths } from "./paths-left.mjs";

/**
 * Makes the module that wasm-bindgen left in a directory as small as it gets, together with its JavaScript. Every step
 * fails where it finds nothing to do: then the compiler or wasm-bindgen writes something else than the step knows.
 * Returns the module's name map, see `name-map.mjs`.
 */
export async function shrink(directory) {
  const wasm = join(directory, wasmFile);
  const change = async (step) => writeFile(wasm, await step(await readFile(wasm)));

  // First, while the functions still have names.
  await change(cutPanics);
  // Drops what only the panics used, and with it most of the imports: what is left is worth a short name.
  await optimise(wasm, ["--debuginfo", "--converge", "--strip-producers", "--strip-target-features", "-Oz"]);
  await shortenNames({
    wasm,
    glue: join(directory, glueFile),
    declarations: glueDeclarationFiles.map((name) => join(directory, name)),
  });
  // Nothing that is left reads them.
  await change(eraseLocations);
  await change(keepFunctionNames);
  // Cuts the zeros that the last step made out of the data. Rebuilding the control flow saves another half a percent, and
  // so does the promise that nothing lies in the first kilobyte: that is the end of the stack.
  const passes = [
    "--debuginfo",
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--always-inline-max-function-size",
    "4",
    "-Oz",
  ];
  await change((bytes) =>
    optimiseAndOrder(bytes, async (module, morePasses) => {
      await writeFile(wasm, module);
      await optimise(wasm, [...passes, ...morePasses]);
      return readFile(wasm);
    }),
  );
  const { bytes, map } = takeNames(await readFile(wasm));
  await writeFile(wasm, bytes);
  checkNoPaths(bytes);
  return map;
}
