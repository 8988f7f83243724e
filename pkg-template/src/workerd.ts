// workerd compiles an imported .wasm itself and forbids compiling bytes at run time.

import { registerEntryPoint } from "./core/module.js";
import { parts } from "./core/parts.js";
import wasm from "./wasm/akool_image_to_video_bg.wasm";

export * from "./core/api.js";

registerEntryPoint({ findWasm: () => wasm, parts });
