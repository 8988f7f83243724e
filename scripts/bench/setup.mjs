import { appendFile, copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../run/port.mjs";
import { startChild, stopChild } from "../shared/children.mjs";
import { capture } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { root } from "../shared/paths.mjs";
import { say } from "../shared/say.mjs";
import { compileUnits } from "./compile-units.mjs";

/** Crates whose time is shown, the longest first. */
const shownCrates = 40;

/** What is measured by default: every start from an empty folder on, and one after a change in each crate. */
const wholeSize = {
  isCold: true,
  warmRounds: 3,
  changedCrates: ["contract", "ledger", "gateway", "renderer", "simulator"],
};

/**
 * Measures how long `npm start` takes to its ready line. The cold start is that of a clone of the last commit whose home
 * directory is empty: no tools, no crates and no npm packages but those that it downloads itself. Only the Rust toolchain is
 * there. No other project's set-up is comparable, so no row has peers.
 */
export async function benchSetup(size = wholeSize) {
  if (!size.isCold) return { area: "setup", rows: await warmRows(root, process.env, size) };
  const folder = await mkdtemp(join(tmpdir(), "akool-bench-setup-"));
  try {
    const checkout = join(folder, "checkout");
    const { status, stderr } = await capture("git", ["clone", "--quiet", root, checkout]);
    if (status !== 0) throw new Failure(`the repository cannot be cloned: ${stderr.trim()}`);
    const env = await emptyHome(join(folder, "home"));
    say("Starting from nothing");
    const cold = await start(checkout, { ...env, BUILD_TIMINGS: "1" });
    const rows = [row("start_s.cold", cold.seconds), row("start_cpu_s.cold", cold.processorSeconds)];
    const report = await readFile(join(checkout, "target/cargo-timings/cargo-timing.html"), "utf8");
    for (const { crate, seconds } of compileUnits(report).slice(0, shownCrates))
      rows.push(row(`compile_s.${crate}`, seconds));
    rows.push(...(await warmRows(checkout, env, size)));
    for (const crate of size.changedCrates) {
      say(`Starting after a change in ${crate}`);
      // A new function changes what dependent crates see, as most changes do.
      await appendFile(
        join(checkout, `crates/${crate}/src/lib.rs`),
        "\n/** Makes a difference. */\npub fn difference() {}\n",
      );
      rows.push(row(`start_s.after_change_in_${crate}`, (await start(checkout, env)).seconds));
    }
    return { area: "setup", rows };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function warmRows(checkout, env, { warmRounds }) {
  const seconds = [];
  for (let round = 0; round < warmRounds; round += 1) seconds.push((await start(checkout, env)).seconds);
  return [row("start_s.warm", seconds.sort((a, b) => a - b)[Math.floor(warmRounds / 2)])];
}

/** An environment in which nothing of this user's is found but the Rust toolchain, and where cargo gets crates from. */
async function emptyHome(home) {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const env = {
    ...process.env,
    HOME: home,
    CARGO_HOME: join(home, ".cargo"),
    RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(homedir(), ".rustup"),
    PATH: `${process.env.PATH}:${join(cargoHome, "bin")}`,
  };
  for (const name of ["CARGO_TARGET_DIR", "XDG_CACHE_HOME", "XDG_STATE_HOME"]) delete env[name];
  await mkdir(env.CARGO_HOME, { recursive: true });
  for (const [from, to] of [
    [join(cargoHome, "config.toml"), join(env.CARGO_HOME, "config.toml")],
    [join(homedir(), ".npmrc"), join(home, ".npmrc")],
  ]) {
    await copyFile(from, to).catch((error) => {
      if (error.code !== "ENOENT") throw error;
    });
  }
  return env;
}

/** Runs `npm start` to its ready line, ends it, and returns the seconds until then and the processor time of it all. */
async function start(checkout, env) {
  const processorSecondsBefore = await processorSecondsOfChildren();
  const startedAt = performance.now();
  const child = startChild("npm", ["start"], {
    cwd: checkout,
    env: { ...env, PORT: String(await freePort()) },
    stdio: ["ignore", "pipe", 2],
  });
  const isReady = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve(false));
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("ready ")) resolve(true);
    });
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await stopChild(child);
  if (!isReady) throw new Failure("npm start ended before it was ready (see above)");
  return { seconds, processorSeconds: (await processorSecondsOfChildren()) - processorSecondsBefore };
}

/** What all ended children and theirs have used: 0 where the system does not say. */
async function processorSecondsOfChildren() {
  const stat = await readFile("/proc/self/stat", "utf8").catch(() => undefined);
  if (!stat) return 0;
  // After the name, which may contain anything: cutime and cstime, in hundredths.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

function row(name, seconds) {
  return { name, unit: "s", ours: Math.round(seconds * 10) / 10, peers: {} };
}
