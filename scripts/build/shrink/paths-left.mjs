import { homedir } from "node:os";
import { Failure } from "../../shared/failure.mjs";
import { root } from "../../shared/paths.mjs";

/** What no published file may contain: where things are on the machine that built it. */
export function machinePaths() {
  const directories = [homedir(), root].filter((path) => path.length > 1).map((path) => `${path}/`);
  return ["/.cargo/", "/.rustup/", ...directories];
}

/** Fails if a module still contains a path of the building machine. */
export function checkNoPaths(bytes) {
  const left = machinePaths().filter((path) => bytes.includes(path));
  if (left.length > 0) throw new Failure(`the module contains paths of this machine: ${left.join(", ")}`);
}
