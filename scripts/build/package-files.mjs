import { existsSync } from "node:fs";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { Failure } from "../shared/failure.mjs";
import { moduleDirectory, packageTemplateDirectory, root } from "../shared/paths.mjs";
import { ownVersion } from "../shared/version.mjs";

/** The folder of the package that holds what is generated. */
export const moduleFolder = "wasm";
/** The generated module. */
export const wasmFile = "akool_image_to_video_bg.wasm";
/** The generated JavaScript around it. */
export const glueFile = "akool_image_to_video.js";
/** The generated types of both. */
export const glueDeclarationFiles = ["akool_image_to_video.d.ts", "akool_image_to_video_bg.wasm.d.ts"];
/** The module as JavaScript. */
export const base64File = "wasm_base64.js";
/** The folder of the package that holds its CommonJS. */
export const commonJsFolder = "cjs";
/** The package as one script. */
export const singleFile = "standalone.js";
const copiesFromRoot = ["README.md", "LICENSE", "LICENSE-MIT", "LICENSE-APACHE"];

/** Adds a copy of the module as base64 for consumers that cannot load a `.wasm` file, and its types. */
export async function addModuleFiles(directory) {
  const bytes = await readFile(join(directory, wasmFile));
  await writeFile(join(directory, base64File), `export default "${bytes.toString("base64")}";\n`);
  await writeFile(
    join(directory, base64File.replace(/js$/, "d.ts")),
    "declare const base64: string;\nexport default base64;\n",
  );
}

/** Adds the module and its JavaScript to the npm package. */
export const addModule = (directory) => cp(moduleDirectory, join(directory, moduleFolder), { recursive: true });

/** Lays everything else that belongs in the npm package around its compiled scripts. */
export async function layPackageFiles(directory) {
  await cp(join(packageTemplateDirectory, "package.json"), join(directory, "package.json"));
  for (const name of copiesFromRoot) {
    if (!existsSync(join(root, name))) throw new Failure(`${name} is missing at the top of the repository`);
    await cp(join(root, name), join(directory, name));
  }
  const manifest = await completeManifest(directory);
  checkExports(directory, manifest);
}

/** Gives the manifest the repository's version and the list of all files. */
async function completeManifest(directory) {
  const path = join(directory, "package.json");
  const manifest = JSON.parse(await readFile(path, "utf8"));
  manifest.version = await ownVersion();
  manifest.files = await filesIn(directory);
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** The paths of all files but the manifest, which npm adds by itself. */
async function filesIn(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)).split(sep).join("/"))
    .filter((name) => name !== "package.json")
    .sort();
}

/** npm never looks at `exports`. */
function checkExports(directory, { exports }) {
  const missing = pathsIn(exports).filter((name) => !existsSync(join(directory, name)));
  if (missing.length > 0) throw new Failure(`the npm package lacks ${[...new Set(missing)].join(", ")}`);
}

function pathsIn(entry) {
  if (typeof entry === "string") return [entry];
  return Object.values(entry ?? {}).flatMap(pathsIn);
}
