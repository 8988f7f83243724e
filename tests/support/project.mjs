import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { capture } from "../../scripts/shared/command.mjs";
import { packageDirectory, root } from "../../scripts/shared/paths.mjs";

/** Tools that call home are told not to. */
export const quietEnvironment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };

/** The slowest, npm's installation of Nuxt, takes half a minute on two idle cores. */
export const toolLimitMs = 300_000;

/** What is in npm's cache is not asked for again; what is fetched is told, for the case that it hangs. */
const quietNpm = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=http"];

/** Packs the npm package as publishing would; resolves with the path of the tarball and the names of what is in it. */
export async function packPackage(folder) {
  const { status, stdout, stderr } = await capture("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: packageDirectory,
  });
  assert.equal(status, 0, stderr);
  const answer = JSON.parse(stdout);
  // An array up to npm 11, an object by package name since.
  const [packed] = Array.isArray(answer) ? answer : Object.values(answer);
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

let packing;

/** The packed package, which every project of a test file installs. */
function packOnce() {
  packing ??= mkdtemp(join(tmpdir(), "akool-packed-")).then((folder) => {
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    return packPackage(folder);
  });
  return packing;
}

/** What every project may import. */
const sharedSources = ["main-job.js", "binding-job.js"];

/**
 * Makes a fresh copy of a project of `tests/packaging/projects/`, or of one named from there, in a folder of its own, with the
 * packed package installed, unless `withPackage` is false. `run` runs a tool in it, which may take no longer than its limit and
 * not outlive `signal`; `build` gives one that hangs a second try; `within` gives both with another signal. With `sources`, the files are those of another project; its own
 * manifest and lock file name other versions.
 */
export async function makeProject(name, { signal, sources, withPackage = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), `akool-${basename(name)}-`));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  const { tarball, files } = await packOnce();
  const projects = join(root, "tests/packaging/projects");
  if (sources) await cp(join(projects, sources), folder, { recursive: true });
  await cp(join(projects, name), folder, { recursive: true });
  for (const file of sharedSources) await cp(join(projects, file), join(folder, file));
  const { run, build } = runnerIn(folder, signal);
  try {
    await checkLockFile(folder);
    // One command for both, which reads the lock file: else every dependency would be resolved anew, to whatever is the latest.
    await run("npm", "install", "--no-save", ...quietNpm, ...(withPackage ? [tarball] : []));
  } catch (error) {
    await remove();
    throw error;
  }
  const manifest = withPackage
    ? JSON.parse(await readFile(join(folder, "node_modules/akool-image-to-video/package.json"), "utf8"))
    : undefined;
  const project = { folder, tarball, files, manifest, run, build, remove };
  return { ...project, within: (signal) => ({ ...project, ...runnerIn(folder, signal) }) };
}

/** Runs tools in a folder, until a signal ends them. */
export function runnerIn(folder, signal, env = quietEnvironment) {
  const run = async (program, ...programArguments) => {
    const options = { cwd: folder, env, limitMs: toolLimitMs, signal };
    const { status, wasEnded, stdout, stderr } = await capture(program, programArguments, options);
    if (status === 0 && !wasEnded) return stdout;
    const how = wasEnded ? "took too long and was ended" : `status ${status}`;
    const error = new Error(`${program} ${programArguments.join(" ")}: ${how}\n${stdout}\n${stderr}`);
    throw Object.assign(error, { wasEnded });
  };
  // Bundlers leave work to other processes, and once in a long while wait for one that does not end. `next build
  // --webpack` did so on a machine of the tests, and not once in eleven runs that were to show why.
  const build = async (...command) => {
    try {
      return await run(...command);
    } catch (error) {
      if (!error.wasEnded || signal?.aborted) throw error;
      console.log(`${error.message}\nIt is tried once more.`);
      return run(...command);
    }
  };
  return { run, build };
}

/** `npm install` would repair a lock file that does not fit the manifest, with the latest versions. */
async function checkLockFile(folder) {
  const [manifest, lock] = await Promise.all(
    ["package.json", "package-lock.json"].map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8"))),
  );
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies"])
    assert.deepEqual(
      lock.packages[""][kind],
      manifest[kind],
      `package-lock.json does not fit the ${kind} of package.json`,
    );
}
