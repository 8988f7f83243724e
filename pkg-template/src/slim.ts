// Brings no module of its own: init({ wasm }) hands one over.

import { ImageToVideoError } from "./core/error.js";
import { registerEntryPoint } from "./core/module.js";
import { parts } from "./core/parts.js";

export * from "./core/api.js";

registerEntryPoint({
  findWasm: () => {
    throw new ImageToVideoError({
      code: "configuration",
      message: "Call init({ wasm }) first: this entry brings no WebAssembly module of its own.",
    });
  },
  parts,
});
