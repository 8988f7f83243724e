import assert from "node:assert/strict";
import { test } from "node:test";
import { capture } from "../../scripts/shared/command.mjs";
import { isAlive } from "../support/servers/processes.mjs";

/** Starts another process, tells its id, and hangs with it. */
const hanging = ["-c", "sleep 600 & echo $!; echo still busy >&2; wait"];

/** Enough for a shell to start and to speak, on a busy machine, too. */
const limitMs = 3000;

/** What the hanging tool did is shown, and neither it nor what it started is left. */
async function checkEnded({ wasEnded, stdout, stderr }) {
  assert.ok(wasEnded);
  assert.equal(stderr, "still busy\n");
  assert.equal(await isAlive(Number(stdout)), false);
}

test("a tool that hangs is ended after its limit, with all it started, and what it said is kept", async () => {
  await checkEnded(await capture("sh", hanging, { limitMs }));
});

test("a tool ends with the test that started it", async () => {
  const test = new AbortController();
  const running = capture("sh", hanging, { signal: test.signal });
  setTimeout(() => test.abort(), limitMs);
  await checkEnded(await running);
});

test("a tool that ends in time is left alone", async () => {
  const { status, wasEnded, stdout } = await capture("echo", ["done"], {
    limitMs: 60_000,
    signal: new AbortController().signal,
  });
  assert.deepEqual({ status, wasEnded, stdout }, { status: 0, wasEnded: false, stdout: "done\n" });
});
