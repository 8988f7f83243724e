// Pages that a bundler builds or serves, without a framework.

import { builtPage, onNode24, servedPage } from "../../support/consumers.mjs";

const inline = "akool-image-to-video/inline";

builtPage({ title: "A module script with an import map", name: "import-map", tool: "chromium" }, { output: "." });

const viteBuild = { build: ["vite", "build"], output: "dist" };
const viteServe = { serve: ["vite", "--host", "127.0.0.1", "--strictPort", "--port"] };
builtPage({ title: "Vite", name: "vite", tool: "vite" }, viteBuild);
builtPage({ title: "A web worker, bundled by Vite", name: "worker", tool: "vite" }, viteBuild);
servedPage({ title: "Vite", name: "vite", tool: "vite" }, viteServe);
for (const [major, rare] of Object.entries({ 5: false, 6: true, 7: false })) {
  const about = { title: `Vite ${major}`, name: `vite-${major}`, sources: "vite", tool: "vite" };
  servedPage({ ...about, rare }, viteServe);
  builtPage({ ...about, rare: true }, viteBuild);
}

builtPage({ title: "webpack", name: "webpack", tool: "webpack" }, { build: ["webpack"], output: "." });
builtPage(
  { title: "Parcel", name: "parcel", tool: "parcel" },
  { build: ["parcel", "build", "index.html", "--no-cache"], output: "dist" },
);
builtPage(
  { title: "Rspack", name: "rspack", tool: "@rspack/core", rare: true },
  { build: ["rspack", "build", "--mode", "production"], output: "dist" },
);
servedPage(
  { title: "Rspack", name: "rspack", tool: "@rspack/core", rare: true },
  { serve: ["rspack", "serve", "--mode", "development", "--port"] },
);
builtPage(
  { title: "Rsbuild, with lazy compilation", name: "rsbuild", tool: "@rsbuild/core", rare: true },
  { build: ["rsbuild", "build"], output: "dist" },
);
servedPage(
  { title: "Rsbuild, with lazy compilation", name: "rsbuild", tool: "@rsbuild/core" },
  { serve: ["rsbuild", "dev", "--port"] },
);

builtPage(
  { title: "Rollup", name: "rollup", tool: "rollup", entry: inline, rare: true },
  { build: ["rollup", "--config"], output: "." },
);
const esbuild = (entry) => [
  "esbuild",
  entry,
  "--bundle",
  "--format=esm",
  "--splitting",
  "--minify",
  "--entry-names=bundle",
  "--outdir=.",
];
// esbuild copies no .wasm file: the inline copy is what runs.
builtPage(
  { title: "esbuild", name: "esbuild", tool: "esbuild" },
  { build: esbuild("main.js"), output: ".", isFileLost: true },
);
builtPage(
  { title: "esbuild", name: "esbuild", tool: "esbuild", entry: inline },
  { build: esbuild("inline.js"), output: "." },
);

// Angular's builder copies no .wasm file either. It needs a newer Node than the tests, which its project brings.
const angular = (...rest) => onNode24("ng", ...rest);
builtPage(
  { title: "Angular", name: "angular", tool: "@angular/build" },
  { build: angular("build"), output: "dist", isFileLost: true },
);
servedPage(
  { title: "Angular", name: "angular", tool: "@angular/build", rare: true },
  { serve: angular("serve", "--port"), isFileLost: true },
);
