import { findProgram } from "./command.mjs";
import { Failure } from "./failure.mjs";
import { say } from "./say.mjs";
import { installSystemPackages } from "./system-packages.mjs";

/** Makes sure of a C++ compiler, for the video encoder, and of nasm, which makes the encoder quick. */
export async function ensureCompiler() {
  await ensureCxx();
  await ensureNasm();
}

async function ensureCxx() {
  const compilers = [process.env.CXX, "c++", "g++", "clang++"].filter(Boolean);
  const isThere = () => compilers.some((name) => findProgram(name)) && findProgram("cc");
  if (isThere()) return;
  if (process.platform === "darwin") {
    throw new Failure("a C++ compiler is missing: run `xcode-select --install`, then try again");
  }
  await installSystemPackages("compiler", { name: "a C++ compiler", time: "about a minute" });
  if (!isThere()) throw new Failure("a C++ compiler is missing: install one as `c++`, then try again");
}

async function ensureNasm() {
  // The encoder has assembly for nasm on x86 only.
  if (process.arch !== "x64" || findProgram("nasm")) return;
  try {
    await installSystemPackages("nasm", { name: "nasm", time: "seconds" });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(`Going on without nasm, so videos take longer to encode (${error.message})`);
  }
}
