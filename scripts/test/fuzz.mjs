import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { capture, show } from "../shared/command.mjs";
import { ensureCompiler } from "../setup/compiler.mjs";
import { Failure, runMain } from "../shared/failure.mjs";
import { root, targetDirectory } from "../shared/paths.mjs";
import { ensureRust } from "../setup/rust.mjs";
import { say } from "../shared/say.mjs";

const targets = ["capability", "token", "envelope", "webhook_body", "forwarded_for", "upload"];

/** What the compiler's own fuzzing tool sets, of which all is in stable Rust: each branch and comparison is counted. */
const coverage = [
  "-Cpasses=sancov-module",
  "-Cllvm-args=-sanitizer-coverage-level=4",
  "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
  "-Cllvm-args=-sanitizer-coverage-pc-table",
  "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

await runMain(async () => {
  const [target, seconds, ...rest] = process.argv.slice(2);
  if (!targets.includes(target) || !/^[1-9]\d*$/.test(seconds ?? "") || rest.length > 0) {
    throw new Failure(`say what to fuzz and for how long: npm run fuzz -- ${targets.join(" | ")} <seconds>`);
  }
  await ensureRust();
  await ensureCompiler();
  const program = await build();
  const folders = Object.fromEntries(
    ["seeds", "corpus", "findings"].map((kind) => [kind, join(targetDirectory, "fuzz", kind, target)]),
  );
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
  const { status } = await show(
    program,
    [
      `-max_total_time=${seconds}`,
      "-max_len=65536",
      // An input that needs much memory or time is a finding too.
      "-rss_limit_mb=512",
      "-timeout=5",
      "-print_final_stats=1",
      `-artifact_prefix=${folders.findings}/`,
      folders.corpus,
      folders.seeds,
    ],
    { env: { ...process.env, AKOOL_FUZZ_TARGET: target, AKOOL_FUZZ_SEEDS: folders.seeds } },
  );
  if (status !== 0) throw new Failure(`${target} does not hold; the input is in ${folders.findings}`);
});

/** Builds the targets. Naming the host as the platform keeps the flags away from build scripts. */
async function build() {
  const { stdout } = await capture("rustc", ["-vV"]);
  const host = /^host: (.+)$/m.exec(stdout)?.[1];
  if (!host) throw new Failure("`rustc -vV` does not say what it builds for");
  const directory = join(targetDirectory, "fuzz", "build");
  say("building the fuzz targets and all that they use with coverage: some minutes the first time");
  const { status } = await show(
    "cargo",
    ["build", "--release", "--locked", "--target", host, "--target-dir", directory],
    { cwd: join(root, "crates/gateway/fuzz"), env: { ...process.env, RUSTFLAGS: coverage.join(" ") } },
  );
  if (status !== 0) throw new Failure("the fuzz targets cannot be built (see above)");
  return join(directory, host, "release", "stranger");
}
