import { join } from "node:path";
import { run } from "../../shared/command.mjs";
import { nodeTools } from "../../shared/paths.mjs";

/**
 * What rustc emits by default, one by one: with all features Binaryen writes what no browser has yet. The names are
 * those of wasm-opt's switches and of Binaryen's JavaScript.
 */
export const features = {
  "bulk-memory": "BulkMemory",
  "bulk-memory-opt": "BulkMemoryOpt",
  multivalue: "Multivalue",
  "mutable-globals": "MutableGlobals",
  "nontrapping-float-to-int": "NontrappingFPToInt",
  "reference-types": "ReferenceTypes",
  "sign-ext": "SignExt",
};

/** Optimises a WebAssembly file in place, for size unless `passes` says otherwise. */
export async function optimise(wasm, passes = ["-Oz"]) {
  const enable = Object.keys(features).map((name) => `--enable-${name}`);
  await run(join(nodeTools, "wasm-opt"), [...enable, ...passes, wasm, "-o", wasm]);
}
