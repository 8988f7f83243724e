import assert from "node:assert/strict";
import { test } from "node:test";
import { benchClient } from "../../scripts/bench/client.mjs";

const small = { jobCount: 3, shortestJobMs: 500, betweenEndsMs: 100, firstRounds: 1, laterCalls: 2 };

test("the client bench measures every row for the package and for each peer", async () => {
  const { area, rows } = await benchClient(small);
  assert.equal(area, "client");
  assert.deepEqual(
    rows.map(({ name }) => name),
    [
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
  for (const { name, unit, ours, peers } of rows) {
    assert.ok(unit, name);
    assert.deepEqual(Object.keys(peers), ["fal", "replicate", "fetch"]);
    for (const [who, value] of Object.entries({ ours, ...peers })) {
      assert.ok(Number.isFinite(value) && value > 0, `${name} of ${who}: ${value}`);
    }
  }
});
