import { capture, findProgram } from "../shared/command.mjs";

/** What the examples are written in, besides Node: those in `examples/`, and those on the simulator's page. */
export const examplePackages = [
  { thing: "curl", name: "curl", isMissing: () => !findProgram("curl") },
  { thing: "python", name: "Python", isMissing: isPythonMissing },
  { thing: "go", name: "Go", isMissing: () => !findProgram("go") },
];

/** The example's tests need pytest, which pip installs; Debian has pip in a package of its own. */
async function isPythonMissing() {
  return (await capture("python3", ["-c", "import pip"])).status !== 0;
}
