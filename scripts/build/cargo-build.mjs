import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { startChild } from "../shared/children.mjs";
import { capture } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { root } from "../shared/paths.mjs";
import { say } from "../shared/say.mjs";
import { compileSeconds } from "./compile-seconds.mjs";

/** A build that ends sooner needs no progress. */
const quietMs = 3000;
const progressEveryMs = 15_000;
/** What cargo says of its progress, which is shown in another form. */
const cargoProgress = /^\s*(Blocking|Compiling|Downloaded|Downloading|Finished|Fresh|Locking|Updating)\b/;

/**
 * Builds packages of the workspace with cargo. If that takes more than a moment, it says how much there is to compile, how
 * far it is, and how long the rest will take.
 *
 * @param {{ title: string, packages: string[], options?: string[] }} build
 */
export async function cargoBuild({ title, packages, options = [] }) {
  const selection = packages.flatMap((name) => ["--package", name]);
  // `npm run bench -- setup` reads there what takes how long.
  const timings = process.env.BUILD_TIMINGS ? ["--timings"] : [];
  const child = startChild(
    "cargo",
    [
      "build",
      "--release",
      "--locked",
      "--message-format=json-render-diagnostics",
      ...timings,
      ...selection,
      ...options,
    ],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
  );
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (!cargoProgress.test(line)) say(line);
  });
  const progress = new Progress(title);
  createInterface({ input: child.stdout }).on("line", (line) => progress.take(JSON.parse(line)));
  const timer = setTimeout(async () => progress.start(await crateNames(selection)), quietMs);
  const [status] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (...end) => resolve(end));
  });
  clearTimeout(timer);
  progress.stop();
  if (status !== 0) throw new Failure(`${title} could not be built (see above)`);
}

/** The crates that some packages of the workspace are built from, as `name version`. */
async function crateNames(selection) {
  const { stdout } = await capture("cargo", [
    "tree",
    "--locked",
    "--edges=normal,build",
    "--prefix=none",
    "--format={p}",
    ...selection,
  ]);
  return new Set([...stdout.matchAll(/^(\S+) v(\S+)/gm)].map(([, name, version]) => `${name} ${version}`));
}

/** How far a build is, by the processor time that each crate takes. */
export class Progress {
  #title;
  #done = new Set();
  #fresh = new Set();
  #missing;
  #startedAt = performance.now();
  #timer;

  constructor(title) {
    this.#title = title;
  }

  /** Takes one of the messages in which cargo says what it has finished. */
  take(message) {
    if (message.reason !== "compiler-artifact") return;
    const crate = crateOf(message.package_id);
    if (message.fresh) this.#fresh.add(crate);
    else if (message.target.kind[0] !== "custom-build") this.#done.add(crate);
  }

  /** Says how much is missing of these crates, and from then on how far the build is. */
  start(crates) {
    // A stopped build, or one that waits for another cargo, has nothing to tell.
    if (this.#timer === null) return;
    this.#missing = [...crates].filter((crate) => !this.#fresh.has(crate) || this.#done.has(crate));
    const count = this.#missing.length;
    say(`Compiling ${count} of ${crates.size} crates of ${this.#title} (${duration(this.#secondsOf(this.#missing))})`);
    this.#timer = setInterval(() => say(this.report()), progressEveryMs);
  }

  /** One line about how far the build is. */
  report() {
    const done = this.#missing.filter((crate) => this.#done.has(crate));
    const all = this.#secondsOf(this.#missing);
    const share = all > 0 ? this.#secondsOf(done) / all : 1;
    const elapsed = (performance.now() - this.#startedAt) / 1000;
    // The first crates say little about the speed of this machine, and other builds may run at the same time. So the expected
    // time counts at first, and the measured time more and more.
    const expected = Math.max(all - elapsed, 0);
    const measured = share > 0 ? (elapsed * (1 - share)) / share : expected;
    const left = expected * (1 - share) + measured * share;
    return `  ${clock(elapsed)}  ${done.length} of ${this.#missing.length} crates of ${this.#title}, ${duration(left)} left`;
  }

  /** Ends the reports. */
  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #secondsOf(crates) {
    const processorSeconds = crates.reduce((sum, crate) => sum + compileSeconds(crate.split(" ")[0]), 0);
    return processorSeconds / Math.min(availableParallelism(), 6);
  }
}

/** `name version` from cargo's id of a package: `registry+…#name@version`, `path+…/name#version` or `path+…#name@version`. */
function crateOf(id) {
  const [place, fragment] = id.split("#");
  const [name, version] = fragment.includes("@") ? fragment.split("@") : [place.split("/").at(-1), fragment];
  return `${name} ${version}`;
}

function duration(seconds) {
  if (seconds < 60) return "less than a minute";
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? "about a minute" : `about ${minutes} minutes`;
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
