import { readFile } from "node:fs/promises";
import { EdgeRuntime } from "edge-runtime";
import { build } from "esbuild";

const [entry, gateway] = process.argv.slice(2);
const { outputFiles } = await build({
  entryPoints: [entry],
  bundle: true,
  format: "iife",
  target: "es2022",
  conditions: ["edge-light"],
  // The main entry point imports the module, as edge functions have it; esbuild has to be told what that gives.
  loader: { ".wasm": "binary" },
  write: false,
});
const runtime = new EdgeRuntime({ initialCode: outputFiles[0].text });
const response = await runtime.dispatchFetch(`http://worker/?gateway=${encodeURIComponent(gateway)}`, {
  method: "POST",
  body: await readFile("picture.png"),
  headers: { "content-type": "image/png" },
});
console.log(await response.text());
process.exit();
