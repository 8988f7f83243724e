import { lazy } from "./core/lazy.js";
import { registerEntryPoint } from "./core/module.js";
import { parts } from "./core/parts.js";

export * from "./core/api.js";

// The literal URL is what bundlers look for: they copy the file and rewrite the address.
registerEntryPoint({
  findWasm: () => new URL("./wasm/akool_image_to_video_bg.wasm", import.meta.url),
  // Where a tool moves this script without the file, or a server answers with its page for every address.
  findCopy: lazy("wasm_base64.js", () => import("./wasm/wasm_base64.js")),
  parts,
});
