import { capture } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { root } from "../shared/paths.mjs";
import { digestOf } from "../build/shrink/name-map.mjs";
import { platforms } from "./platforms.mjs";

/** A release is what a commit says. */
export async function checkCleanTree(directory = root) {
  const { status, stdout, stderr } = await capture("git", ["status", "--porcelain"], { cwd: directory });
  if (status !== 0) throw new Failure(`git status failed: ${stderr.trim()}`);
  if (stdout.trim() !== "") throw new Failure(`commit or undo first: ${stdout.trim().split("\n").join(", ")}`);
}

/** The version has an entry with a date and something in it, above all others that have been released. */
export function checkChangelog(text, version) {
  const entries = [...text.matchAll(/^## \[([^\]]+)\](?: - (\S+))?$/gm)].filter(([, name]) => name !== "Unreleased");
  const [first] = entries;
  if (first?.[1] !== version) {
    throw new Failure(`CHANGELOG.md: the first entry must be of ${version}, it is of ${first?.[1] ?? "nothing"}`);
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(first[2] ?? ""))
    throw new Failure(`CHANGELOG.md: ${version} needs a date, 2026-01-31`);
  const body = text.slice(first.index + first[0].length, entries[1]?.index);
  if (!/^- /m.test(body)) throw new Failure(`CHANGELOG.md: ${version} says nothing`);
}

/** A version is released once. */
export async function checkNewTag(version, directory = root) {
  const { stdout } = await capture("git", ["tag", "--list", `v${version}`], { cwd: directory });
  if (stdout.trim() !== "") throw new Failure(`v${version} is tagged already: raise the version in Cargo.toml`);
}

/** A launcher whose program is missing on some platform is not released. */
export function checkPrograms(built) {
  const missing = platforms.filter(({ name }) => !built.some((platform) => platform.name === name));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(", ");
  throw new Failure(
    `there are no programs for ${names}: scripts/release/build-programs.mjs builds them, or the release workflow`,
  );
}

/** The package carries the version of Cargo.toml. */
export function checkPackageVersion(manifest, version) {
  if (manifest.version !== version) throw new Failure(`pkg/ has version ${manifest.version}, Cargo.toml ${version}`);
}

/** The name map belongs to the very module that is released. */
export function checkNameMap({ sha256 }, wasm) {
  if (sha256 !== digestOf(wasm)) throw new Failure("the name map is of another module: delete pkg/ and build again");
}
