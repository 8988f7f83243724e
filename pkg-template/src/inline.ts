// For bundlers that lose the address of the .wasm file, and for servers.

import { decode } from "./core/base64.js";
import { lazy } from "./core/lazy.js";
import { registerEntryPoint } from "./core/module.js";
import { parts } from "./core/parts.js";

export * from "./core/api.js";

const loadBase64 = lazy("wasm_base64.js", () => import("./wasm/wasm_base64.js"));

registerEntryPoint({ findWasm: async () => decode((await loadBase64()).default), parts });
