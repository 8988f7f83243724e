import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { capture, findProgram, run } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { say } from "../shared/say.mjs";
import { isAtLeast, parseVersion } from "../shared/version.mjs";

const minimum = [1, 95];
const webTarget = "wasm32-unknown-unknown";

/** Makes sure of a Rust that is new enough and can build for the web. */
export async function ensureRust() {
  useCargoHome();
  const { status, stdout } = await capture("rustc", ["--version"]);
  if (status === undefined || !findProgram("cargo")) {
    throw new Failure("Rust is missing: install it from https://rustup.rs, then try again");
  }
  const version = parseVersion(stdout);
  if (status !== 0 || !version) {
    throw new Failure("`rustc --version` does not work: run `rustup default stable`, then try again");
  }
  if (!isAtLeast(version, minimum)) {
    throw new Failure(
      `Rust ${minimum.join(".")} or newer is needed, this is ${version.join(".")}: run \`rustup update stable\`, then try again`,
    );
  }
  await ensureWebTarget();
}

/** rustup's installer changes the PATH of the next shell only. */
function useCargoHome() {
  const programs = join(process.env.CARGO_HOME || join(homedir(), ".cargo"), "bin");
  if (!findProgram("cargo") && existsSync(join(programs, "cargo"))) process.env.PATH += `:${programs}`;
}

async function ensureWebTarget() {
  const { stdout } = await capture("rustc", ["--print", "sysroot"]);
  if (existsSync(join(stdout.trim(), "lib", "rustlib", webTarget, "lib"))) return;
  if (!findProgram("rustup")) {
    throw new Failure(
      `Rust's target ${webTarget} is missing and there is no rustup to add it: install Rust from https://rustup.rs`,
    );
  }
  say(`Adding Rust's target ${webTarget} (about a minute)`);
  await run("rustup", ["target", "add", webTarget], {
    onFailure: `Rust's target ${webTarget} is missing: run \`rustup target add ${webTarget}\`, then try again`,
  });
}
