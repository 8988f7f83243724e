import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { wasmFile } from "../scripts/package-files.mjs";
import { packageDirectory, root } from "../scripts/paths.mjs";
import { measureFiles } from "../scripts/sizes/files.mjs";
import { frame, functionParts, partOf } from "../scripts/sizes/parts.mjs";
import { startCommand } from "./support/processes.mjs";

const budgetOf = { js: 5 * 1024, total: 28 * 1024, react: 2048, element: 2048 };
/** brotli's figures differ between machines by some dozen bytes; a change worth telling is larger. */
const slack = 256;

let sizes;
let ended;
let page;
before(async () => {
  ended = await startCommand("npm", ["run", "--silent", "size"]).ended;
  sizes = JSON.parse(ended.stdout);
  page = await readFile(join(root, "docs/sizes.md"), "utf8");
});

/** The cells of the row that begins with `head`. */
const row = (head) => {
  const line = page.split("\n").find((one) => one.startsWith(`| ${head} |`));
  assert.ok(line, `docs/sizes.md has no row ${head}: npm run --silent report -- sizes > docs/sizes.md`);
  return line.split("|").map((cell) => cell.replaceAll("*", "").trim());
};

test("npm run size prints what a page loads as JSON and stays within the budget", () => {
  const { js, wasm, total, react, element } = sizes;
  assert.equal(js + wasm, total);
  assert.ok(js > 500 && wasm > 5000, ended.stdout);
  for (const face of [react, element]) assert.ok(face > 300 && face <= 2048, ended.stdout);
  assert.equal(ended.status, 0, `${ended.stdout}${ended.stderr}`);
});

test("the page about sizes tells the totals of this package, within their budgets", () => {
  const rows = {
    js: "JavaScript before the module",
    wasm: "the module",
    total: "**both: any call**",
    onDemand: "JavaScript on demand, all of it",
    react: "`/react`, on top",
    element: "`/element`, on top",
  };
  for (const [part, head] of Object.entries(rows)) {
    const [, , told, budget] = row(head);
    assert.ok(Math.abs(told - sizes[part]) < slack, `docs/sizes.md says ${told} of ${part}, which is ${sizes[part]}`);
    assert.equal(budget, String(budgetOf[part] ?? ""));
    if (budget) assert.ok(Number(told) <= budgetOf[part], `${part}: ${told}`);
  }
});

test("the page about sizes has a row for every part of the module, and their bytes add up to it", async () => {
  const { size } = await stat(join(packageDirectory, wasmFile));
  const told = [...functionParts, ...frame].map(({ name }) => Number(row(`**${name}**`)[3]));
  assert.ok(
    told.every((bytes) => bytes > 0),
    told.join(),
  );
  const sum = told.reduce((total, bytes) => total + bytes, 0);
  assert.equal(sum, Number(row("**the module**")[3]));
  assert.ok(Math.abs(sum - size) < slack, `docs/sizes.md says ${sum}, the module has ${size}`);
});

test("the page about sizes has a row for every file of JavaScript that a page can load", async () => {
  const files = await measureFiles();
  assert.ok(files.length > 15);
  for (const { file, loaded } of files) assert.equal(row(`\`${file}\``)[2], loaded);
});

test("every file of the module's sources is in a part of it", async () => {
  for (const [folder, crate] of [
    ["src", "akool_image_to_video"],
    ["crates/contract/src", "akool_contract"],
  ]) {
    for (const name of await readdir(join(root, folder))) {
      // It only names the others.
      if (name === "lib.rs") continue;
      const file = name.replace(/\.rs$/, "");
      assert.ok(partOf(`${crate}::${file}::act`).name, name);
    }
  }
});
