import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { nodeTools, root, targetDirectory } from "../shared/paths.mjs";
import { ownVersion } from "../shared/version.mjs";
import { platforms, programFile, servers } from "./platforms.mjs";

const sources = join(root, "npm");
/** Declarations that no public type refers to. */
const internalTypes = ["cli.d.ts", "process.d.ts"];
const licences = ["LICENSE", "LICENSE-MIT", "LICENSE-APACHE"];

/** Where `build-programs.mjs` leaves the programs of a platform, and where the release workflow gathers them. */
export const programsDirectory = (platform) => join(targetDirectory, "programs", platform);

/** The platforms whose programs are there, each with the folder that holds them. */
export function builtPlatforms() {
  return platforms
    .map((platform) => ({ ...platform, programs: programsDirectory(platform.name) }))
    .filter((platform) =>
      servers.every((server) => existsSync(join(platform.programs, programFile(server, platform)))),
    );
}

/**
 * Lays the npm packages of the servers into a directory: for each server a launcher, and one package for each of `built`
 * with its program. Returns their folders in the order in which they are to be published: a launcher that is there
 * without its programs could not run.
 */
export async function layServerPackages(directory, built = builtPlatforms()) {
  await rm(directory, { recursive: true, force: true });
  const declarations = join(directory, "types");
  await run(join(nodeTools, "tsc"), ["--project", sources, "--outDir", declarations]);
  const folders = [];
  for (const server of servers) {
    for (const platform of built) folders.push(await layProgram(directory, server, platform));
    folders.push(await layLauncher(directory, server, declarations));
  }
  await rm(declarations, { recursive: true });
  return folders;
}

async function layLauncher(directory, server, declarations) {
  const folder = join(directory, server);
  const template = JSON.parse(await readFile(join(sources, server, "package.json"), "utf8"));
  const version = await ownVersion();
  const manifest = {
    ...template,
    version,
    // The very version: a launcher and a program of two versions would not know each other's flags.
    optionalDependencies: Object.fromEntries(platforms.map(({ name }) => [`${server}-${name}`, version])),
  };
  await layCommon(folder, manifest);
  await cp(join(sources, server, "README.md"), join(folder, "README.md"));
  await bundle(join(sources, server, "src/cli.ts"), join(folder, "bin", `${server}.js`), manifest);
  if (!template.exports["."]) return folder;
  await bundle(join(sources, server, "src/index.ts"), join(folder, "index.js"), manifest);
  const types = join(declarations, server, "src");
  for (const name of await readdir(types))
    if (!internalTypes.includes(name)) await cp(join(types, name), join(folder, name));
  return folder;
}

async function layProgram(directory, server, { name, os, cpu, libc, programs }) {
  const folder = join(directory, `${server}-${name}`);
  const file = programFile(server, { os });
  const template = JSON.parse(await readFile(join(sources, server, "package.json"), "utf8"));
  const { license, homepage, repository, bugs, engines } = template;
  await layCommon(folder, {
    name: `${server}-${name}`,
    version: await ownVersion(),
    description: `The program of ${server} for ${name}. Install ${server} instead: it chooses the right one. Unofficial.`,
    ...{ license, homepage, repository, bugs, engines },
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
    // Yarn keeps packages in archives, out of which no program can be started.
    preferUnplugged: true,
  });
  await mkdir(join(folder, "bin"));
  await cp(join(programs, file), join(folder, "bin", file));
  await chmod(join(folder, "bin", file), 0o755);
  await writeFile(
    join(folder, "README.md"),
    `# ${server}-${name}\n\nThe program of \`${server}\` for ${name}. Unofficial.\n`,
  );
  return folder;
}

async function layCommon(folder, manifest) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of licences) await cp(join(root, name), join(folder, name));
}

/** One file for each entry point, with the finished manifest in it. */
async function bundle(source, outfile, manifest) {
  // Not at the top: npm installs it in the course of a build.
  const { build } = await import("esbuild");
  const { warnings } = await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    charset: "utf8",
    logLevel: "warning",
    plugins: [
      {
        name: "finished manifest",
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]package\.json$/ }, () => ({ contents: JSON.stringify(manifest), loader: "json" }));
        },
      },
    ],
  });
  if (warnings.length > 0) throw new Failure(`${source} was bundled with warnings (see above)`);
  const text = await readFile(outfile, "utf8");
  if (source.endsWith("cli.ts")) await writeFile(outfile, `#!/usr/bin/env node\n${text}`);
}
