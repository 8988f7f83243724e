import { findProgram } from "../shared/command.mjs";

/** What the examples are written in, besides Node: those in `examples/`, and those on the simulator's page. */
export const examplePackages = [
  { thing: "curl", name: "curl", isMissing: () => !findProgram("curl") },
  { thing: "python", name: "Python", isMissing: () => !findProgram("python3") },
  { thing: "go", name: "Go", isMissing: () => !findProgram("go") },
];
