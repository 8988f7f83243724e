import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { startRecovery, tale } from "../support/servers/recovery.mjs";

/** Of a 720p video of 5 seconds. */
const price = 20;
/** Enough of the vendor's time for a job to queue, end, and be reported. */
const jobMs = 6000;

const onCreate = (answer) => ({ route: "create", answer });

let stage;
before(async () => (stage = await startRecovery()));
after(() => stage?.stop());
beforeEach(() => stage.reset());

const looks = [
  { name: "the connection is closed", answer: { kind: "close" }, told: { status: 502, retryable: true } },
  { name: "the connection is reset", answer: { kind: "reset" }, told: { status: 502, retryable: true } },
  { name: "500", answer: { kind: "status", status: 500 }, told: { status: 502, retryable: true } },
  { name: "a proxy's 502 page", answer: { kind: "html", status: 502 }, told: { status: 502, retryable: true } },
  { name: "a web page with status 200", answer: { kind: "html", status: 200 }, told: { status: 502, retryable: true } },
  { name: "half of the answer", answer: { kind: "truncated" }, told: { status: 502, retryable: true } },
  { name: "an answer that is not JSON", answer: { kind: "malformed" }, told: { status: 502, retryable: true } },
  {
    name: "text for an object",
    answer: { kind: "edited", set: { "/data": "soon" } },
    told: { status: 502, retryable: true },
  },
  // Akool's own clients read a bare list, too.
  { name: "an empty list for an object", answer: { kind: "edited", set: { "/data": [] } }, told: { status: 200 } },
  {
    name: "429 with Retry-After",
    answer: { kind: "status", status: 429, retry_after: 3 },
    told: { status: 429, retryable: true, retryAfter: "3" },
  },
  {
    name: "the vendor cannot say now",
    answer: { kind: "business", code: 1015 },
    told: { status: 503, retryable: true },
  },
  { name: "a slow answer", answer: { kind: "genuine" }, more: { delay_ms: 300 }, told: { status: 200 } },
];

for (const { name, answer, more, told } of looks) {
  test(`look: ${name}: the next look shows the job`, async () => {
    const made = await stage.create(`look: ${name}`);
    await stage.step(jobMs);
    await stage.control("faults", { route: "results", answer, ...more });
    assert.deepEqual(tale(await stage.look(made.json.data._id), told), told);
    await stage.assertVideo(made.json.data._id);
  });
}

test("look: an unknown status is handed on as it is", async () => {
  const made = await stage.create("new status");
  await stage.control("faults", { route: "results", answer: { kind: "edited", set: { "/data/result/0/status": 9 } } });
  const { json } = await stage.look(made.json.data._id);
  assert.equal(json.data.result[0].status, 9);
});

const refusals = [
  { name: "banned", spoil: { account: { banned: true } }, mend: { account: { banned: false } } },
  ...[1101, 1102, 1109, 1200].map((code) => ({
    name: `code ${code}`,
    spoil: { faults: onCreate({ kind: "business", code }) },
  })),
];

for (const { name, spoil, mend = {} } of refusals) {
  test(`key: ${name}: readiness goes, nothing is charged, and both come back when the key works again`, async () => {
    const before = await stage.money();
    assert.equal(await stage.health("/readyz"), 200);
    for (const [path, body] of Object.entries(spoil)) await stage.control(path, body);
    const refused = { status: 503, charged: "no", retryable: true };
    assert.deepEqual(tale(await stage.create(`key: ${name}`), refused), refused);
    assert.equal(await stage.health("/readyz"), 503);
    assert.equal(await stage.health("/healthz"), 200);
    assert.deepEqual((await stage.control("account")).credits, before.account);

    for (const [path, body] of Object.entries(mend)) await stage.control(path, body);
    assert.equal((await stage.create(`key: ${name}`)).status, 200);
    assert.equal(await stage.health("/readyz"), 200);
  });
}

test("key: an empty account is one public code, and no reason to stop", async () => {
  await stage.control("account", { credits: price - 1 });
  const answer = await stage.create("empty");
  const empty = { status: 402, charged: "no" };
  assert.deepEqual(tale(answer, empty), empty);
  assert.equal(answer.json.code, 1104);
  assert.doesNotMatch(answer.json.msg, /\d/);
  assert.equal(await stage.health("/readyz"), 200);
  await stage.control("account", { credits: price });
  assert.equal((await stage.create("empty")).status, 200);
});
