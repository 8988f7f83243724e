import { build } from "esbuild";

const shared = { bundle: true, format: "esm", target: "es2022", jsx: "automatic", outdir: "dist" };
await build({
  ...shared,
  entryPoints: ["client.jsx"],
  minify: true,
  define: { "process.env.NODE_ENV": '"production"' },
});
await build({ ...shared, entryPoints: ["server.jsx"], platform: "node", packages: "external" });
