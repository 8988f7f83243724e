import { findProgram } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { ensureSystemPackages } from "./system-packages.mjs";

/** A C++ compiler, for the video encoder; and nasm, which makes the encoder quick. */
export const compilerPackages = [
  {
    thing: "compiler",
    name: "a C++ compiler",
    isMissing: () => {
      if (isCompilerThere()) return false;
      if (process.platform !== "darwin") return true;
      throw new Failure("a C++ compiler is missing: run `xcode-select --install`, then try again");
    },
  },
  {
    thing: "nasm",
    name: "nasm",
    // The encoder has assembly for nasm on x86 only.
    isMissing: () => process.arch === "x64" && !findProgram("nasm"),
    without: "videos take longer to encode",
  },
];

/** Makes sure of both. */
export async function ensureCompiler() {
  await ensureSystemPackages(compilerPackages);
}

function isCompilerThere() {
  const compilers = [process.env.CXX, "c++", "g++", "clang++"].filter(Boolean);
  return compilers.some((name) => findProgram(name)) && Boolean(findProgram("cc"));
}
