import { defineConfig } from "vitest/config";

/** Unit tests of the npm packages, beside their sources: for everything that needs no browser. */
export default defineConfig({
  test: { include: ["pkg-template/src/**/*.test.ts", "npm/**/*.test.ts"], environment: "node" },
});
