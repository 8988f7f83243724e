import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { capture } from "../../scripts/shared/command.mjs";
import { root } from "../../scripts/shared/paths.mjs";
import { allowed, crates, isAllowed, npmPackages } from "../support/licences.mjs";

test("a licence expression is allowed if allowed licences can meet it", () => {
  for (const expression of ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"]) {
    assert.ok(isAllowed(expression), expression);
  }
  for (const expression of ["GPL-3.0", "MIT AND GPL-3.0", "SEE LICENSE IN file", "", undefined]) {
    assert.ok(!isAllowed(expression), expression);
  }
});

test("cargo deny allows the same licences", async () => {
  const [, list] = /^allow = \[([^\]]*)\]/m.exec(await readFile(join(root, "deny.toml"), "utf8"));
  assert.deepEqual(
    [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name),
    allowed,
  );
});

test("every crate has an allowed licence", async () => {
  const { status, stdout, stderr } = await capture("cargo", ["metadata", "--format-version", "1", "--locked"]);
  assert.equal(status, 0, stderr);
  const found = crates(JSON.parse(stdout));
  assert.ok(found.length > 20, `${found.length} crates`);
  assert.deepEqual(
    found.filter(({ licence }) => !isAllowed(licence)),
    [],
  );
});

/** What lies below these is a stand-in for users' projects. */
const usersProjects = /^(tests\/packaging|tests\/servers\/(simulator-examples|test-runners)|examples)\//;
/** What is built, served or installed by the commands. */
const lockFiles = [
  "bench/client/package-lock.json",
  "bench/gateway/package-lock.json",
  "docs/package-lock.json",
  "package-lock.json",
  "www/package-lock.json",
];

for (const lockFile of lockFiles) {
  test(`every npm package of ${lockFile} has an allowed licence`, async () => {
    const found = await npmPackages(join(root, lockFile));
    assert.ok(found.length > 5, `${found.length} packages`);
    assert.deepEqual(
      found.filter(({ licence }) => !isAllowed(licence)),
      [],
    );
  });
}

test("no other npm lock file has escaped the check", async () => {
  const { stdout } = await capture("git", ["ls-files", "--", "*package-lock.json"]);
  const others = stdout.split("\n").filter((path) => path && !usersProjects.test(path));
  assert.deepEqual(others.sort(), lockFiles);
});
