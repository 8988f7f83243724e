import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture } from "../../scripts/command.mjs";
import { packageDirectory, root } from "../../scripts/paths.mjs";

/** Tools that call home are told not to. */
export const quietEnvironment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };

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

/** Makes a fresh copy of a project of `tests/packaging/` in a folder of its own, with the packed package installed. */
export async function makeProject(name) {
  const folder = await mkdtemp(join(tmpdir(), `akool-${name}-`));
  const { tarball, files } = await packPackage(folder);
  await cp(join(root, "tests/packaging", name), folder, { recursive: true });
  await cp(join(root, "tests/packaging/main-job.js"), join(folder, "main-job.js"));
  const run = async (program, ...programArguments) => {
    const { status, stdout, stderr } = await capture(program, programArguments, { cwd: folder, env: quietEnvironment });
    assert.equal(status, 0, `${program} ${programArguments.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
  };
  await run("npm", "ci", "--no-audit", "--no-fund");
  await run("npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", tarball);
  const manifest = JSON.parse(await readFile(join(folder, "node_modules/akool-image-to-video/package.json"), "utf8"));
  return { folder, tarball, files, manifest, run, remove: () => rm(folder, { recursive: true, force: true }) };
}
