import { defineConfig, type Plugin } from "vite";
import { german } from "./src/text/de";

/** Fails the build when the page's HTML and a translation disagree about which texts there are. */
function translatedPage(): Plugin {
  return {
    name: "translated-page",
    transformIndexHtml(html) {
      const wanted = new Set(
        [...html.matchAll(/ data-text(?:-aria-label)?="([^"]+)"/g)].map((match) => match[1] as string),
      );
      const given = new Set(Object.keys(german.page));
      const missing = [...wanted].filter((key) => !given.has(key));
      const unused = [...given].filter((key) => !wanted.has(key));
      if (missing.length > 0) throw new Error(`German lacks: ${missing.join(", ")}`);
      if (unused.length > 0) throw new Error(`German has texts nothing uses: ${unused.join(", ")}`);
    },
  };
}

export default defineConfig({
  plugins: [translatedPage()],
  build: {
    target: "es2022",
    // The page is served without data: in its content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
