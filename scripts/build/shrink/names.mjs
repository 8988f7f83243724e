import { readFile, writeFile } from "node:fs/promises";
import { Failure } from "../../shared/failure.mjs";
import { encodeName, encodeUnsigned, openSection, withSections } from "./sections.mjs";

/** What wasm-bindgen calls its JavaScript in the module, and what it is called from here on. */
const importedFrom = { long: "./akool_image_to_video_bg.js", short: "_" };

/** Exports that only wasm-bindgen's own JavaScript uses; the others are the module's functions and its memory. */
const internalExport = /^(?:__|wasm_bindgen__)/;

const kindFunction = 0;

/**
 * Gives imports and internal exports short names, in the module and in its JavaScript alike: the names that
 * wasm-bindgen makes end in a hash, which no compression makes smaller. The declarations, which never promised the
 * internal exports to anybody, lose them. An internal export that the JavaScript does not use is taken away altogether.
 */
export async function shortenNames({ wasm, glue, declarations }) {
  const [bytes, javascript] = await Promise.all([readFile(wasm), readFile(glue, "utf8")]);
  const shortNames = new ShortNames(javascript);
  await writeFile(wasm, renameInModule(bytes, shortNames));
  await writeFile(glue, renameInGlue(javascript, shortNames.given));
  for (const path of declarations) {
    await writeFile(path, withoutInternalExports(await readFile(path, "utf8")));
  }
}

/** Hands out names that occur nowhere in a JavaScript file. */
class ShortNames {
  #javascript;
  #count = 0;
  given = new Map();

  constructor(javascript) {
    this.#javascript = javascript;
  }

  isUsed(name) {
    return wholeWord(name).test(this.#javascript);
  }

  of(name) {
    if (!this.given.has(name)) this.given.set(name, this.#next());
    return this.given.get(name);
  }

  #next() {
    for (;;) {
      const name = `_${(this.#count++).toString(36)}`;
      if (!this.isUsed(name)) return name;
    }
  }
}

function renameInModule(bytes, shortNames) {
  const imports = entriesOf(openSection(bytes, "import"), (cursor) => {
    const [origin, name] = [cursor.name(), cursor.name()];
    if (cursor.byte() !== kindFunction) throw new Failure(`the module imports ${name}, which is not a function`);
    if (origin !== importedFrom.long)
      throw new Failure(`the module imports ${name} from ${origin}, which is not known`);
    const type = encodeUnsigned(cursor.unsigned());
    return [encodeName(importedFrom.short), encodeName(shortNames.of(name)), Buffer.of(kindFunction), type];
  });
  const exports = entriesOf(openSection(bytes, "export"), (cursor) => {
    const name = cursor.name();
    const item = [Buffer.of(cursor.byte()), encodeUnsigned(cursor.unsigned())];
    if (!internalExport.test(name)) return [encodeName(name), ...item];
    return shortNames.isUsed(name) ? [encodeName(shortNames.of(name)), ...item] : undefined;
  });
  return withSections(bytes, { import: imports, export: exports });
}

/** The content of a section: a count and as many entries, each written anew or, for `undefined`, left out. */
function entriesOf(cursor, rewrite) {
  const entries = [];
  for (let count = cursor.unsigned(); count > 0; count -= 1) entries.push(rewrite(cursor));
  const kept = entries.filter(Boolean);
  return Buffer.concat([encodeUnsigned(kept.length), ...kept.flat()]);
}

function renameInGlue(javascript, names) {
  const missing = [`"${importedFrom.long}"`, ...names.keys()].filter((name) => !javascript.includes(name));
  if (missing.length > 0) throw new Failure(`the module's JavaScript lacks ${missing.join(", ")}`);
  return withoutWarnings(javascript)
    .replaceAll(`"${importedFrom.long}"`, `"${importedFrom.short}"`)
    .replaceAll(/\b\w+\b/g, (word) => names.get(word) ?? word);
}

/** Without what wasm-bindgen says to callers of its own functions: only this package calls them. */
function withoutWarnings(javascript) {
  return javascript.replaceAll(/console\.warn\((?:"[^"\n]*"|'[^'\n]*'|`[^`\n]*`)(?:, e)?\)/g, "undefined");
}

/** Without the lines that declare an export that has another name now or none. */
function withoutInternalExports(text) {
  const isInternal = (line) => internalExport.test(/^\s*(?:readonly|export const) (\w+):/.exec(line)?.[1] ?? "");
  return text
    .split("\n")
    .filter((line) => !isInternal(line))
    .join("\n");
}

function wholeWord(name) {
  return new RegExp(`\\b${name}\\b`);
}
