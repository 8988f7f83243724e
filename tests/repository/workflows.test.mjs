import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, test } from "node:test";
import { platforms } from "../../scripts/release/platforms.mjs";
import { capture } from "../../scripts/shared/command.mjs";
import { docsDirectory, root } from "../../scripts/shared/paths.mjs";

const folder = join(root, ".github/workflows");
let workflows;
before(async () => {
  const { parse } = createRequire(join(docsDirectory, "package.json"))("yaml");
  const read = async (name) => {
    const text = await readFile(join(folder, name), "utf8");
    return { name, text, jobs: Object.values(parse(text).jobs), permissions: parse(text).permissions };
  };
  workflows = await Promise.all((await readdir(folder)).map(read));
});

test("every action is pinned by its commit and says which version that is", () => {
  for (const { name, text } of workflows) {
    const uses = text.match(/uses: .*/g);
    for (const line of uses) assert.match(line, /^uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
  }
});

test("the workflows call the commands that this repository has, and CI calls what .ci/run is", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const { name, jobs, permissions } of workflows) {
    assert.deepEqual(permissions, { contents: "read" }, name);
    for (const { run } of jobs.flatMap(({ steps }) => steps))
      for (const [, script] of (run ?? "").matchAll(/npm run ([\w-]+)/g))
        assert.ok(scripts[script], `${name}: ${script}`);
    for (const { run } of jobs.flatMap(({ steps }) => steps))
      for (const [, script] of (run ?? "").matchAll(/node (\S+\.mjs)/g))
        assert.ok(existsSync(join(root, script)), `${name}: ${script}`);
  }
  const ci = workflows.find(({ name }) => name === "ci.yml");
  assert.ok(ci.jobs.some(({ steps }) => steps.some(({ run }) => run === "bash .ci/run")));
});

test("the release builds the servers for every platform that npm gets a package for", () => {
  const { jobs } = workflows.find(({ name }) => name === "release.yml");
  const [matrix] = jobs.map(({ strategy }) => strategy?.matrix).filter(Boolean);
  assert.deepEqual(
    matrix.include.map(({ platform }) => platform),
    platforms.map(({ name }) => name),
  );
  for (const { platform, runner } of matrix.include)
    assert.ok(
      runner.startsWith({ linux: "ubuntu-", darwin: "macos-", win32: "windows-" }[platform.split("-")[0]]),
      platform,
    );
});

test("the development container has the workspace's Rust, and no Dockerfile that no test builds", async () => {
  const container = JSON.parse(await readFile(join(root, ".devcontainer/devcontainer.json"), "utf8"));
  const [, rustVersion] = /^rust-version = "([\d.]+)"$/m.exec(await readFile(join(root, "Cargo.toml"), "utf8"));
  assert.equal(container.image, `rust:${rustVersion}-bookworm`);
  // The set-up installs the other packages, without a question.
  assert.equal(container.postCreateCommand, "CI=1 npm run build");
  const { stdout } = await capture("git", ["ls-files", "*Dockerfile*", "*Containerfile*"], { cwd: root });
  const built = await readFile(join(root, "tests/servers/containers.test.mjs"), "utf8");
  for (const file of stdout.trim().split("\n")) assert.ok(built.includes(`"${file}"`), `${file} is built in a test`);
});

test("the repository's address is the same wherever it is written", async () => {
  const { repository } = JSON.parse(await readFile(join(root, "pkg-template/package.json"), "utf8"));
  const address = repository.url.replace(/^git\+https:\/\//, "").replace(/\.git$/, "");
  const { stdout } = await capture("git", ["grep", "-hoE", "github\\.com/[A-Za-z0-9_-]+/akool-image-to-video"], {
    cwd: root,
  });
  const written = new Set(stdout.trim().split("\n"));
  assert.deepEqual([...written], [address]);
});
