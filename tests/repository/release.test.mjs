import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { capture } from "../../scripts/shared/command.mjs";
import {
  checkChangelog,
  checkCleanTree,
  checkNameMap,
  checkNewTag,
  checkPackageVersion,
  checkPrograms,
} from "../../scripts/release/release-checks.mjs";
import { platforms } from "../../scripts/release/platforms.mjs";
import { digestOf } from "../../scripts/build/shrink/name-map.mjs";
import { ownVersion } from "../../scripts/shared/version.mjs";
import { startCommand } from "../support/servers/processes.mjs";

/** An SBOM names its artefact, and for the programs every crate with a licence. */
function checkSbom({ bomFormat, metadata, components = [], dependencies }, version) {
  assert.equal(bomFormat, "CycloneDX");
  assert.equal(metadata.component.version, version);
  const { name } = metadata.component;
  const names = components.map((component) => component.name);
  const expected = { "akool-gateway": "axum", "akool-simulator": "hyper", "akool-image-to-video": "wasm-bindgen" }[
    name
  ];
  if (!expected) return assert.deepEqual(components, [], name);
  assert.ok(names.includes(expected), `${name}: ${names}`);
  assert.ok(!names.includes("akool-test-postgres"), name);
  for (const { licenses, purl } of components) assert.ok(licenses.length === 1 && purl.startsWith("pkg:cargo/"), purl);
  assert.equal(dependencies.length, components.length + 1);
}

const release = (...options) => startCommand("npm", ["run", "--silent", "release", "--", ...options]).ended;

test("a dry run goes all the way for npm and crates.io, and changes nothing", async () => {
  const before = await capture("git", ["tag", "--list"]);
  const { status, stdout, stderr } = await release("--dry-run", "--allow-dirty");
  assert.equal(status, 0, stderr);
  assert.equal(stdout, `dry run of ${await ownVersion()}: everything is ready\n`);
  for (const name of ["akool-image-to-video", "akool-gateway", "akool-simulator"])
    assert.match(stderr, new RegExp(`npm: ${name} \\d`));
  const [, files] = /Attach the files of (\S+) to the release/.exec(stderr);
  const names = await readdir(files);
  for (const name of [`names-${await ownVersion()}.json`, "SHA256SUMS"]) assert.ok(names.includes(name), `${names}`);
  const sboms = names.filter((name) => name.endsWith(".cdx.json"));
  assert.equal(sboms.length, 4, `${names}`);
  for (const name of sboms) checkSbom(JSON.parse(await readFile(join(files, name), "utf8")), await ownVersion());
  assert.match(stderr, /Uploading akool-contract|aborting upload due to dry run/);
  assert.deepEqual(await capture("git", ["tag", "--list"]), before);
});

test("a real release takes no changes along", async () => {
  const { status, stderr } = await release("--allow-dirty");
  assert.equal(status, 1);
  assert.match(stderr, /^error: npm run release -- \[--dry-run/);
  assert.equal((await release("--force")).status, 1);
});

test("what is not committed or already tagged is not released", async () => {
  const folder = await mkdtemp(join(tmpdir(), "akool-release-"));
  const git = (...input) =>
    capture("git", ["-c", "user.name=T", "-c", "user.email=t@example.com", ...input], { cwd: folder });
  try {
    await git("init", "--quiet");
    await writeFile(join(folder, "file"), "text");
    await assert.rejects(checkCleanTree(folder), /commit or undo first: \?\? file/);
    await git("add", "file");
    await git("commit", "--quiet", "--message", "file");
    await checkCleanTree(folder);
    await checkNewTag("1.0.0", folder);
    await git("tag", "v1.0.0");
    await assert.rejects(checkNewTag("1.0.0", folder), /v1\.0\.0 is tagged already/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("the changelog has to say what a version brings, and when", () => {
  const entry = (head, body = "- Something") =>
    `# Changelog\n\n## [Unreleased]\n\n${head}\n\n${body}\n\n## [0.9.0] - 2026-01-01\n\n- Old\n`;
  checkChangelog(entry("## [1.0.0] - 2026-02-01"), "1.0.0");
  assert.throws(() => checkChangelog(entry("## [1.0.0]"), "1.0.0"), /needs a date/);
  assert.throws(() => checkChangelog(entry("## [1.0.0] - 2026-02-01", "Soon."), "1.0.0"), /says nothing/);
  assert.throws(
    () => checkChangelog(entry("## [1.0.1] - 2026-02-01"), "1.0.0"),
    /first entry must be of 1\.0\.0, it is of 1\.0\.1/,
  );
  assert.throws(() => checkChangelog("# Changelog\n", "1.0.0"), /it is of nothing/);
});

test("a package of another version is not released", () => {
  assert.throws(() => checkPackageVersion({ version: "1.0.1" }, "1.0.0"), /pkg\/ has version 1\.0\.1/);
});

test("a release has the servers' programs for every platform", () => {
  checkPrograms(platforms);
  assert.throws(() => checkPrograms(platforms.slice(2)), /there are no programs for linux-x64, linux-x64-musl: /);
});

test("a name map of another module is not released", () => {
  const wasm = Buffer.from("module");
  checkNameMap({ sha256: digestOf(wasm) }, wasm);
  assert.throws(() => checkNameMap({ sha256: digestOf(wasm) }, Buffer.from("other")), /of another module/);
});
