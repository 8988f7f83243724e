import { existsSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withPath } from "../../scripts/shared/command.mjs";
import { checkBuiltPage, checkProgram, checkServedPage, consumer, withServer } from "./consumers.mjs";
import { picture } from "./picture.mjs";
import { quietEnvironment, runnerIn } from "./project.mjs";

/**
 * Two cells: the app of the project `installers`, into which some package manager installs Vite and the package. `add` installs
 * what its last argument names; `run` runs the app's own tools.
 */
export function installedBy(manager, about, { add, run, from = ({ tarball }) => tarball, env = {} }) {
  /** The manager installs once. What it keeps for other apps stays in the project. */
  const install = async (project, signal) => {
    const folder = join(project.folder, `by-${manager}`);
    const path = withPath([join(project.folder, "node_modules/.bin")], { ...quietEnvironment, ...env });
    const app = { folder, env: path, ...runnerIn(folder, signal, path) };
    if (existsSync(join(folder, "main-job.js"))) return app;
    await cp(join(project.folder, "app"), folder, { recursive: true });
    await writeFile(join(folder, "picture.png"), picture());
    await app.run(...add, await from(project));
    // Last, as the sign that all is there.
    await cp(join(project.folder, "main-job.js"), join(folder, "main-job.js"));
    return app;
  };
  const description = { ...about, name: "installers", rare: true, withPackage: false };
  consumer(description, "development", async (project, signal) => {
    const { folder, env } = await install(project, signal);
    const serve = [...run, "vite", "--host", "127.0.0.1", "--strictPort", "--port"];
    await withServer({ folder, env, path: "/" }, serve, checkServedPage);
  });
  consumer(description, "production", async (project, signal) => {
    const app = await install(project, signal);
    await app.build(...run, "vite", "build");
    await checkBuiltPage(join(app.folder, "dist"));
    await checkProgram(app, [...run, "node", "import.js"]);
  });
}

/** The package as a folder beside the app, as one has it who builds it. */
export async function unpacked(project) {
  const folder = join(project.folder, "package");
  if (existsSync(folder)) return folder;
  await mkdir(folder);
  await project.run("tar", "-xzf", project.tarball, "-C", project.folder);
  return folder;
}
