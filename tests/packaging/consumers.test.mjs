import assert from "node:assert/strict";
import {
  builtPage,
  checkServerRendering,
  program,
  servedPage,
  servedUrl,
  servedWorker,
  testRun,
} from "../support/consumers.mjs";

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
  { title: "Rollup", name: "rollup", tool: "rollup", entry: inline },
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
const angular = ["node", "node_modules/@angular/cli/bin/ng.js"];
builtPage(
  { title: "Angular", name: "angular", tool: "@angular/build" },
  { build: [...angular, "build"], output: "dist", isFileLost: true },
);
servedPage(
  { title: "Angular", name: "angular", tool: "@angular/build", rare: true },
  { serve: [...angular, "serve", "--port"], isFileLost: true },
);

const next = (bundler, look) => ({
  build: ["next", "build", `--${bundler}`],
  serve: ["next", "start", "--hostname", "127.0.0.1", "--port"],
  look,
});
// With webpack, Next itself does not find the manifest of an edge route that it has built.
servedPage(
  { title: "Next.js with turbopack, server, edge and browser", name: "next-edge", sources: "next", tool: "next" },
  next("turbopack", async () => {
    await checkServerRendering();
    const edge = await fetch(`${servedUrl()}/edge`);
    assert.deepEqual(await edge.json(), ["image_url"]);
  }),
);
servedPage(
  { title: "Next.js with webpack, server and browser", name: "next", tool: "next" },
  next("webpack", checkServerRendering),
);

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

testRun({ title: "Jest 29, Node and jsdom", name: "jest-29", sources: "jest-30", tool: "jest", rare: true }, ["jest"]);
testRun({ title: "Jest 30, Node and jsdom", name: "jest-30", tool: "jest" }, ["jest"]);
for (const major of [3, 5]) {
  const vitest = (dom) => ["vitest", "run", "--environment", dom, "--testTimeout", "60000"];
  testRun(
    {
      title: `Vitest ${major}, jsdom and happy-dom`,
      name: `vitest-${major}`,
      sources: "dom",
      tool: "vitest",
      rare: major === 3,
    },
    vitest("jsdom"),
    vitest("happy-dom"),
  );
}

const frameworks = { React: "react", Vue: "vue", Solid: "solid" };
for (const [major, name] of Object.entries({ 5: "-5", 6: "-6", 7: "-7", 8: "" })) {
  for (const [framework, mode] of Object.entries(frameworks)) {
    const about = {
      title: `${framework} on Vite ${major}`,
      name: `vite-frameworks${name}`,
      sources: "vite-frameworks",
      tool: "vite",
      rare: true,
    };
    const path = `/${mode}.html`;
    // What Vite bundles before it serves loses the file up to Vite 7.
    const isFileLost = Number(major) < 8;
    const serve = ["vite", "--mode", mode, "--host", "127.0.0.1", "--strictPort", "--port"];
    servedPage(about, { serve, path, isFileLost });
    builtPage(about, { build: ["vite", "build", "--mode", mode], output: "dist", path });
  }
}

// Tools that need a newer Node than the tests, which their projects bring.
const onNode24 = (script, ...rest) => ["node", `node_modules/${script}`, ...rest];
const look = checkServerRendering;

const svelteKit = { title: "SvelteKit", name: "sveltekit", tool: "@sveltejs/kit", rare: true };
const vite = (...rest) => onNode24("vite/bin/vite.js", ...rest);
servedPage(svelteKit, { serve: vite("dev", "--host", "127.0.0.1", "--strictPort", "--port"), reloads: true, look });
servedPage(svelteKit, { build: vite("build"), serve: ["node", "build"], look });

const nuxt = (...rest) => onNode24("nuxt/bin/nuxt.mjs", ...rest);
for (const [major, name] of Object.entries({ 3: "nuxt-3", 4: "nuxt" })) {
  const about = { title: `Nuxt ${major}`, name, sources: "nuxt", tool: "nuxt", rare: true };
  servedPage(about, { serve: nuxt("dev", "--no-fork", "--port"), reloads: true, look });
  servedPage(about, { build: nuxt("build"), serve: ["node", ".output/server/index.mjs"], look });
}

const astro = (...rest) => onNode24("astro/bin/astro.mjs", ...rest);
const onAstro = { title: "Astro", name: "astro", tool: "astro", rare: true };
servedPage(onAstro, { serve: astro("dev", "--host", "127.0.0.1", "--port"), reloads: true, look });
servedPage(onAstro, { build: astro("build"), serve: ["node", "dist/server/entry.mjs"], look });

const reactRouter = (...rest) => onNode24("@react-router/dev/bin.js", ...rest);
for (const [major, name] of Object.entries({ 7: "react-router-7", 8: "react-router" })) {
  const about = { title: `React Router ${major}`, name, sources: "react-router", tool: "react-router", rare: true };
  const serve = onNode24("@react-router/serve/bin.js", "./build/server/index.js");
  servedPage(about, { serve: reactRouter("dev", "--host", "127.0.0.1", "--port"), reloads: true, look });
  servedPage(about, { build: reactRouter("build"), serve, look });
}

for (const [major, name] of Object.entries({ 18: "react-streaming-18", 19: "react-streaming" }))
  servedPage(
    { title: `React ${major}, streamed by the server`, name, sources: "react-streaming", tool: "react", rare: true },
    { build: ["node", "build.js"], serve: ["node", "dist/server.js"], isFileLost: true, look },
  );

for (const about of [
  { title: "React Compiler", name: "react-compiler", tool: "babel-plugin-react-compiler", rare: true },
  { title: "Preact, with preact/compat", name: "preact", tool: "preact", rare: true },
]) {
  servedPage(about, { serve: vite("--host", "127.0.0.1", "--strictPort", "--port") });
  builtPage(about, { build: vite("build"), output: "dist" });
}

const storybook = (...rest) => onNode24("storybook/dist/bin/dispatcher.js", ...rest, "--disable-telemetry");
const onStorybook = { title: "Storybook", name: "storybook", tool: "storybook", rare: true };
const path = "/iframe.html?id=video--plain&viewMode=story";
servedPage(onStorybook, {
  serve: [...storybook("dev", "--ci", "--exact-port", "--host", "127.0.0.1"), "--port"],
  path,
  reloads: true,
});
builtPage(onStorybook, { build: storybook("build", "--output-dir", "dist"), output: "dist", path });

const wrangler = (...rest) => onNode24("wrangler/bin/wrangler.js", ...rest);
servedWorker(
  { title: "wrangler", name: "wrangler", tool: "wrangler", rare: true },
  { serve: wrangler("dev", "--ip", "127.0.0.1", "--port") },
);
