import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { commonJsFolder, moduleFolder } from "./package-files.mjs";

/** Entry points for which there is no CommonJS: their frameworks, or the places they are for, know ES modules only. */
const modulesOnly = ["angular", "edge-light", "solid", "svelte", "workerd"];

/**
 * Adds a copy of the package's compiled scripts as CommonJS, with its types: for test runners whose `require` reads no ES modules.
 * It has the module inline, and loads everything by `require`.
 */
export async function addCommonJs(directory) {
  const names = await readdir(directory, { recursive: true });
  const isOwn = (name) => !modulesOnly.some((entry) => name === `${entry}.js` || name === `${entry}.d.ts`);
  const scripts = names.filter((name) => name.endsWith(".js") && isOwn(name) && name !== "index.js");
  const target = join(directory, commonJsFolder);
  // A default export is found by its name, as in other tools' CommonJS; the repository's own manifest would have esbuild do it
  // Node's way. The package's manifest replaces this one.
  await writeFile(join(directory, "package.json"), "{}\n");
  // Not at the top: npm installs it in the course of a build.
  const { build } = await import("esbuild");
  await build({
    entryPoints: [
      ...scripts.map((name) => ({ in: join(directory, name), out: name.slice(0, -".js".length) })),
      { in: join(directory, "inline.js"), out: "index" },
    ],
    outdir: target,
    bundle: false,
    minifySyntax: true,
    format: "cjs",
    // A test runner's sandbox has no `import()`.
    supported: { "dynamic-import": false },
    platform: "node",
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
  });
  await writeFile(join(target, "package.json"), `${JSON.stringify({ type: "commonjs" }, null, 2)}\n`);
  await makeEncodersReplaceable(target);
  for (const name of names.filter((name) => name.endsWith(".d.ts") && isOwn(name))) {
    const declarations = await readFile(join(directory, name), "utf8");
    await mkdir(dirname(join(target, name)), { recursive: true });
    await writeFile(join(target, name), declarations.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
  }
}

/** Jest's jsdom has no encoders. */
const encoders = `"use strict";
exports.TextDecoder = globalThis.TextDecoder ?? class {
  decode(bytes) {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return decodeURIComponent(escape(text));
  }
};
exports.TextEncoder = globalThis.TextEncoder ?? class {
  encode(text) {
    return Uint8Array.from(unescape(encodeURIComponent(text)), (character) => character.charCodeAt(0));
  }
  encodeInto(text, view) {
    const bytes = this.encode(text);
    view.set(bytes);
    return { read: text.length, written: bytes.length };
  }
};
`;

async function makeEncodersReplaceable(target) {
  const folder = join(target, moduleFolder);
  await writeFile(join(folder, "encoders.js"), encoders);
  const path = join(folder, "akool_image_to_video.js");
  const script = await readFile(path, "utf8");
  await writeFile(path, `const { TextDecoder, TextEncoder } = require("./encoders.js");\n${script}`);
}
