import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";

/** The first dotted number in a text, as numbers: `"rustc 1.95.0 (59807616e)"` → `[1, 95, 0]`. */
export function parseVersion(text) {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? found.slice(1).map((part) => Number(part ?? 0)) : undefined;
}

/** Whether a version is at least another one. */
export function isAtLeast(version, minimum) {
  for (let part = 0; part < 3; part += 1) {
    const difference = (version[part] ?? 0) - (minimum[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The version of a crate that Cargo.lock pins. */
export async function lockedCrateVersion(crate, lockFile = join(root, "Cargo.lock")) {
  const lock = await readFile(lockFile, "utf8");
  const found = new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`).exec(lock);
  if (!found) throw new Failure(`Cargo.lock does not contain ${crate}`);
  return found[1];
}

/** The version that everything in this repository carries, from Cargo.toml. */
export async function ownVersion() {
  const manifest = await readFile(join(root, "Cargo.toml"), "utf8");
  const found = /\[workspace\.package\][^[]*?\nversion = "([^"]+)"/.exec(manifest);
  if (!found) throw new Failure("Cargo.toml has no version under [workspace.package]");
  return found[1];
}
