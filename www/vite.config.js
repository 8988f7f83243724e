import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { minify } from "terser";
import { defineConfig } from "vite";
import german from "./src/text/de.json" with { type: "json" };

/** Fails the build when the page's HTML and its translation disagree about which texts there are. */
/** @type {import("vite").Plugin} */
const translatedPage = {
  name: "translated-page",
  transformIndexHtml(html) {
    const texts = html.matchAll(/ data-(?:text|label)="([^"]+)"/g);
    const wanted = new Set([...texts].map((match) => match[1]));
    const given = new Set(Object.keys(german.page));
    const missing = [...wanted].filter((key) => !given.has(key));
    const unused = [...given].filter((key) => !wanted.has(key));
    if (missing.length + unused.length > 0) throw new Error(`German lacks [${missing}] and has [${unused}] unused.`);
  },
};

/** Drops the indentation of index.html, which no browser shows. */
/** @type {import("vite").Plugin} */
const flatPage = {
  name: "flat-page",
  transformIndexHtml: { order: "post", handler: (html) => html.replace(/\n\s+/g, "\n") },
};

/** Leaves out Vite's loader of chunks, which preloads their styles: no chunk of this page has any. */
/** @type {import("vite").Plugin} */
const plainImports = {
  name: "plain-imports",
  enforce: "pre",
  load: (id) => (id.endsWith("vite/preload-helper.js") ? "export const __vitePreload = (load) => load();" : undefined),
};

/** Has terser go over what Vite has made small: it finds another hundredth. */
/** @type {import("vite").Plugin} */
const smallerScripts = {
  name: "smaller-scripts",
  async generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue;
      const { code } = await minify(chunk.code, { module: true, compress: { passes: 3, ecma: 2020 } });
      chunk.code = code ?? chunk.code;
    }
  },
};

/** Puts compressed copies beside the files, which the gateway serves to browsers that take them. */
/** @type {import("vite").Plugin} */
const compressedCopies = {
  name: "compressed-copies",
  writeBundle({ dir = "" }) {
    // Four short distances in a code of their own make the module smaller, and nothing else larger.
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_NDIRECT]: 4,
    };
    for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
      if (!/\.(html|css|js|svg|wasm)$/.test(name)) continue;
      const bytes = readFileSync(join(dir, name));
      writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes, { params }));
      writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    }
  },
};

/** Modules of the package and of the page that are loaded by themselves, whatever the visitor does. */
const loadedByEveryVisit =
  /\/pkg\/(?:core\/(?!load-failure)|storage\/|store\/|files\/file-fields|wasm\/akool)|\/www\/src\/(?:main|page|dom)\./;

export default defineConfig({
  plugins: [translatedPage, flatPage, plainImports, smallerScripts, compressedCopies],
  // A proxy may serve the gateway below a path.
  base: "./",
  build: {
    target: "es2022",
    // The page is served without data: in its content security policy.
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      output: {
        // What every visit loads is one file: small files compress worse by themselves, and each is a request.
        codeSplitting: { groups: [{ name: "index", test: loadedByEveryVisit }] },
      },
    },
  },
});
