import { readFile } from "node:fs/promises";
import { EdgeRuntime } from "edge-runtime";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: ["worker.js"],
  bundle: true,
  format: "iife",
  target: "es2022",
  conditions: ["edge-light"],
  write: false,
});
const runtime = new EdgeRuntime({ initialCode: outputFiles[0].text });
const response = await runtime.dispatchFetch(`http://worker/?gateway=${encodeURIComponent(process.argv[2])}`, {
  method: "POST",
  body: await readFile("picture.png"),
  headers: { "content-type": "image/png" },
});
console.log(await response.text());
process.exit();
