import { capture, findProgram, run } from "./command.mjs";
import { Failure } from "./failure.mjs";
import { say } from "./say.mjs";

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
      browser: ["chromium", "chromium-driver"],
      postgres: ["postgresql"],
      curl: ["curl"],
      python: ["python3"],
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
      browser: ["chromium", "chromedriver"],
      postgres: ["postgresql-server"],
      curl: ["curl"],
      python: ["python3"],
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
      browser: ["chromium"],
      postgres: ["postgresql"],
      curl: ["curl"],
      python: ["python"],
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
 * Installs what provides a thing ("compiler", "nasm", "browser"…) through the system's package manager. Where nobody
 * may do that without being asked, it throws a {@link Failure} that names the command to type.
 */
export async function installSystemPackages(thing, { name, time, otherwise = "install it" }) {
  const manager = findManager();
  const packages = manager?.packages[thing];
  if (!packages) throw new Failure(`${name} is missing: ${otherwise}, then try again`);
  const prefix = await rootPrefix(manager);
  const command = [manager.program, ...manager.install, ...packages];
  const typed = `${manager.needsRoot ? "sudo " : ""}${[manager.program, manager.install[0], ...packages].join(" ")}`;
  const instruction = `${name} is missing: run \`${typed}\`, then try again`;
  if (!prefix) throw new Failure(instruction);

  say(`Installing ${name} with ${manager.program} (${time})`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", HOMEBREW_NO_AUTO_UPDATE: "1" };
  if (manager.refresh && !refreshed) {
    const [program, ...rest] = [...prefix, manager.program, ...manager.refresh];
    await run(program, rest, { env, onFailure: instruction });
    refreshed = true;
  }
  const [program, ...rest] = [...prefix, ...command];
  await run(program, rest, { env, onFailure: instruction });
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
