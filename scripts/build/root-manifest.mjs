import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runMain } from "../shared/failure.mjs";
import { packageTemplateDirectory, root } from "../shared/paths.mjs";
import { ownVersion } from "../shared/version.mjs";

/** The fields of the package's manifest that say what can be imported and what it takes. */
const shared = [
  "description",
  "sideEffects",
  "main",
  "module",
  "types",
  "peerDependencies",
  "peerDependenciesMeta",
  "exports",
];

/**
 * This repository's manifest with the package's fields in it. npm reads it where the package is installed from git: the files are
 * then in `pkg/`, which the script `prepare` makes.
 */
export async function rootManifest() {
  const [own, template] = await Promise.all(
    [root, packageTemplateDirectory].map(async (directory) =>
      JSON.parse(await readFile(join(directory, "package.json"), "utf8")),
    ),
  );
  const fields = Object.fromEntries(shared.map((field) => [field, below("./pkg", template[field])]));
  return { ...own, name: template.name, version: await ownVersion(), files: ["pkg"], ...fields };
}

/** A value with every path in it below a folder. */
function below(folder, value) {
  if (typeof value === "string") return value.replace(/^\.(?=\/)/, folder);
  if (Array.isArray(value)) return value.map((item) => below(folder, item));
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, below(folder, item)]));
}

if (process.argv[1] === import.meta.filename) {
  await runMain(async () => {
    await writeFile(join(root, "package.json"), `${JSON.stringify(await rootManifest(), null, 2)}\n`);
  });
}
