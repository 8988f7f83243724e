import { readFile } from "node:fs/promises";
import satisfies from "spdx-satisfies";

/**
 * Licences that what this project is built from and tested with may carry. The last six come with obligations that
 * do not reach further than the dependency's own files.
 */
export const allowed = [
  "0BSD",
  "Apache-2.0",
  "Apache-2.0 WITH LLVM-exception",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BSL-1.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Unicode-3.0",
  "Unlicense",
  "Zlib",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "CDLA-Permissive-2.0",
  "MPL-2.0",
  "OFL-1.1",
  "Python-2.0",
];

/** Whether a licence expression can be met by allowed licences alone. Cargo's older `MIT/Apache-2.0` is understood. */
export function isAllowed(expression) {
  if (!expression) return false;
  try {
    return satisfies(expression.replaceAll("/", " OR "), allowed);
  } catch {
    return false;
  }
}

/** The packages of a npm lock file as `{ name, licence }`; what belongs to this repository is left out. */
export async function npmPackages(lockFile) {
  const { packages } = JSON.parse(await readFile(lockFile, "utf8"));
  return Object.entries(packages)
    .filter(([path, { link }]) => path.startsWith("node_modules/") && !link)
    .map(([path, entry]) => ({
      name: `${path.split("node_modules/").at(-1)}@${entry.version}`,
      licence: typeof entry.license === "string" ? entry.license : undefined,
    }));
}

/** The crates of `cargo metadata` as `{ name, licence }`; what belongs to this repository is left out. */
export function crates(metadata) {
  return metadata.packages
    .filter(({ source }) => source !== null)
    .map(({ name, version, license }) => ({ name: `${name}@${version}`, licence: license ?? undefined }));
}
