import assert from "node:assert/strict";
import { test } from "node:test";
import { benchSetup } from "../../scripts/bench/setup.mjs";

test("the set-up's bench measures a start to its ready line", async () => {
  // What is built already: a cold start is for `npm run bench`.
  const { area, rows } = await benchSetup({ isCold: false, warmRounds: 1 });
  assert.equal(area, "setup");
  assert.deepEqual(
    rows.map(({ name, unit, peers }) => ({ name, unit, peers })),
    [{ name: "start_s.warm", unit: "s", peers: {} }],
  );
  assert.ok(rows[0].ours > 0);
});
