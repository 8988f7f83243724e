import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureNodeModules } from "../node-modules.mjs";
import { root } from "../paths.mjs";
import { compressedSize, production } from "./measure.mjs";

/** What a page imports of each client to create a job and wait for it. */
const peers = {
  "@fal-ai/client": `export { createFalClient } from "@fal-ai/client"`,
  "replicate": `export { default } from "replicate"`,
};

/** Other clients, in the versions that the client bench names, as a production build would serve them. */
export async function measurePeers() {
  const folder = join(root, "bench/client");
  await ensureNodeModules(folder, { name: "the client bench", time: "seconds" });
  const { build } = await import("esbuild");
  const { dependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const measured = [];
  for (const [name, contents] of Object.entries(peers)) {
    const { outputFiles } = await build({
      ...production,
      stdin: { contents, resolveDir: folder },
      bundle: true,
      platform: "browser",
      write: false,
    });
    const [{ contents: bytes }] = outputFiles;
    measured.push({ name, version: dependencies[name], raw: bytes.length, brotli: compressedSize(bytes) });
  }
  return measured;
}
