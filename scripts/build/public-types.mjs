import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runMain } from "../shared/failure.mjs";
import { packageDirectory, root } from "../shared/paths.mjs";
import { buildPackage } from "./products.mjs";
import { say } from "../shared/say.mjs";
import { setUpForPackage } from "../setup/setup.mjs";

/** The types that users see, committed as they are promised. */
export const goldenFile = join(root, "tests/golden/public-types.d.ts");

const files = [
  "core/api.d.ts",
  "core/error.d.ts",
  "error.d.ts",
  "types/client.d.ts",
  "types/requests.d.ts",
  "types/jobs.d.ts",
  "types/catalogue.d.ts",
  "types/options.d.ts",
  "types/errors.d.ts",
  "store/types.d.ts",
  "store/video-store.d.ts",
  "react.d.ts",
  "vue.d.ts",
  "svelte.d.ts",
  "solid.d.ts",
  "angular.d.ts",
  "element.d.ts",
  "types/jsx.d.ts",
];

/** The public types as they are now, without their comments, which may change at any time. */
export async function publicTypes() {
  const texts = await Promise.all(files.map((name) => readFile(join(packageDirectory, name), "utf8")));
  const bare = texts.map((text, at) => `// ${files[at]}\n${withoutComments(text).trim()}`);
  return `${bare.join("\n\n")}\n`;
}

const withoutComments = (text) =>
  text.replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, "").replace(/^\/\/# sourceMappingURL=.*$/gm, "");

if (process.argv[1] === import.meta.filename) {
  await runMain(async () => {
    await buildPackage(await setUpForPackage());
    await writeFile(goldenFile, await publicTypes());
    say(`The public types are in ${goldenFile}; a change of them decides the next version (CONTRIBUTING.md)`);
  });
}
