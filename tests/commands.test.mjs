import assert from "node:assert/strict";
import { test } from "node:test";
import { startCommand } from "./support/processes.mjs";

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
