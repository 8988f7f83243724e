import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";
import { ownVersion } from "./version.mjs";

/** The generated module. */
export const wasmFile = "akool_image_to_video_bg.wasm";
/** The generated JavaScript around it. */
export const glueFile = "akool_image_to_video.js";
/** The generated types of both. */
export const glueDeclarationFiles = ["akool_image_to_video.d.ts", "akool_image_to_video_bg.wasm.d.ts"];
const copiesFromRoot = ["README.md", "LICENSE", "LICENSE-MIT", "LICENSE-APACHE"];

/** Lays everything that belongs in the npm package around the generated module. */
export async function layPackageFiles(directory) {
  await cp(join(root, "pkg-template"), directory, { recursive: true });
  for (const name of copiesFromRoot) {
    if (!existsSync(join(root, name))) throw new Failure(`${name} is missing at the top of the repository`);
    await cp(join(root, name), join(directory, name));
  }
  await writeInlineCopy(directory);
  const manifest = await stampVersion(directory);
  checkFiles(directory, manifest);
}

/** For the consumers that cannot load a `.wasm` file. */
async function writeInlineCopy(directory) {
  const bytes = await readFile(join(directory, wasmFile));
  await writeFile(join(directory, "wasm_base64.js"), `export default "${bytes.toString("base64")}";\n`);
}

async function stampVersion(directory) {
  const path = join(directory, "package.json");
  const manifest = JSON.parse(await readFile(path, "utf8"));
  manifest.version = await ownVersion();
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** npm leaves out a missing file of `files` without a word, and never looks at `exports`. */
function checkFiles(directory, { files, exports }) {
  if (!files?.length) throw new Failure("pkg-template/package.json has no `files`");
  const named = [...files, ...pathsIn(exports), ...copiesFromRoot];
  const missing = named.filter((name) => !existsSync(join(directory, name)));
  if (missing.length > 0) throw new Failure(`the npm package lacks ${[...new Set(missing)].join(", ")}`);
  const unpacked = pathsIn(exports).filter((path) => !isPacked(path.replace(/^\.\//, ""), files));
  if (unpacked.length > 0)
    throw new Failure(`\`files\` of pkg-template/package.json leaves out ${unpacked.join(", ")}`);
}

function isPacked(path, files) {
  return (
    path === "package.json" || files.some((name) => path === name || path.startsWith(`${name.replace(/\/$/, "")}/`))
  );
}

function pathsIn(entry) {
  if (typeof entry === "string") return [entry];
  return Object.values(entry ?? {}).flatMap(pathsIn);
}
