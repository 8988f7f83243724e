import { chmod, cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../shared/command.mjs";
import { Failure, runMain } from "../shared/failure.mjs";
import { targetDirectory } from "../shared/paths.mjs";
import { platforms, programFile, servers } from "./platforms.mjs";
import { programsDirectory } from "./server-packages.mjs";

/**
 * Builds the servers for a platform: `node scripts/release/build-programs.mjs linux-arm64`. For Linux it takes cargo-zigbuild and
 * zig; for macOS and Windows a machine with that system. `--profile release` is quicker, for trials.
 */
await runMain(async () => {
  const [name, option, profile = "dist"] = process.argv.slice(2);
  const platform = platforms.find((one) => one.name === name);
  if (!platform || (option && option !== "--profile")) {
    throw new Failure(`name one platform, and perhaps --profile: ${platforms.map((one) => one.name).join(", ")}`);
  }
  const { target, zigTarget } = platform;
  await run("rustup", ["target", "add", target]);
  const packages = servers.flatMap((server) => ["--package", server]);
  const programs = servers.flatMap((server) => ["--bin", server]);
  const env = {
    ...process.env,
    // Symbols are three quarters of the files.
    [`CARGO_PROFILE_${profile.toUpperCase()}_STRIP`]: "symbols",
    // No Visual C++ runtime has to be installed.
    CARGO_TARGET_X86_64_PC_WINDOWS_MSVC_RUSTFLAGS: "-C target-feature=+crt-static",
  };
  const command = zigTarget ? ["zigbuild", "--target", zigTarget] : ["build", "--target", target];
  await run("cargo", [...command, "--profile", profile, "--locked", ...packages, ...programs], { env });
  const folder = programsDirectory(name);
  await mkdir(folder, { recursive: true });
  for (const server of servers) {
    const file = programFile(server, platform);
    await cp(join(targetDirectory, target, profile, file), join(folder, file));
    await chmod(join(folder, file), 0o755);
  }
  console.log(folder);
});
