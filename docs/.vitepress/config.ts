import { defineConfig } from "vitepress";
import { githubSlug, resolveLinks } from "./links";
import { repositoryUrl } from "./repository";
import { sidebar } from "./sidebar";

export default defineConfig({
  title: "akool-image-to-video",
  description: "Turn a picture into a video through Akool, from the browser, without exposing the API key. Unofficial.",
  // GitHub shows a folder's README.md, a site its index.
  rewrites: { "README.md": "index.md", "decisions/README.md": "decisions/index.md" },
  base: process.env.DOCS_BASE ?? "/",
  outDir: "../target/docs",
  cacheDir: "../target/docs-cache",
  metaChunk: true,
  markdown: { config: resolveLinks, anchor: { slugify: githubSlug } },
  themeConfig: {
    nav: [
      { text: "Guides", link: "/first-video" },
      { text: "API", link: "/api/" },
      { text: "Configuration", link: "/configuration" },
      { text: "Troubleshooting", link: "/troubleshooting" },
    ],
    sidebar,
    outline: [2, 3],
    // The index is part of the site: searching needs no service and no network.
    search: { provider: "local" },
    socialLinks: [{ icon: "github", link: repositoryUrl }],
    footer: { message: "MIT or Apache-2.0. Unofficial: not made, endorsed or supported by Akool." },
  },
});
