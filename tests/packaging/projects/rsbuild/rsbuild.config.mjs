import { defineConfig } from "@rsbuild/core";

export default defineConfig({
  server: { host: "127.0.0.1", strictPort: true },
  // As the tool's own guide for slow starts turns it on.
  dev: { lazyCompilation: true },
});
