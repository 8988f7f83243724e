import { ensureBrowser } from "./browsers/browser.mjs";
import { buildahPackages } from "./buildah.mjs";
import { compilerPackages } from "./compiler.mjs";
import { enginePackages, ensureEngines } from "./browsers/engines.mjs";
import { examplePackages } from "./example-tools.mjs";
import { Failure } from "../shared/failure.mjs";
import { nginxPackages } from "./nginx.mjs";
import { ensureNodeModules } from "./node-modules.mjs";
import { docsDirectory, root } from "../shared/paths.mjs";
import { postgresPackages } from "./postgres.mjs";
import { ensureRust } from "./rust.mjs";
import { say } from "../shared/say.mjs";
import { ensureSystemPackages } from "./system-packages.mjs";
import { ensureWebTools } from "./tool.mjs";
import { isAtLeast, parseVersion } from "../shared/version.mjs";

const minimumNode = [20, 19];

/** What building the servers takes. */
export async function setUpForServers(systemPackages = compilerPackages) {
  checkNode();
  await ensureRust();
  await ensureSystemPackages(systemPackages);
}

/** What building the npm package takes beside {@link setUpForServers}. Returns the directories of the tools. */
export async function setUpTools() {
  await ensureNodeModules(root, { name: "this repository", time: "seconds" });
  // Building them from source takes a linker, which comes with the compiler.
  return { toolDirectories: await ensureWebTools() };
}

/** What building the npm package takes. Returns the directories of the tools. */
export async function setUpForPackage() {
  await setUpForServers();
  return setUpTools();
}

/**
 * What the tests take: all of the above, browsers, a database server, a proxy, what builds images, what examples are written for, and the parsers of
 * the documentation's samples. Two files of tests run at a time, so none of them can install anything in a shared place.
 */
export async function setUpForTests() {
  // Asked for together, so that there is one question at the beginning, and none later.
  await setUpForServers([
    ...compilerPackages,
    ...enginePackages(),
    ...postgresPackages,
    ...examplePackages,
    ...nginxPackages,
    ...buildahPackages,
  ]);
  const tools = await setUpTools();
  await ensureDocsModules();
  const browser = await ensureBrowser();
  await ensureEngines();
  say("Set-up is complete");
  return { ...tools, browser };
}

/** What builds the documentation's site, and reads its samples. */
export function ensureDocsModules() {
  return ensureNodeModules(docsDirectory, { name: "the documentation", time: "seconds" });
}

function checkNode() {
  if (process.platform === "win32") throw new Failure("Windows is not supported; WSL is");
  if (!isAtLeast(parseVersion(process.version), minimumNode)) {
    throw new Failure(
      `Node ${minimumNode.join(".")} or newer is needed, this is ${process.version}: install it from https://nodejs.org`,
    );
  }
}
