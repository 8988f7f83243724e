import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { root, targetDirectory } from "../shared/paths.mjs";

const generated = new Set(["node_modules", "dist", "target", "pkg", "wasm", ".git"]);

/** A digest over the names and bytes of files and folders of the repository; what is generated is left out. */
export async function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths) await addTo(hash, join(root, path));
  return hash.digest("hex");
}

/** Whether a product was last made from sources with this fingerprint. */
export async function isMadeFrom(product, digest) {
  return (await readFile(stampOf(product), "utf8").catch(() => "")) === digest;
}

/** Notes that a product was made from sources with this fingerprint. */
export async function noteMadeFrom(product, digest) {
  await mkdir(join(targetDirectory, "fingerprints"), { recursive: true });
  await writeFile(stampOf(product), digest);
}

function stampOf(product) {
  return join(targetDirectory, "fingerprints", product);
}

async function addTo(hash, path) {
  const about = await stat(path).catch(() => undefined);
  if (!about) return;
  if (about.isDirectory()) {
    const names = (await readdir(path)).filter((name) => !generated.has(name)).sort();
    for (const name of names) await addTo(hash, join(path, name));
  } else {
    hash.update(`${relative(root, path)}\0${about.size}\0`).update(await readFile(path));
  }
}
