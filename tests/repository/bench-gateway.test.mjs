import assert from "node:assert/strict";
import { test } from "node:test";
import { benchGateway } from "../../scripts/bench/gateway.mjs";

/** Enough to see that everything answers; the figures of such a run mean nothing. */
const small = {
  rounds: 1,
  warmMs: 50,
  runMs: 200,
  connections: 4,
  groupConnections: 8,
  streams: [20],
  watchers: 20,
  watchedJobs: 4,
  jobMs: 1500,
  pushedJobs: 2,
  shortestJobMs: 300,
  betweenEndsMs: 100,
  profile: "release",
  // No test compiles: the runner has built both.
  isBuilt: true,
};

test("the gateway's bench has every row, each with its peers", async () => {
  const { area, rows } = await benchGateway(small);
  assert.equal(area, "gateway");
  const peers = Object.fromEntries(rows.map((row) => [row.name, Object.keys(row.peers)]));
  const forwarders = ["nginx", "fal-server-proxy"];
  assert.deepEqual(peers, {
    "cpu_us_per_request.typed_create": forwarders,
    "requests_per_second.typed_create": forwarders,
    "cpu_us_per_request.typed_poll": forwarders,
    "requests_per_second.typed_poll": forwarders,
    "creates_per_second.single": ["fdatasync"],
    "creates_per_second.grouped": ["fdatasync"],
    "rss_mib.idle": [],
    "rss_mib.streams_20": [],
    "upstream_requests_per_job.20_watchers_of_4_jobs": [],
    "done_to_resolve_ms.with_webhooks": ["EventSource"],
    "done_to_resolve_ms.without_webhooks": ["EventSource"],
  });
  for (const { name, unit, ours } of rows) {
    // So short a run may use less processor time than the system counts in.
    const least = name.startsWith("cpu_us") ? 0 : Number.MIN_VALUE;
    assert.ok(unit && ours >= least, `${name}: ${ours}`);
  }
});
