import assert from "node:assert/strict";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { platforms } from "../../scripts/release/platforms.mjs";
import { gatherReleaseFiles, signReleaseFiles } from "../../scripts/release/release-files.mjs";
import { signChecksums } from "../../scripts/release/checksums.mjs";
import { capture } from "../../scripts/shared/command.mjs";
import { docsDirectory } from "../../scripts/shared/paths.mjs";
import { samples } from "../support/markdown.mjs";

const linux = platforms.find(({ name }) => name === "linux-x64");
const windows = platforms.find(({ name }) => name === "win32-x64");

let place, files, signers, key;
before(async () => {
  place = await mkdtemp(join(tmpdir(), "akool-checksums-"));
  ({ key, signers } = await makeKey("key"));
  files = join(place, "files");
});
after(() => rm(place, { recursive: true, force: true }));

/** A key that is thrown away, and the file that names it as the release's. */
async function makeKey(name) {
  const path = join(place, name);
  const options = ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path];
  assert.equal((await capture("ssh-keygen", options)).status, 0);
  const file = `${path}.signers`;
  await writeFile(file, `release namespaces="file" ${await readFile(`${path}.pub`, "utf8")}`);
  return { key: await readFile(path, "utf8"), signers: file };
}

async function gather() {
  const built = [];
  for (const platform of [linux, windows]) {
    const programs = join(place, "programs", platform.name);
    await mkdir(programs, { recursive: true });
    const end = platform === windows ? ".exe" : "";
    for (const name of ["akool-gateway", "akool-simulator"]) await writeFile(join(programs, `${name}${end}`), name);
    built.push({ ...platform, programs });
  }
  const sbom = join(place, "sbom.cdx.json");
  await writeFile(sbom, "{}");
  await gatherReleaseFiles(built, [sbom], files);
  await signChecksums(files, key, signers);
}

/** The commands of the guide, but for the downloads. */
async function verifyAsDocumented(signersFile) {
  const page = await readFile(join(docsDirectory, "install-servers.md"), "utf8");
  const sample = samples(page).find(({ code }) => code.includes("ssh-keygen -Y verify"));
  const [, commands] = /^(ssh-keygen [\s\S]*)^chmod/m.exec(sample.code);
  await writeFile(join(files, "release-signers"), await readFile(signersFile));
  const outcome = await capture("sh", ["-ec", commands], { cwd: files });
  await rm(join(files, "release-signers"));
  return outcome;
}

test("a release has the programs under names of their own, and checksums that the documented commands accept", async () => {
  await gather();
  const programs = ["akool-gateway", "akool-simulator"].flatMap((name) => [
    `${name}-linux-x64`,
    `${name}-win32-x64.exe`,
  ]);
  const expected = ["SHA256SUMS", "SHA256SUMS.sig", ...programs, "sbom.cdx.json"].toSorted();
  assert.deepEqual((await readdir(files)).toSorted(), expected);
  const { status, stdout, stderr } = await verifyAsDocumented(signers);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^Good "file" signature for release/);
  assert.equal(stdout.match(/: OK$/gm).length, 5);
});

test("the documented commands refuse a changed program, changed checksums, and another's signature", async () => {
  await gather();
  await appendFile(join(files, "akool-gateway-linux-x64"), "!");
  const changedProgram = await verifyAsDocumented(signers);
  assert.notEqual(changedProgram.status, 0);
  assert.match(changedProgram.stdout, /akool-gateway-linux-x64: FAILED/);

  await gather();
  await appendFile(join(files, "SHA256SUMS"), `${"0".repeat(64)}  other\n`);
  const changedList = await verifyAsDocumented(signers);
  assert.notEqual(changedList.status, 0);
  assert.doesNotMatch(changedList.stdout, /: OK/);

  await gather();
  const other = await makeKey("other");
  assert.notEqual((await verifyAsDocumented(other.signers)).status, 0);
});

test("a release is not made without a key, nor with one that users cannot check", async () => {
  await assert.rejects(signReleaseFiles("", files), /RELEASE_SIGNING_KEY is missing: .*release-signers/);
  const stranger = await makeKey("stranger");
  await assert.rejects(signChecksums(files, stranger.key, signers), /ssh-keygen could not verify/);
  await assert.rejects(signChecksums(files, "no key", signers), /ssh-keygen could not sign/);
});
