// Prints how many bytes (brotli 11) a visitor's browser loads before the first video is made, as JSON, and fails over the
// budget. The samples' full pictures are fetched only when one is chosen and are not counted; nor is what the server's own
// catalogue of effects links to. Build first.
import { readFile } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";

const budgetBytes = 68 * 1024;
const dist = new URL("../dist/", import.meta.url);
const read = (path) => readFile(new URL(path, dist));

const html = await read("index.html");
const linked = [...html.toString().matchAll(/<(?:script|link|source)\b[^>]*? (?:src|href|srcset)="\/([^"]+)"/g)].map(
  ([, path]) => path,
);
const paths = new Set(["index.html", ...linked]);
for (const path of linked) {
  if (!/\.(js|css)$/.test(path)) continue;
  // Fonts of the styles, and the module of the script; parts that are imported later are not written this way.
  for (const [, name] of (await read(path)).toString().matchAll(/([\w-]+-[\w-]{8}\.(?:wasm|woff2))/g))
    paths.add(`assets/${name}`);
}

const files = {};
for (const path of [...paths].sort()) {
  files[path] = brotliCompressSync(await read(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}
const total = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
console.log(JSON.stringify({ total, budget: budgetBytes, files }, undefined, 2));
if (total > budgetBytes) {
  console.error(`The page is ${total - budgetBytes} bytes over its budget.`);
  process.exitCode = 1;
}
