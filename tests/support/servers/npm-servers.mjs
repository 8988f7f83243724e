import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layServerPackages } from "../../../scripts/release/server-packages.mjs";
import { platforms, programFile, servers } from "../../../scripts/release/platforms.mjs";
import { capture, findProgram } from "../../../scripts/shared/command.mjs";
import { builtProgram } from "../../../scripts/shared/paths.mjs";
import { startRegistry } from "./registry.mjs";

/** The platform of this machine. */
export const thisPlatform = platforms.find(
  ({ os, cpu, libc }) => os === process.platform && cpu === process.arch && libc !== "musl",
);

/** What npm and a shell script need. There is no Rust among it. */
const programsOnPath = ["node", "npm", "npx", "sh"];

/**
 * The npm packages of the servers as they are published, with the programs that are built, in a registry on this machine.
 * For other platforms there are packages with nothing in them. `folder` is a fresh one, and `environment` has a PATH
 * without Rust and an empty npm cache.
 */
export async function publishServers() {
  const place = await mkdtemp(join(tmpdir(), "akool-npm-servers-"));
  const folders = await layServerPackages(join(place, "packages"), await layPrograms(place));
  const registry = await startRegistry(folders, {
    isPacked: (name) => servers.some((server) => name === server || name === `${server}-${thisPlatform.name}`),
  });
  const path = join(place, "path");
  await mkdir(path);
  for (const name of programsOnPath)
    await symlink(name === "node" ? process.execPath : findProgram(name), join(path, name));
  const environment = {
    PATH: path,
    HOME: place,
    npm_config_registry: registry.url,
    npm_config_cache: join(place, "cache"),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };
  let projects = 0;
  return {
    registry,
    environment,
    /** A new folder with some packages installed. */
    install: async (...packages) => {
      const folder = join(place, `project-${(projects += 1)}`);
      await mkdir(folder);
      await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
      const { status, stderr } = await capture("npm", ["install", ...packages], { cwd: folder, env: environment });
      assert.equal(status, 0, stderr);
      return folder;
    },
    remove: async () => {
      await registry.stop();
      await rm(place, { recursive: true, force: true });
    },
  };
}

/** The programs that are built, without symbols, as the release workflow builds them, and empty files for other platforms. */
async function layPrograms(place) {
  const built = [];
  for (const platform of platforms) {
    const programs = join(place, "programs", platform.name);
    await mkdir(programs, { recursive: true });
    for (const server of servers) {
      const file = join(programs, programFile(server, platform));
      if (platform !== thisPlatform) await writeFile(file, "");
      else {
        const { status, stderr } = await capture("strip", ["-o", file, builtProgram(server)]);
        assert.equal(status, 0, stderr);
      }
    }
    built.push({ ...platform, programs });
  }
  return built;
}
