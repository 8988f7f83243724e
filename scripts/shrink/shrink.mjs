import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { glueDeclarationFiles, glueFile, wasmFile } from "../package-files.mjs";
import { eraseLocations } from "./locations.mjs";
import { shortenNames } from "./names.mjs";
import { optimise } from "./optimise.mjs";
import { cutPanics } from "./panics.mjs";
import { checkNoPaths } from "./paths-left.mjs";

/** What {@link reduce} does. The report of sizes leaves out or changes one of these at a time. */
export const recipe = {
  /** First, while the functions still have names. */
  prepare: cutPanics,
  /** Drops what only the panics used, and with it most of the imports: what is left is worth a short name. */
  firstPasses: ["--converge", "--strip-debug", "--strip-producers", "--strip-target-features"],
  shorten: shortenNames,
  /** Nothing that is left reads them. */
  erase: eraseLocations,
  /**
   * Cuts the zeros that the last step made out of the data. Rebuilding the control flow saves another half a percent, and
   * so does the promise that nothing lies in the first kilobyte: that is the end of the stack.
   */
  lastPasses: [
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--always-inline-max-function-size",
    "4",
  ],
  level: "-Oz",
};

/**
 * Makes the module that wasm-bindgen left in a directory as small as it gets, together with its JavaScript. Every step
 * fails where it finds nothing to do: then the compiler or wasm-bindgen writes something else than the step knows.
 */
export async function shrink(directory) {
  await reduce(directory, recipe);
  checkNoPaths(await readFile(join(directory, wasmFile)));
}

/** The steps of {@link shrink}, by a recipe. */
export async function reduce(directory, { prepare, firstPasses, shorten, erase, lastPasses, level }) {
  const wasm = join(directory, wasmFile);
  const change = async (step) => writeFile(wasm, await step(await readFile(wasm)));

  await change(prepare);
  await optimise(wasm, firstPasses, level);
  await shorten({
    wasm,
    glue: join(directory, glueFile),
    declarations: glueDeclarationFiles.map((name) => join(directory, name)),
  });
  await change(erase);
  await optimise(wasm, lastPasses, level);
}
