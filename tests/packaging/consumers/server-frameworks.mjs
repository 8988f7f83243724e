// Frameworks that render on a server: there the package checks a request, in the browser it makes a video.

import assert from "node:assert/strict";
import { checkServerRendering, onNode24, servedPage, servedUrl } from "../../support/consumers.mjs";

const look = checkServerRendering;

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
  { title: "Next.js with webpack, server and browser", name: "next", tool: "next", rare: true },
  next("webpack", look),
);

const svelteKit = { title: "SvelteKit", name: "sveltekit", tool: "@sveltejs/kit", rare: true };
servedPage(svelteKit, {
  serve: onNode24("vite", "dev", "--host", "127.0.0.1", "--strictPort", "--port"),
  reloads: true,
  look,
});
servedPage(svelteKit, { build: onNode24("vite", "build"), serve: ["node", "build"], look });

const nuxt = (...rest) => onNode24("nuxt", ...rest);
for (const [major, name] of Object.entries({ 3: "nuxt-3", 4: "nuxt" })) {
  const about = { title: `Nuxt ${major}`, name, sources: "nuxt", tool: "nuxt", rare: true };
  // On Vite 7, which loses the file when it bundles before it serves.
  const isFileLost = major === "3";
  servedPage(about, { serve: nuxt("dev", "--no-fork", "--port"), reloads: true, isFileLost, look });
  servedPage(about, { build: nuxt("build"), serve: ["node", ".output/server/index.mjs"], look });
}

servedPage(
  {
    title: "Nuxt 4, for Cloudflare",
    name: "nuxt-cloudflare",
    sources: "nuxt",
    tool: "nuxt",
    rare: true,
  },
  {
    build: nuxt("build"),
    serve: onNode24("wrangler", "dev", "--config", ".output/server/wrangler.json", "--port"),
    look,
  },
);

const astro = (...rest) => onNode24("astro", ...rest);
const onAstro = { title: "Astro", name: "astro", tool: "astro", rare: true };
servedPage(onAstro, { serve: astro("dev", "--host", "127.0.0.1", "--port"), reloads: true, look });
servedPage(onAstro, { build: astro("build"), serve: ["node", "dist/server/entry.mjs"], look });

const reactRouter = (...rest) => onNode24("react-router", ...rest);
for (const [major, name] of Object.entries({ 7: "react-router-7", 8: "react-router" })) {
  const about = { title: `React Router ${major}`, name, sources: "react-router", tool: "react-router", rare: true };
  const serve = onNode24("react-router-serve", "./build/server/index.js");
  // Likewise.
  const isFileLost = major === "7";
  servedPage(about, { serve: reactRouter("dev", "--host", "127.0.0.1", "--port"), reloads: true, isFileLost, look });
  servedPage(about, { build: reactRouter("build"), serve, look });
}
