import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../shared/command.mjs";
import { say } from "../shared/say.mjs";

/** Installs what a folder's package-lock.json names, unless that was done already. */
export async function ensureNodeModules(directory, { name, time }) {
  const digest = await digestOf(directory);
  if ((await readFile(stampIn(directory), "utf8").catch(() => "")) === digest) return;
  say(`Installing the npm packages of ${name} (${time})`);
  // No package here needs a script of its own, and this repository's builds the npm package.
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: directory,
    onFailure: `the npm packages of ${name} could not be installed (see above); with a network connection, try again`,
  });
  await noteNodeModules(directory);
}

/** Notes that what a folder's package-lock.json names is installed. */
export async function noteNodeModules(directory) {
  await writeFile(stampIn(directory), await digestOf(directory));
}

const stampIn = (directory) => join(directory, "node_modules", ".installed");

async function digestOf(directory) {
  const lock = await readFile(join(directory, "package-lock.json"));
  return createHash("sha256").update(lock).update(process.version).digest("hex");
}
