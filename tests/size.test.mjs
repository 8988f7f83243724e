import assert from "node:assert/strict";
import { test } from "node:test";
import { startCommand } from "./support/processes.mjs";

test("npm run size prints what a page loads as JSON and stays within the budget", async () => {
  const { status, stdout, stderr } = await startCommand("npm", ["run", "--silent", "size"]).ended;
  const { js, wasm, total } = JSON.parse(stdout);
  assert.equal(js + wasm, total);
  assert.ok(js > 500 && wasm > 5000, stdout);
  assert.equal(status, 0, `${stdout}${stderr}`);
});
