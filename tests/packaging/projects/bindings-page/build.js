import { readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { compile } from "svelte/compiler";

const frameworks = ["react", "vue", "svelte", "solid", "angular"];

const svelte = {
  name: "svelte",
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => ({
      contents: compile(await readFile(path, "utf8"), { filename: path, generate: "client" }).js.code,
    }));
  },
};

await build({
  entryPoints: frameworks.map((name) => `${name}.js`),
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  conditions: ["svelte", "browser", "production"],
  define: { "process.env.NODE_ENV": '"production"', "__VUE_OPTIONS_API__": "false" },
  plugins: [svelte],
  outdir: "dist",
});
for (const name of frameworks)
  await writeFile(
    `dist/${name}.html`,
    `<!doctype html><title>${name}</title><script type="module" src="${name}.js"></script>\n`,
  );
