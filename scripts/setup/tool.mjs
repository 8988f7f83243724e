import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { capture, isExecutable, run } from "../shared/command.mjs";
import { cacheDirectory } from "../shared/paths.mjs";
import { installReleaseArchive } from "./release-archive.mjs";
import { say } from "../shared/say.mjs";
import { lockedCrateVersion } from "../shared/version.mjs";

const wasmPackVersion = "0.15.1";

const geckodriverVersion = "0.37.1";
const geckodriver = {
  crate: "geckodriver",
  version: geckodriverVersion,
  repository: "mozilla/geckodriver",
  tag: `v${geckodriverVersion}`,
  build: {
    "linux-x64": "linux64.",
    "linux-arm64": "linux-aarch64.",
    "darwin-x64": "macos.",
    "darwin-arm64": "macos-aarch64.",
  }[`${process.platform}-${process.arch}`],
  programs: ["geckodriver"],
  minutes: "2 to 5 minutes",
};

/**
 * One directory for all tools, which share many crates. It is kept until they are complete, so that an interrupted build
 * continues where it stopped.
 */
const buildDirectory = join(cacheDirectory, "tools.build");

/** Each tool runs for a second or two at a time: optimising takes longer than it ever saves. */
const quickBuild = { CARGO_PROFILE_RELEASE_OPT_LEVEL: "0", CARGO_PROFILE_RELEASE_DEBUG: "false" };

/** Firefox's WebDriver server, as {@link ensureGeckodriver} lays it. */
export const geckodriverProgram = join(homeOf(geckodriver), "bin", "geckodriver");

/** Makes sure of Firefox's WebDriver server. */
export async function ensureGeckodriver() {
  await ensureTool(geckodriver);
  await removeBuildDirectory();
}

/** Makes sure of wasm-pack and wasm-bindgen and returns the directories of their programs. */
export async function ensureWebTools() {
  // The command line tool and the library must be of one version; Cargo.lock decides.
  const bindgenVersion = await lockedCrateVersion("wasm-bindgen");
  const directories = [
    await ensureTool({
      crate: "wasm-pack",
      version: wasmPackVersion,
      repository: "wasm-bindgen/wasm-pack",
      tag: `v${wasmPackVersion}`,
      programs: ["wasm-pack"],
      minutes: "one to three minutes",
    }),
    await ensureTool({
      crate: "wasm-bindgen-cli",
      // Its TLS library is for browsers on other machines; the tests' are on this one.
      features: ["--no-default-features"],
      version: bindgenVersion,
      repository: "wasm-bindgen/wasm-bindgen",
      tag: bindgenVersion,
      programs: ["wasm-bindgen", "wasm-bindgen-test-runner"],
      minutes: "about two minutes",
    }),
  ];
  await removeBuildDirectory();
  return directories;
}

function homeOf({ crate, version }) {
  return join(cacheDirectory, `${crate}-${version}`);
}

async function ensureTool(tool) {
  const home = homeOf(tool);
  const programDirectory = join(home, "bin");
  if (await works(programDirectory, tool)) return programDirectory;

  // Laid beside its place and moved there when complete, so that no other set-up sees half of it.
  const unfinished = `${home}.unfinished-${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await fetchPrebuilt(join(unfinished, "bin"), tool);
  } catch (reason) {
    say(`No prebuilt ${tool.crate} ${tool.version}: ${reason.message}`);
    await buildFromSource(unfinished, tool);
  }
  await rm(home, { recursive: true, force: true });
  await rename(unfinished, home);
  return programDirectory;
}

async function works(directory, { programs, version }) {
  for (const program of programs) {
    const path = join(directory, program);
    if (!isExecutable(path)) return false;
    const { status, stdout } = await capture(path, ["--version"]);
    if (status !== 0 || !stdout.split(/\s+/).includes(version)) return false;
  }
  return true;
}

async function fetchPrebuilt(directory, tool) {
  say(`Fetching ${tool.crate} ${tool.version}`);
  await installReleaseArchive({ ...tool, directory });
  if (!(await works(directory, tool))) throw new Error("it does not run on this machine");
}

async function buildFromSource(directory, { crate, version, features = [], minutes }) {
  say(`Building ${crate} ${version} from source, once for all checkouts (${minutes})`);
  // Not --locked: the lock file that wasm-bindgen-cli ships names a withdrawn version.
  await run(
    "cargo",
    ["install", crate, "--version", version, ...features, "--root", directory, "--no-track", "--force"],
    {
      cwd: cacheDirectory,
      env: { ...process.env, ...quickBuild, CARGO_TARGET_DIR: buildDirectory },
      onFailure: `${crate} ${version} could not be built (see above); with a network connection, try again`,
    },
  );
}

async function removeBuildDirectory() {
  await rm(buildDirectory, { recursive: true, force: true });
}
