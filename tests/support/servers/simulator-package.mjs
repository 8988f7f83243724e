import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layServerPackages } from "../../../scripts/release/server-packages.mjs";
import { builtProgram } from "../../../scripts/shared/paths.mjs";

/**
 * The npm package of the simulator as it is published, but for the program, which a variable names. `linkInto` puts it
 * where a project finds it.
 */
export async function laySimulatorPackage() {
  const place = await mkdtemp(join(tmpdir(), "akool-simulator-package-"));
  await layServerPackages(join(place, "packages"), []);
  const directory = join(place, "packages/akool-simulator");
  return {
    place,
    directory,
    environment: { ...process.env, AKOOL_SIMULATOR_BINARY: builtProgram("akool-simulator") },
    linkInto: async (project) => {
      await mkdir(join(project, "node_modules"), { recursive: true });
      await symlink(directory, join(project, "node_modules/akool-simulator"));
    },
    remove: () => rm(place, { recursive: true, force: true }),
  };
}
