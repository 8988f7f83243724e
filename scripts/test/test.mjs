import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { stopChildren } from "../shared/children.mjs";
import { show } from "../shared/command.mjs";
import { Failure, runMain } from "../shared/failure.mjs";
import { nodeTools, packageTemplateDirectory, root, targetDirectory } from "../shared/paths.mjs";
import { buildNativeTests, buildPackage, buildPage, buildServers } from "../build/products.mjs";
import { say } from "../shared/say.mjs";
import { checkLowestVersions } from "./lowest-versions.mjs";
import { setUpForTests } from "../setup/setup.mjs";
import { yesOption } from "../setup/system-packages.mjs";

/** What test runners close with: cargo's and wasm-bindgen's one line, node's few. */
const summaryLine = /^(test result: | +Tests {2}|(ℹ|#) (tests|pass|fail|cancelled|skipped) \d)/;

/** A step that takes longer hangs: at least twice what it takes on two busy cores, all builds included. */
const stepLimitMinutes = 30;
const longStepsLimitMinutes = { native: 75, module: 40, outside: 90 };

/** A file of tests that takes longer hangs. What is known to be slow inside has limits of its own, which say more. */
const fileLimitMs = 40 * 60_000;

/** The fuzz targets are a workspace of their own, which nothing else builds. */
const fuzzing = ["--manifest-path", join(root, "crates/gateway/fuzz/Cargo.toml")];

/** With these their dependencies are the ones that the workspace has checked already, and libFuzzer is not compiled. */
const asTheWorkspace = {
  CARGO_PROFILE_RELEASE_DEBUG: "false",
  CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS: "false",
  CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
  CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS: "false",
  // Nothing is linked, so it need not be there.
  CUSTOM_LIBFUZZER_PATH: join(targetDirectory, "libFuzzer.a"),
};

/** In the order in which a fault is cheapest to find. Each needs what the set-up made and returns `{ status, lines }`. */
const steps = {
  format: () =>
    inTurn([
      ["fmt", "--all", "--check"],
      ["fmt", "--check", ...fuzzing],
    ]),
  // Format and lint of JavaScript, TypeScript and style sheets.
  "format-web": () => show(join(nodeTools, "biome"), ["ci", "--error-on-warnings", "--colors=off"]),
  lint: () =>
    inTurn(
      [
        ["clippy", "--release", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"],
        ["clippy", "--release", "--locked", "--target-dir", targetDirectory, ...fuzzing, "--", "-D", "warnings"],
      ],
      asTheWorkspace,
    ),
  "lint-web": () =>
    show("cargo", [
      "clippy",
      "--release",
      "--locked",
      "--target",
      "wasm32-unknown-unknown",
      "--all-targets",
      "--",
      "-D",
      "warnings",
    ]),
  // Unit tests of the package's TypeScript, and the types of these tests.
  "unit-web": async () => {
    const types = await show(join(nodeTools, "tsc"), [
      "--project",
      join(packageTemplateDirectory, "tsconfig.test.json"),
    ]);
    return types.status === 0 ? show(join(nodeTools, "vitest"), ["run"]) : types;
  },
  native: () => show("cargo", ["test", "--release", "--locked", "--no-fail-fast", "--workspace"]),
  // It needs packages of npm's, which are there once the set-up is done.
  module: async (setUp) => (await import("./module-test.mjs")).testModule(setUp),
  // The published crate with the lowest versions of all that it names.
  "lowest-versions": checkLowestVersions,
  outside: testOutside,
};

await runMain(async () => {
  const chosen = process.argv.slice(2).filter((name) => name !== yesOption);
  const unknown = chosen.filter((name) => !(name in steps));
  if (unknown.length > 0)
    throw new Failure(`there is no test step ${unknown.join(", ")}; there are ${Object.keys(steps).join(", ")}`);

  const setUp = await setUpForTests();
  const names = Object.keys(steps).filter((name) => chosen.length === 0 || chosen.includes(name));
  await build(names, setUp);
  const results = [];
  for (const name of names) {
    const step = steps[name];
    say(`\n== ${name}`);
    const start = performance.now();
    const limit = setTimeout(
      () => {
        say(`${name} is taking too long: ending it`);
        stopChildren();
      },
      (longStepsLimitMinutes[name] ?? stepLimitMinutes) * 60_000,
    );
    const { status, lines } = await step(setUp);
    clearTimeout(limit);
    const seconds = Math.round((performance.now() - start) / 1000);
    results.push({ name, passed: status === 0, seconds, summary: lines.filter((line) => summaryLine.test(line)) });
  }
  report(results);
  const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
  if (failed.length > 0) throw new Failure(`failed: ${failed.join(", ")}`);
});

/** Builds what some steps run, so that no test compiles anything. */
async function build(names, setUp) {
  await Promise.all([buildServers(), buildPackage(setUp).then(buildPage)]);
  // Its examples are what the benches put load with.
  if (names.includes("native") || names.includes("outside")) await buildNativeTests();
  if (names.includes("module")) await (await import("./module-test.mjs")).buildModuleTests();
}

/** Runs cargo again and again until it fails. */
async function inTurn(calls, environment = {}) {
  const lines = [];
  for (const call of calls) {
    const outcome = await show("cargo", call, { env: { ...process.env, ...environment } });
    lines.push(...outcome.lines);
    if (outcome.status !== 0) return { ...outcome, lines };
  }
  return { status: 0, lines };
}

async function testOutside({ browser }) {
  const names = await readdir(join(root, "tests"), { recursive: true });
  const files = names.filter((name) => name.endsWith(".test.mjs") && !name.includes("node_modules")).sort();
  return show(
    process.execPath,
    [
      "--test",
      // Each file has servers and a browser of its own, and waits for them half of the time.
      "--test-concurrency=2",
      `--test-timeout=${fileLimitMs}`,
      "--test-reporter=spec",
      ...files.map((name) => join("tests", name)),
    ],
    {
      env: { ...process.env, CHROME: browser.chromium, CHROMEDRIVER: browser.driver },
    },
  );
}

function report(results) {
  console.log("\nSummary");
  for (const { name, passed, seconds, summary } of results) {
    console.log(`== ${name}: ${passed ? "passed" : "FAILED"} in ${seconds} s`);
    for (const line of summary) console.log(line);
  }
}
