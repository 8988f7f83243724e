import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

// As wrangler bundles a worker: everything in one module, WebAssembly beside it.
await build({
  entryPoints: ["worker.js"],
  bundle: true,
  format: "esm",
  target: "esnext",
  conditions: ["workerd", "worker"],
  loader: { ".wasm": "copy" },
  outdir: "dist",
});
const workerd = new Miniflare({
  modules: true,
  modulesRoot: "dist",
  scriptPath: "dist/worker.js",
  modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
  compatibilityDate: "2026-01-01",
});
try {
  const body = await readFile("picture.png");
  const address = `http://worker/?gateway=${encodeURIComponent(process.argv[2])}`;
  const answer = await workerd.dispatchFetch(address, {
    method: "POST",
    body,
    headers: { "content-type": "image/png" },
  });
  console.log(await answer.text());
} finally {
  await workerd.dispose();
}
