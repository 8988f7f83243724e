import { registerEntryPoint } from "./core/module.js";
import { parts } from "./core/parts.js";

export * from "./core/api.js";

// The literal URL is what bundlers look for: they copy the file and rewrite the address.
registerEntryPoint({
  findWasm: () => new URL("./wasm/akool_image_to_video_bg.wasm", import.meta.url),
  parts,
});
