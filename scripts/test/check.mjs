import { existsSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../shared/command.mjs";
import { Failure, runMain } from "../shared/failure.mjs";
import { fingerprint, isMadeFrom, noteMadeFrom } from "../build/fingerprint.mjs";
import {
  moduleDirectory,
  nodeTools,
  packageDirectory,
  packageTemplateDirectory,
  pageDirectory,
  root,
} from "../shared/paths.mjs";
import { say } from "../shared/say.mjs";

const release = ["--release", "--locked"];
const denyWarnings = ["--", "-D", "warnings"];

/** What the Rust steps read. While nothing of it changes they are not run again. */
const rustSources = ["Cargo.toml", "Cargo.lock", "rustfmt.toml", ".cargo", "src", "crates", "tests/module"];

const rustSteps = {
  "format of Rust": ["cargo", ["fmt", "--all", "--check"]],
  "lint of Rust": ["cargo", ["clippy", ...release, "--workspace", "--all-targets", ...denyWarnings]],
  "lint of the module": ["cargo", ["clippy", ...release, "--target", "wasm32-unknown-unknown", ...denyWarnings]],
  "unit tests of Rust": ["cargo", ["test", ...release, "--workspace", "--lib", "--quiet"]],
};

const webSteps = {
  "format and lint of JavaScript": [join(nodeTools, "biome"), ["ci", "--error-on-warnings", "--colors=off"]],
  "types of the package": [join(nodeTools, "tsc"), ["--project", join(packageTemplateDirectory, "tsconfig.test.json")]],
  "types of the servers' packages": [join(nodeTools, "tsc"), ["--project", join(root, "npm"), "--noEmit"]],
  "unit tests of the packages": [join(nodeTools, "vitest"), ["run"]],
  "types of the demo page": [join(pageDirectory, "node_modules/.bin/tsc"), ["--noEmit"], pageDirectory],
};

/** The fast loop: format, lint, types and unit tests. It installs nothing; `npm start` has done that once. */
await runMain(async () => {
  for (const made of [
    join(nodeTools, "biome"),
    join(pageDirectory, "node_modules"),
    moduleDirectory,
    packageDirectory,
  ]) {
    if (!existsSync(made)) throw new Failure("run `npm start` once: it sets up what the check uses");
  }
  // Side by side: most of them use one core. Those of Rust would only wait for each other's lock.
  const failed = (await Promise.all(Object.entries(webSteps).map((step) => runSteps([step])))).flat();
  const digest = await fingerprint(rustSources);
  if (await isMadeFrom("check-rust", digest)) say("unchanged  Rust");
  else {
    const failedRust = await runSteps(Object.entries(rustSteps));
    if (failedRust.length === 0) await noteMadeFrom("check-rust", digest);
    failed.push(...failedRust);
  }
  if (failed.length > 0) throw new Failure(`failed: ${failed.join(", ")}`);
});

async function runSteps(steps) {
  const failed = [];
  for (const [name, [program, programArguments, cwd]] of steps) {
    const start = performance.now();
    const { status, stdout, stderr } = await capture(program, programArguments, { cwd });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    say(`${status === 0 ? "passed" : "FAILED"}  ${name} (${seconds} s)`);
    if (status === 0) continue;
    say(`${stdout}${stderr}`);
    failed.push(name);
  }
  return failed;
}
