import { readFile, writeFile } from "node:fs/promises";
import { Failure } from "../shared/failure.mjs";

/** What wasm-bindgen makes when the script is imported, and what it is replaced by. */
const replacements = [
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
  [/cachedTextEncoder\.encode\(/, () => "textEncoder().encode("],
  [/cachedTextEncoder\.encodeInto\(/, () => "textEncoder().encodeInto("],
];

/** Has the generated script make its encoders on first use: a test's DOM may have none, and may still import the package. */
export async function makeEncodersLazy(path) {
  let script = await readFile(path, "utf8");
  for (const [pattern, replacement] of replacements) {
    if (!pattern.test(script)) throw new Failure(`wasm-bindgen no longer writes ${pattern}`);
    script = script.replace(pattern, replacement);
  }
  await writeFile(path, script);
}
