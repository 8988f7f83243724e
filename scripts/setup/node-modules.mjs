import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../shared/command.mjs";
import { say } from "../shared/say.mjs";

/** Installs what a folder's package-lock.json names, unless that was done already. */
export async function ensureNodeModules(directory, { name, time }) {
  const lock = await readFile(join(directory, "package-lock.json"));
  const digest = createHash("sha256").update(lock).update(process.version).digest("hex");
  const stamp = join(directory, "node_modules", ".installed");
  if ((await readFile(stamp, "utf8").catch(() => "")) === digest) return;
  say(`Installing the npm packages of ${name} (${time})`);
  await run("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: directory,
    onFailure: `the npm packages of ${name} could not be installed (see above); with a network connection, try again`,
  });
  await writeFile(stamp, digest);
}
