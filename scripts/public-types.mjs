import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runMain } from "./failure.mjs";
import { root } from "./paths.mjs";
import { say } from "./say.mjs";

/** The types that users see, committed as they are promised. */
export const goldenFile = join(root, "tests/golden/public-types.d.ts");

const files = ["index.d.ts", "types.d.ts", "run.d.ts", "react.d.ts", "element.d.ts"];

/** The public types as they are now, without their comments, which may change at any time. */
export async function publicTypes() {
  const texts = await Promise.all(files.map((name) => readFile(join(root, "pkg-template", name), "utf8")));
  const bare = texts.map((text, at) => `// ${files[at]}\n${text.replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, "").trim()}`);
  return `${bare.join("\n\n")}\n`;
}

if (process.argv[1] === import.meta.filename) {
  await runMain(async () => {
    await writeFile(goldenFile, await publicTypes());
    say(`The public types are in ${goldenFile}; a change of them decides the next version (CONTRIBUTING.md)`);
  });
}
