import assert from "node:assert/strict";
import { test } from "node:test";
import { benchClient } from "../../scripts/bench/client.mjs";

const small = { jobCount: 3, shortestJobMs: 500, betweenEndsMs: 100, firstRounds: 1, laterCalls: 2, abortRounds: 1 };

test("the client bench measures every row for the package and for each peer", async () => {
  const { area, rows } = await benchClient(small);
  assert.equal(area, "client");
  assert.deepEqual(
    rows.map(({ name }) => name),
    [
      "paid_jobs.lost_answer",
      "resolved_creates.lost_answer",
      "followed_jobs.lost_answer",
      "abort_to_end_ms",
      "requests_per_job.3",
      "requests_per_job.3.push",
      "done_to_resolve_ms.polling",
      "done_to_resolve_ms.push",
      "call_to_wire_ms.first",
      "call_to_wire_ms.later",
      "call_to_wire_ratio.first",
      "call_to_wire_ratio.later",
      "loaded_bytes",
    ],
  );
  for (const { name, ours } of rows.filter(({ name }) => name.endsWith("lost_answer"))) assert.equal(ours, 1, name);
  for (const { name, unit, ours, peers } of rows) {
    assert.ok(unit, name);
    assert.deepEqual(Object.keys(peers), ["fal", "replicate", "fetch"]);
    for (const [who, value] of Object.entries({ ours, ...peers })) {
      // A client that gives up has nothing.
      const least = /^(resolved|followed)_/.test(name) ? 0 : Number.MIN_VALUE;
      assert.ok(Number.isFinite(value) && value >= least, `${name} of ${who}: ${value}`);
    }
  }
});
