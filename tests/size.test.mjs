import assert from "node:assert/strict";
import { test } from "node:test";
import { startCommand } from "./support/processes.mjs";

test("npm run size prints what a page loads as JSON and stays within the budget", async () => {
  const { status, stdout, stderr } = await startCommand("npm", ["run", "--silent", "size"]).ended;
  const { js, wasm, total, react, element } = JSON.parse(stdout);
  assert.equal(js + wasm, total);
  assert.ok(js > 500 && wasm > 5000, stdout);
  for (const face of [react, element]) assert.ok(face > 300 && face <= 2048, stdout);
  assert.equal(status, 0, `${stdout}${stderr}`);
});
