import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { capture } from "../../scripts/shared/command.mjs";
import { root } from "../../scripts/shared/paths.mjs";

/** Phrases that this project used to have, which are no plain English. */
const oldPhrases = /\b(whoever|nobody|wish(es)?|heeds?|what became of|the house|himself)\b/i;
/** These are names in the sources, too. */
const oldInProse = /\b(troubles?|the vendor himself|a look at)\b/i;

/**
 * How many lines of the sources still have an old phrase. Lower a number when you rewrite some; once all are gone, delete
 * this table and its test.
 */
const left = { crates: 11, "pkg-template": 3, src: 10, tests: 44, www: 7 };

const linesWith = async (pattern, ...paths) => {
  const listed = await capture("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...paths], {
    cwd: root,
  });
  const found = [];
  for (const path of listed.stdout.split("\n").filter(Boolean)) {
    // This file has to name them.
    if (path === "tests/repository/plain-english.test.mjs") continue;
    const lines = (await readFile(join(root, path), "utf8")).split("\n");
    lines.forEach((line, index) => pattern.test(line) && found.push(`${path}:${index + 1}: ${line.trim()}`));
  }
  return found;
};

/** Node 20 has no `Object.groupBy`. */
function byFolder(lines) {
  const groups = {};
  for (const line of lines) (groups[line.split("/")[0]] ??= []).push(line);
  return groups;
}

test("no page of the documentation has a phrase of before", async () => {
  const pages = ["*.md", ".github", "docs/.vitepress", ":!CHANGELOG.md"];
  assert.deepEqual(await linesWith(oldPhrases, ...pages), []);
  assert.deepEqual(await linesWith(oldInProse, "README.md", "CONTRIBUTING.md", "docs/*.md", "pkg-template/*.md"), []);
});

test("the sources lose their phrases of before, and get no new ones", async () => {
  const sources = ["rs", "ts", "mjs", "js", "svelte", "html", "css", "sql"].map((extension) => `*.${extension}`);
  const found = Object.entries(byFolder(await linesWith(oldPhrases, ...sources)));
  for (const [folder, lines] of found)
    assert.ok(
      lines.length <= (left[folder] ?? 0),
      `${folder} has ${lines.length}, ${left[folder] ?? 0} were left:\n${lines.join("\n")}`,
    );
});
