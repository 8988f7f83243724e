// Edge runtimes compile an imported .wasm themselves and forbid compiling bytes at run time.

import { registerEntryPoint } from "./core/module.js";
import { parts } from "./core/parts.js";
// @ts-expect-error The query asks the bundler for the compiled module; TypeScript knows no such file.
import wasm from "./wasm/akool_image_to_video_bg.wasm?module";

export * from "./core/api.js";

registerEntryPoint({ findWasm: () => wasm as WebAssembly.Module, parts });
