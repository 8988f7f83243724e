import { findProgram } from "./command.mjs";
import { installSystemPackages } from "./system-packages.mjs";

/** What the backends of `examples/` are written in, besides Node. */
export async function ensureExampleTools() {
  if (!findProgram("python3")) await installSystemPackages("python", { name: "Python", time: "half a minute" });
  if (!findProgram("go")) await installSystemPackages("go", { name: "Go", time: "half a minute" });
}
