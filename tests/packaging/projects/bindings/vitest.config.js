import { defineConfig } from "vitest/config";
import { svelte } from "./svelte-plugin.js";

// What is not inlined is loaded by Node itself, which knows only its own export conditions.
const inline = [/svelte/, /solid-js/, /@angular/, /vue/, /akool-image-to-video/];

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [svelte()],
        resolve: { conditions: ["browser", "module", "development"] },
        test: { name: "browser", include: ["client/*.test.js"], environment: "jsdom", server: { deps: { inline } } },
      },
      {
        plugins: [svelte()],
        test: { name: "server", include: ["server/*.test.js"], environment: "node" },
      },
    ],
  },
});
