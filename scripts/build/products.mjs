import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run, withPath } from "../shared/command.mjs";
import { cargoBuild } from "./cargo-build.mjs";
import { fingerprint, isMadeFrom, noteMadeFrom } from "./fingerprint.mjs";
import { ensureNodeModules } from "../setup/node-modules.mjs";
import { adaptGlue } from "./glue.mjs";
import { addCommonJs } from "./commonjs.mjs";
import { addModule, addModuleFiles, glueDeclarationFiles, glueFile, layPackageFiles } from "./package-files.mjs";
import { compileScripts } from "./package-scripts.mjs";
import {
  builtPageDirectory,
  builtProgram,
  moduleDirectory,
  nameMapPath,
  packageDirectory,
  pageDirectory,
  root,
  targetDirectory,
} from "../shared/paths.mjs";
import { say } from "../shared/say.mjs";
import { addSingleFile } from "./single-file.mjs";
import { shrink } from "./shrink/shrink.mjs";
import { ownVersion } from "../shared/version.mjs";

const moduleSources = [
  ".cargo/config.toml",
  "Cargo.toml",
  "Cargo.lock",
  "src",
  "crates/contract",
  "scripts/build/glue.mjs",
  "scripts/build/products.mjs",
  "scripts/build/shrink",
  "package-lock.json",
];

const packageSources = [
  ...moduleSources,
  "pkg-template",
  "scripts/build/commonjs.mjs",
  "scripts/build/package-files.mjs",
  "scripts/build/package-scripts.mjs",
  "scripts/build/single-file.mjs",
  "LICENSE",
];

/** Makes `pkg/`, unless it is there and nothing it is made of has changed. */
export async function buildPackage({ toolDirectories }) {
  await buildModule(toolDirectories);
  const digest = await fingerprint(packageSources);
  if (existsSync(packageDirectory) && (await isMadeFrom("pkg", digest))) return;
  say("Building the npm package (seconds)");
  const scratch = join(targetDirectory, "package");
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  await compileScripts(scratch);
  await addModule(scratch);
  await addCommonJs(scratch);
  await addSingleFile(scratch);
  await layPackageFiles(scratch);
  // Only now, so that a failed build leaves the last good package in place.
  await rm(packageDirectory, { recursive: true, force: true });
  await rename(scratch, packageDirectory);
  await noteMadeFrom("pkg", digest);
}

/** Makes the WebAssembly module among the package's sources, unless it is there and nothing it is made of has changed. */
async function buildModule(toolDirectories) {
  const digest = await fingerprint(moduleSources);
  const namesPath = nameMapPath(await ownVersion());
  if (existsSync(moduleDirectory) && existsSync(namesPath) && (await isMadeFrom("module", digest))) return;
  say("Building the WebAssembly module (about a minute)");
  const scratch = join(targetDirectory, "module");
  await generateModule(scratch, toolDirectories);
  await writeFile(namesPath, JSON.stringify(await shrink(scratch), null, 1));
  await adaptGlue({ script: join(scratch, glueFile), declarations: join(scratch, glueDeclarationFiles[0]) });
  await addModuleFiles(scratch);
  await rm(moduleDirectory, { recursive: true, force: true });
  await cp(scratch, moduleDirectory, { recursive: true });
  await noteMadeFrom("module", digest);
}

/** Makes the module and its JavaScript in a directory as wasm-pack does, the functions still named. */
export async function generateModule(directory, toolDirectories) {
  await rm(directory, { recursive: true, force: true });
  const wasmPackArguments = [
    "--target",
    "web",
    "--profile",
    "web",
    "--mode",
    "no-install",
    "--no-pack",
    "--no-gitignore",
  ];
  await run("wasm-pack", ["build", root, "--out-dir", directory, ...wasmPackArguments, "--", "--locked"], {
    env: withPath(toolDirectories),
  });
}

/** Makes the demo page in `www/dist/`, unless it is there and nothing it is made of has changed. */
export async function buildPage() {
  const digest = await fingerprint([...packageSources, "www"]);
  if (existsSync(builtPageDirectory) && (await isMadeFrom("page", digest))) return;
  await ensureNodeModules(pageDirectory, { name: "the demo page", time: "seconds" });
  say("Building the demo page (seconds)");
  await run("npm", ["run", "build"], { cwd: pageDirectory });
  await noteMadeFrom("page", digest);
}

/** Builds the simulator and the gateway and returns the paths of the programs. */
export async function buildServers() {
  await cargoBuild({ title: "the servers", packages: ["akool-simulator", "akool-gateway"] });
  return { simulator: builtProgram("akool-simulator"), gateway: builtProgram("akool-gateway") };
}

/**
 * Builds every Rust test, and with them the servers and what puts load on the gateway, with the dependencies as
 * {@link buildServers} has them.
 */
export async function buildNativeTests() {
  say("Building the tests of Rust (minutes the first time)");
  await run("cargo", ["test", "--release", "--locked", "--workspace", "--no-run"]);
}
