import { createInterface } from "node:readline/promises";
import { capture, findProgram, run } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { say } from "../shared/say.mjs";

const managers = [
  {
    program: "apt-get",
    needsRoot: true,
    refresh: ["update", "-qq"],
    install: ["install", "-y", "-qq", "--no-install-recommends"],
    packages: {
      compiler: ["g++"],
      nasm: ["nasm"],
      nginx: ["nginx"],
      buildah: ["buildah"],
      browser: ["chromium", "chromium-driver"],
      postgres: ["postgresql"],
      curl: ["curl"],
      python: ["python3", "python3-pip"],
      go: ["golang-go"],
      firefox: ["firefox-esr"],
      webkit: ["webkit2gtk-driver", "xvfb"],
      // Firefox decodes with ffmpeg's libraries, WebKitGTK with GStreamer.
      codecs: ["ffmpeg", "gstreamer1.0-plugins-good", "gstreamer1.0-libav"],
    },
    query: ["dpkg", "--status"],
  },
  {
    program: "dnf",
    needsRoot: true,
    install: ["install", "-y", "-q"],
    packages: {
      compiler: ["gcc-c++"],
      nasm: ["nasm"],
      nginx: ["nginx"],
      buildah: ["buildah"],
      browser: ["chromium", "chromedriver"],
      postgres: ["postgresql-server"],
      curl: ["curl"],
      python: ["python3", "python3-pip"],
      go: ["golang"],
      firefox: ["firefox"],
    },
  },
  {
    program: "pacman",
    needsRoot: true,
    install: ["-Sy", "--noconfirm", "--needed"],
    packages: {
      compiler: ["gcc"],
      nasm: ["nasm"],
      nginx: ["nginx"],
      buildah: ["buildah"],
      browser: ["chromium"],
      postgres: ["postgresql"],
      curl: ["curl"],
      python: ["python", "python-pip"],
      go: ["go"],
      firefox: ["firefox"],
    },
  },
  {
    program: "brew",
    needsRoot: false,
    install: ["install"],
    packages: {
      compiler: ["llvm"],
      nasm: ["nasm"],
      nginx: ["nginx"],
      browser: ["--cask", "chromium", "chromedriver"],
      postgres: ["postgresql"],
      curl: ["curl"],
      python: ["python"],
      go: ["go"],
      firefox: ["--cask", "firefox"],
    },
  },
];

/** Given on the command line, it answers the question whether packages may be installed. */
export const yesOption = "--yes";

let refreshed = false;

/**
 * Whether the packages that provide a thing are there: for what has no program to look for. `undefined` where the
 * package manager can't be asked.
 */
export async function hasSystemPackages(thing) {
  const manager = findManager();
  const packages = manager?.packages[thing];
  if (!packages || !manager.query) return undefined;
  const [program, ...rest] = manager.query;
  const { stdout } = await capture(program, [...rest, ...packages]);
  return (stdout.match(/^Status: .* installed$/gm) ?? []).length === packages.length;
}

/**
 * Makes sure of everything that is required, with one question and one installation for all that is missing.
 *
 * @param {{ thing: string, name: string, isMissing: () => boolean | Promise<boolean>, otherwise?: string, without?: string }[]}
 *   requirements `without` says what follows from going on without it; what has none is indispensable
 */
export async function ensureSystemPackages(requirements) {
  const missing = [];
  for (const requirement of requirements) if (await requirement.isMissing()) missing.push(requirement);
  if (missing.length === 0) return;
  const dispensable = missing.filter(({ without }) => without);
  try {
    const manager = findManager();
    await installSystemPackages(missing.filter(({ thing, without }) => !without || manager?.packages[thing]));
  } catch (error) {
    if (!(error instanceof Failure) || dispensable.length < missing.length) throw error;
    say(error.message);
  }
  for (const { name, isMissing, otherwise = "install it", without } of missing) {
    if (!(await isMissing())) continue;
    if (!without) throw new Failure(`${name} is missing: ${otherwise}, then try again`);
    say(`Going on without ${name}: ${without}`);
  }
}

/**
 * Installs what provides some things ("compiler", "nasm", "browser"…) through the system's package manager. It lists the
 * packages and asks first, unless `--yes` or `CI` says that it may. Where it may not or cannot, it throws a
 * {@link Failure} that names the command to type.
 *
 * @param {{ thing: string, name: string, otherwise?: string }[]} wanted `name` is for people; `otherwise` says what to do
 *   where no package is known
 */
async function installSystemPackages(wanted) {
  if (wanted.length === 0) return;
  const manager = findManager();
  for (const { thing, name, otherwise = "install it" } of wanted) {
    if (!manager?.packages[thing]) throw new Failure(`${name} is missing: ${otherwise}, then try again`);
  }
  const calls = packagesByCall(wanted.map(({ thing }) => manager.packages[thing]));
  const names = wanted.map(({ name }) => name).join(", ");
  const typed = calls.map((packages) =>
    [...(manager.needsRoot ? ["sudo"] : []), manager.program, manager.install[0], ...packages].join(" "),
  );
  const instruction = `${names} ${wanted.length > 1 ? "are" : "is"} missing: run \`${typed.join(" && ")}\`, then try again`;
  const prefix = await rootPrefix(manager);
  if (!prefix) throw new Failure(instruction);
  await confirm(names, typed, instruction);

  say(`Installing ${names} with ${manager.program}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", HOMEBREW_NO_AUTO_UPDATE: "1" };
  const call = async (managerArguments) => {
    const [program, ...rest] = [...prefix, manager.program, ...managerArguments];
    await run(program, rest, { env, onFailure: instruction });
  };
  if (manager.refresh && !refreshed) {
    await call(manager.refresh);
    refreshed = true;
  }
  for (const packages of calls) await call([...manager.install, ...packages]);
}

/** Homebrew takes applications and command-line programs in separate calls; the others take all packages at once. */
function packagesByCall(lists) {
  const isCask = ([first]) => first === "--cask";
  const casks = lists.filter(isCask).flatMap(([, ...names]) => names);
  const calls = [lists.filter((list) => !isCask(list)).flat(), casks.length > 0 ? ["--cask", ...casks] : []];
  return calls.filter((packages) => packages.length > 0);
}

async function confirm(names, typed, instruction) {
  if (process.env.CI || process.argv.includes(yesOption)) return;
  if (!process.stdin.isTTY) throw new Failure(`${instruction}, or allow it with ${yesOption}`);
  say(`Missing on this machine: ${names}\n${typed.map((line) => `  ${line}`).join("\n")}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question("Install now? [y/N] ").finally(() => terminal.close());
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure(instruction);
}

function findManager() {
  return managers.find(({ program }) => findProgram(program));
}

/** What to put before a command so that it may install packages; `undefined` if there is no way without a password. */
async function rootPrefix({ needsRoot }) {
  if (!needsRoot || process.getuid() === 0) return [];
  const { status } = await capture("sudo", ["-n", "true"]);
  return status === 0 ? ["sudo", "-n"] : undefined;
}
