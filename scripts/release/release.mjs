import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { capture, run } from "../shared/command.mjs";
import { Failure, runMain } from "../shared/failure.mjs";
import { moduleFolder, wasmFile } from "../build/package-files.mjs";
import { nameMapPath, packageDirectory, root, targetDirectory } from "../shared/paths.mjs";
import { buildPackage } from "../build/products.mjs";
import {
  checkChangelog,
  checkCleanTree,
  checkNameMap,
  checkNewTag,
  checkPackageVersion,
  checkPrograms,
} from "./release-checks.mjs";
import { gatherReleaseFiles, releaseFilesDirectory, signReleaseFiles } from "./release-files.mjs";
import { builtPlatforms, layServerPackages } from "./server-packages.mjs";
import { say } from "../shared/say.mjs";
import { setUpForPackage } from "../setup/setup.mjs";
import { ownVersion } from "../shared/version.mjs";

/** What crates.io gets: the protocol, which other clients and backends can use. The rest ships as programs or through npm. */
const publishedCrates = ["akool-contract"];
const options = ["--dry-run", "--allow-dirty"];

await runMain(async () => {
  const given = process.argv.slice(2);
  const unknown = given.filter((option) => !options.includes(option));
  const isDry = given.includes("--dry-run");
  const allowDirty = given.includes("--allow-dirty");
  if (unknown.length > 0 || (allowDirty && !isDry)) {
    throw new Failure("npm run release -- [--dry-run [--allow-dirty]]: only a dry run may have changes in the tree");
  }

  const version = await ownVersion();
  if (!allowDirty) await checkCleanTree();
  checkChangelog(await readFile(join(root, "CHANGELOG.md"), "utf8"), version);
  await checkNewTag(version);
  const built = builtPlatforms();
  if (!isDry) checkPrograms(built);
  await buildPackage(await setUpForPackage());
  checkPackageVersion(JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8")), version);

  const names = nameMapPath(version);
  const wasm = await readFile(join(packageDirectory, moduleFolder, wasmFile));
  checkNameMap(JSON.parse(await readFile(names, "utf8")), wasm);

  // The servers first: a launcher without its programs could not run.
  const folders = [...(await layServerPackages(join(targetDirectory, "server-packages"), built)), packageDirectory];
  for (const folder of folders) await describePackage(folder);

  // It needs packages of npm's, which are there once the set-up is done.
  const { writeSboms } = await import("./sbom.mjs");
  await gatherReleaseFiles(built, [names, ...(await writeSboms(version))]);
  if (!isDry) await signReleaseFiles();

  const dryRun = isDry ? ["--dry-run"] : [];
  const dirty = allowDirty ? ["--allow-dirty"] : [];
  // GitHub's workflow has an identity, with which npm signs where and from what the package was built.
  const provenance = process.env.ACTIONS_ID_TOKEN_REQUEST_URL ? ["--provenance"] : [];
  if (provenance.length === 0) say("Without provenance: only the release workflow has an identity that npm can sign");
  // First the crates, since what is there can only be yanked: if one is refused, npm has nothing yet.
  for (const crate of publishedCrates) await run("cargo", ["publish", "-p", crate, "--locked", ...dryRun, ...dirty]);
  for (const folder of folders)
    await run("npm", ["publish", "--access", "public", ...provenance, ...dryRun], { cwd: folder });
  if (!isDry) await run("git", ["tag", "--annotate", `v${version}`, "--message", `Version ${version}`]);
  say(`Attach the files of ${releaseFilesDirectory} to the release: programs, name map, SBOMs, checksums`);
  console.log(isDry ? `dry run of ${version}: everything is ready` : `released ${version}; push the tag v${version}`);
});

/** Says what npm would pack. */
async function describePackage(folder) {
  const { status, stdout, stderr } = await capture("npm", ["pack", "--dry-run", "--json"], { cwd: folder });
  if (status !== 0) throw new Failure(`npm pack failed: ${stderr}`);
  const [packed] = Object.values(JSON.parse(stdout));
  say(`npm: ${packed.name} ${packed.version}, ${packed.entryCount} files, ${packed.size} bytes`);
}
