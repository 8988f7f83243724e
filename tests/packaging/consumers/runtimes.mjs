// Programs and workers without a page.

import { onNode24, program, servedWorker } from "../../support/consumers.mjs";

const inline = "akool-image-to-video/inline";

program({ title: "Node, import", name: "node", tool: "node" }, [process.execPath, "import.js"]);
program({ title: "Node, require", name: "node", tool: "node" }, [process.execPath, "require.cjs"]);
program({ title: "Deno", name: "deno", tool: "deno" }, [
  "npx",
  "deno",
  "run",
  "--allow-net=127.0.0.1",
  "--allow-read=.",
  "main.js",
]);
program({ title: "Bun", name: "bun", tool: "bun" }, ["npx", "bun", "main.js"]);
program({ title: "workerd, bundled by esbuild", name: "workerd", tool: "miniflare" }, [process.execPath, "run.js"]);

program(
  { title: "edge-runtime, bundled by esbuild", name: "edge-runtime", tool: "edge-runtime", entry: inline, rare: true },
  [process.execPath, "run.js", "inline.js"],
);
program({ title: "edge-runtime, bundled by esbuild", name: "edge-runtime", tool: "edge-runtime", rare: true }, [
  process.execPath,
  "run.js",
  "main.js",
]);

const wrangler = (...rest) => onNode24("wrangler", ...rest);
servedWorker(
  { title: "wrangler", name: "wrangler", tool: "wrangler", rare: true },
  { serve: wrangler("dev", "--ip", "127.0.0.1", "--port") },
);
