import assert from "node:assert/strict";
import { test } from "node:test";
import { startCommand } from "../support/servers/processes.mjs";

test("a short soak holds: every create has one outcome, and nothing went wrong that was not made to", async () => {
  const { status, stdout, stderr } = await startCommand("npm", ["run", "--silent", "soak", "--", "0.15"]).ended;
  assert.equal(status, 0, `${stdout}${stderr}`);
  const outcome = JSON.parse(stdout.trim().split("\n").at(-1));
  assert.deepEqual(outcome.faults, []);
  assert.ok(outcome.injected > 0, "the vendor was in trouble");
  assert.ok(outcome.jobs > 0 && outcome.rss_mib.last > 0);
});

test("a soak that is not told for how long, or for too long, says so", async () => {
  for (const minutes of ["none", "0", "100000"]) {
    const { status, stderr } = await startCommand("npm", ["run", "--silent", "soak", "--", minutes]).ended;
    assert.equal(status, 1);
    assert.match(stderr, /^error: say for how many minutes/);
  }
});
