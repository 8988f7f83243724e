import { readFile, writeFile } from "node:fs/promises";
import { Failure } from "../shared/failure.mjs";

/** What wasm-bindgen writes, and what it is replaced by. */
const scriptReplacements = [
  // A test's DOM may have no encoders, and may still import the package: they are made on first use.
  [
    /let cachedTextDecoder = (new TextDecoder\([^;]*\));\ncachedTextDecoder\.decode\(\);\n/,
    (_, decoder) => `let cachedTextDecoder;\nconst newTextDecoder = () => ${decoder};\n`,
  ],
  [
    / *cachedTextDecoder = new TextDecoder\([^;]*\);\n *cachedTextDecoder\.decode\(\);\n/,
    () => "        cachedTextDecoder = undefined;\n",
  ],
  [/return cachedTextDecoder\.decode\(/, () => "return (cachedTextDecoder ??= newTextDecoder()).decode("],
  // Every engine that runs the module has `encodeInto`.
  [
    /const cachedTextEncoder = new TextEncoder\(\);\n\nif \(!\('encodeInto' in cachedTextEncoder\)\) \{\n[\s\S]*?\n\}\n/,
    () => "let cachedTextEncoder;\nconst textEncoder = () => (cachedTextEncoder ??= new TextEncoder());\n",
  ],
  // Every string is handed over with it.
  [/ {4}if \(realloc === undefined\) \{\n[\s\S]*?\n {4}\}\n\n/, () => ""],
  [/cachedTextEncoder\.encodeInto\(/, () => "textEncoder().encodeInto("],
  // `core/module.ts` fetches the file and tells what is wrong with it. Its bytes are compiled whatever type the server says they are.
  [
    /async function __wbg_load\([\s\S]*?\n\}\n/,
    () => `export default async function instantiate(source) {
    // Of bytes, it resolves with a module and its instance; of a module, with the instance.
    const started = await WebAssembly.instantiate(source, __wbg_get_imports());
    return __wbg_finalize_init(started.instance ?? started, started.module ?? source);
}
`,
  ],
  [/function initSync\([\s\S]*export \{ initSync, __wbg_init as default \};/, () => ""],
];

const declarationReplacements = [
  [
    /export type SyncInitInput[\s\S]*export default function __wbg_init [^;]*;/,
    () => `/** Compiles and starts the module. */
export default function instantiate(source: BufferSource | WebAssembly.Module): Promise<InitOutput>;`,
  ],
];

/** Has the script that wasm-bindgen generates do what the package needs, and no more. */
export async function adaptGlue({ script, declarations }) {
  await replaceIn(script, scriptReplacements);
  await replaceIn(declarations, declarationReplacements);
}

async function replaceIn(path, replacements) {
  let text = await readFile(path, "utf8");
  for (const [pattern, replacement] of replacements) {
    if (!pattern.test(text)) throw new Failure(`wasm-bindgen no longer writes ${pattern}`);
    text = text.replace(pattern, replacement);
  }
  await writeFile(path, text);
}
