import { defineConfig } from "vitest/config";

/** Unit tests of the package, beside its sources: for everything that needs no browser. */
export default defineConfig({
  test: { include: ["pkg-template/src/**/*.test.ts"], environment: "node" },
});
