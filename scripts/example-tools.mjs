import { findProgram } from "./command.mjs";
import { installSystemPackages } from "./system-packages.mjs";

/** What the examples are written in, besides Node: those in `examples/`, and those on the simulator's page. */
export async function ensureExampleTools() {
  if (!findProgram("curl")) await installSystemPackages("curl", { name: "curl", time: "seconds" });
  if (!findProgram("python3")) await installSystemPackages("python", { name: "Python", time: "half a minute" });
  if (!findProgram("go")) await installSystemPackages("go", { name: "Go", time: "half a minute" });
}
