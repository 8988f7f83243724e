import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { root } from "../../scripts/shared/paths.mjs";
import { startCommand } from "../support/servers/processes.mjs";

for (const [name, argument, line] of [
  ["bench", undefined, /^error: say what to measure: npm run bench -- .*render.*\n$/],
  ["bench", "toString", /^error: say what to measure: /],
  ["report", "nothing", /^error: say which report: npm run report -- .*threats.*\n$/],
  ["test", "nothing", /^error: there is no test step nothing; there are .*native.*\n$/],
]) {
  test(`npm run ${name} ${argument ?? "alone"} says in one line what it can do`, async () => {
    const { status, stdout, stderr } = await startCommand("npm", [
      "run",
      "--silent",
      name,
      "--",
      ...(argument ? [argument] : []),
    ]).ended;
    assert.equal(status, 1);
    assert.match(`${stdout}${stderr}`, line);
  });
}

test("no command needs a package of npm's before it has installed them", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const entryPoints = Object.values(scripts).flatMap((command) => /node (scripts\/\S+)/.exec(command)?.[1] ?? []);
  assert.ok(entryPoints.length > 8, entryPoints.join(", "));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outdir: "out",
    metafile: true,
    write: false,
  });
  const early = [];
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (!entryPoints.includes(entryPoint)) continue;
    const atOnce = new Set([file]);
    for (const name of atOnce) {
      for (const { path, kind, external } of metafile.outputs[name].imports) {
        if (kind !== "import-statement") continue;
        if (!external) atOnce.add(path);
        else if (!isBuiltin(path)) early.push(`${entryPoint}: ${path}`);
      }
    }
  }
  assert.deepEqual(early, []);
});

// Two files of tests run at a time: two installations in one folder remove each other's files.
test("no test installs anything in a folder of the repository, since the set-up did", async () => {
  const names = await readdir(join(root, "tests"), { recursive: true });
  const files = names.filter((name) => /\.m?[jt]s$/.test(name) && !name.includes("node_modules"));
  assert.ok(files.length > 100, `${files.length} files`);
  for (const name of files)
    assert.doesNotMatch(
      await readFile(join(root, "tests", name), "utf8"),
      /^import .*\bensure(NodeModules|Docs)/m,
      name,
    );
});
