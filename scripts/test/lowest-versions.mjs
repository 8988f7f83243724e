import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { show } from "../shared/command.mjs";
import { root, targetDirectory } from "../shared/paths.mjs";
import { ownVersion } from "../shared/version.mjs";

/** Compiles the published crate with the lowest versions of everything that it names. */
export async function checkLowestVersions() {
  const folder = await mkdtemp(join(tmpdir(), "akool-lowest-versions-"));
  const builds = join(targetDirectory, "lowest-versions");
  // Choosing the lowest versions is not a stable option of cargo's yet.
  const env = { ...process.env, RUSTC_BOOTSTRAP: "1", CARGO_TARGET_DIR: builds };
  const crate = `akool-contract-${await ownVersion()}`;
  const cwd = join(folder, crate);
  const calls = [
    ["cargo", ["package", "-p", "akool-contract", "--locked", "--no-verify", "--allow-dirty", "--quiet"], root],
    ["tar", ["-xzf", join(builds, "package", `${crate}.crate`), "-C", folder], root],
    ["cargo", ["update", "-Z", "direct-minimal-versions", "--quiet"], cwd],
    ["cargo", ["check", "--locked", "--all-features", "--quiet"], cwd],
  ];
  try {
    const lines = [];
    for (const [program, programArguments, directory] of calls) {
      const outcome = await show(program, programArguments, { cwd: directory, env });
      lines.push(...outcome.lines);
      if (outcome.status !== 0) return { status: outcome.status, lines };
    }
    return { status: 0, lines };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
