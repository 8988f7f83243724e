import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { startRecovery, tale } from "../support/servers/recovery.mjs";

/** Of a 720p video of 5 seconds. */
const price = 20;
/** Enough of the vendor's time for a job to queue, end, and be reported. */
const jobMs = 6000;
/** Beyond the vendor's next try to report what was not received. */
const resendMs = 60_000;

/** What the caller is told when it is unknown whether there is a job. */
const lost = { status: 502, charged: "unknown", retryable: false };

/** How an order can end: the second answer, how often the vendor was asked, what it took, what the budget keeps held. */
const ends = {
  /** There is a job, and a report led to it. */
  found: { status: 200, posts: 1, taken: price, held: price },
  /** There is none, and no one can know that. */
  "unknown, none made": { ...lost, posts: 1, taken: 0, held: price },
  /** There is one, and no one can know that. */
  "unknown, one made": { ...lost, posts: 1, taken: price, held: price },
  /** The vendor said no for the moment: asking again makes the job. */
  "made at the second try": { status: 200, posts: 2, taken: price, held: price },
  /** The vendor said no for good. */
  refused: { status: 400, charged: "no", retryable: false, posts: 1, taken: 0, held: 0 },
};

const onCreate = (answer, more = {}) => ({ route: "create", answer, ...more });
const onReports = (kind, count, more = {}) => ({ route: "webhook", count, answer: { kind, ...more } });
const lostAfterwards = onCreate({ kind: "close" }, { effect: true });
const page502 = { kind: "html", status: 502 };
const page200 = { kind: "html", status: 200 };

const rows = [
  {
    name: "the connection is closed before the job is made",
    faults: [onCreate({ kind: "close" })],
    told: lost,
    end: "unknown, none made",
  },
  { name: "the connection is closed after the job is made", faults: [lostAfterwards], told: lost, end: "found" },
  {
    name: "the connection is reset before the job is made",
    faults: [onCreate({ kind: "reset" })],
    told: lost,
    end: "unknown, none made",
  },
  {
    name: "the connection is reset after the job is made",
    faults: [onCreate({ kind: "reset" }, { effect: true })],
    told: lost,
    end: "found",
  },
  {
    name: "500 before the job is made",
    faults: [onCreate({ kind: "status", status: 500 })],
    told: lost,
    end: "unknown, none made",
  },
  {
    name: "503 after the job is made",
    faults: [onCreate({ kind: "status", status: 503, retry_after: 1 }, { effect: true })],
    told: lost,
    end: "found",
  },
  {
    name: "a proxy's 502 page before the job is made",
    faults: [onCreate(page502)],
    told: lost,
    end: "unknown, none made",
  },
  {
    name: "a proxy's 502 page after the job is made",
    faults: [onCreate(page502, { effect: true })],
    told: lost,
    end: "found",
  },
  {
    name: "a web page with status 200 after the job is made",
    faults: [onCreate(page200, { effect: true })],
    told: lost,
    end: "found",
  },
  { name: "half of the answer", faults: [onCreate({ kind: "truncated" })], told: lost, end: "found" },
  { name: "an answer that is not JSON", faults: [onCreate({ kind: "malformed" })], told: lost, end: "found" },
  {
    name: "an answer without the job's id",
    faults: [onCreate({ kind: "edited", remove: ["/data/_id"] })],
    told: lost,
    end: "found",
  },
  {
    name: "an answer whose id is two ids",
    faults: [onCreate({ kind: "edited", set: { "/data/_id": "a,b" } })],
    told: lost,
    end: "found",
  },
  {
    name: "an answer without data",
    faults: [onCreate({ kind: "edited", remove: ["/data"] })],
    told: lost,
    end: "found",
  },
  {
    name: "an undocumented code",
    faults: [onCreate({ kind: "business", code: 4711 })],
    told: lost,
    end: "unknown, none made",
  },
  {
    name: "429 with Retry-After",
    faults: [onCreate({ kind: "status", status: 429, retry_after: 2 })],
    told: { status: 429, charged: "no", retryable: true, retryAfter: "2" },
    end: "made at the second try",
  },
  {
    name: "too frequent by business code",
    faults: [onCreate({ kind: "business", code: 1005 })],
    told: { status: 429, charged: "no", retryable: true, retryAfter: "5" },
    end: "made at the second try",
  },
  {
    name: "the vendor cannot create now",
    faults: [onCreate({ kind: "business", code: 1015 })],
    told: { status: 503, charged: "no", retryable: true },
    end: "made at the second try",
  },
  {
    name: "the vendor's account is empty",
    faults: [onCreate({ kind: "business", code: 1104 })],
    told: { status: 402, charged: "no", retryable: false },
    end: "made at the second try",
  },
  {
    name: "the vendor refuses the request itself",
    faults: [onCreate({ kind: "business", code: 1003 })],
    told: { status: 400, charged: "no", retryable: false },
    end: "refused",
  },
  {
    name: "lost, and every report stays away",
    faults: [lostAfterwards, onReports("missing", 0)],
    told: lost,
    end: "unknown, one made",
  },
  {
    name: "lost, and the first report stays away",
    faults: [lostAfterwards, onReports("missing", 1)],
    told: lost,
    end: "found",
  },
  {
    name: "lost, and every report comes three times",
    faults: [lostAfterwards, onReports("duplicate", 0, { times: 3 })],
    told: lost,
    end: "found",
  },
  {
    name: "lost, and every report is forged",
    faults: [lostAfterwards, onReports("forged", 0)],
    told: lost,
    end: "unknown, one made",
  },
  {
    name: "lost, and the first report is forged",
    faults: [lostAfterwards, onReports("forged", 1)],
    told: lost,
    end: "found",
  },
  {
    name: "lost, and every report is damaged",
    faults: [lostAfterwards, onReports("malformed", 0)],
    told: lost,
    end: "unknown, one made",
  },
  {
    name: "lost, and the first report is damaged",
    faults: [lostAfterwards, onReports("malformed", 1)],
    told: lost,
    end: "found",
  },
  {
    name: "lost, and the job cannot be looked up when the first report comes",
    faults: [lostAfterwards, { route: "results", answer: { kind: "status", status: 503 } }],
    told: lost,
    end: "found",
  },
  {
    name: "lost, after the reports have come",
    faults: [onCreate({ kind: "close" }, { effect: true, delay_ms: 1500 })],
    meanwhile: (vendor) => vendor.step(jobMs),
    told: lost,
    end: "found",
  },
  {
    name: "kill -9 while the vendor is silent and has made nothing",
    faults: [onCreate({ kind: "hang" })],
    meanwhile: killAndStart,
    told: undefined,
    end: "unknown, none made",
  },
  {
    name: "kill -9 while the vendor is silent and has made the job",
    faults: [onCreate({ kind: "hang" }, { effect: true })],
    meanwhile: killAndStart,
    told: undefined,
    end: "found",
  },
  {
    name: "kill -9, and the first reports find no gateway",
    faults: [onCreate({ kind: "hang" }, { effect: true })],
    meanwhile: async (stage) => {
      await stage.killGateway();
      await stage.step(jobMs);
      await stage.startGatewayAgain();
    },
    told: undefined,
    end: "found",
  },
];

async function killAndStart(stage) {
  await stage.killGateway();
  await stage.startGatewayAgain();
}

let stage;
before(async () => (stage = await startRecovery()));
after(() => stage?.stop());
beforeEach(() => stage.reset());

for (const { name, faults, meanwhile, told, end } of rows) {
  test(`create: ${name}: ${end}`, async () => {
    const { posts, taken, held, ...second } = ends[end];
    const before = await stage.money();
    await stage.control("faults", faults);

    const asked = stage.create(name).catch((error) => ({ error }));
    if (meanwhile) {
      await stage.posted(1);
      await meanwhile(stage);
    }
    const first = await asked;
    if (told) assert.deepEqual(tale(first, told), told);
    else assert.ok(first.error, "the gateway died before it could answer");

    await stage.step(jobMs);
    await stage.step(resendMs);
    const again = end === "found" ? await stage.found(name) : await stage.create(name);
    assert.deepEqual(tale(again, second), second);
    const third = await stage.create(name);
    assert.deepEqual(
      withoutRequestId(third),
      withoutRequestId(again),
      "the same order is answered the same from then on",
    );

    assert.equal(await stage.posts(), posts, "so often was the vendor asked");
    const after = await stage.money();
    assert.deepEqual({ taken: before.account - after.account, held: before.budget - after.budget }, { taken, held });
    if (again.status !== 200) return;
    await stage.step(jobMs);
    await stage.assertVideo(again.json.data._id);
  });
}

test("create: a slow answer: the same order meanwhile is told to wait, and then is the same job", async () => {
  await stage.control("faults", onCreate({ kind: "genuine" }, { delay_ms: 1500 }));
  const asked = stage.create("slow");
  await stage.posted(1);
  const busy = { status: 409, charged: "unknown", retryAfter: "1" };
  assert.deepEqual(tale(await stage.create("slow"), busy), busy);
  const first = await asked;
  assert.equal(first.status, 200);
  assert.equal((await stage.create("slow")).text, first.text);
  assert.equal(await stage.posts(), 1);
});

test("create: kill -9 after the answer: the same order is the same job", async () => {
  const first = await stage.create("answered");
  assert.equal(first.status, 200);
  await killAndStart(stage);
  assert.equal((await stage.create("answered")).text, first.text);
  assert.equal(await stage.posts(), 1);
  await stage.step(jobMs);
  await stage.assertVideo(first.json.data._id);
});

test("create: the same key for another order is refused, sent nowhere, and says that the first one was paid", async () => {
  assert.equal((await stage.create("reused")).status, 200);
  const other = { status: 409, charged: "yes" };
  assert.deepEqual(tale(await stage.create("reused", { prompt: "pan left" }), other), other);
  assert.equal(await stage.posts(), 1);
});

test("create: a job that fails gives its credits back, once", async () => {
  const before = await stage.money();
  const made = await stage.create("failing", { prompt: "[fail: no face found]" });
  await stage.step(jobMs);
  for (let look = 0; look < 3; look += 1) {
    const { json } = await stage.look(made.json.data._id);
    assert.equal(json.data.result[0].status, 4);
    assert.equal(json.data.result[0].error_reason, "no face found");
  }
  assert.deepEqual(await stage.money(), before);
});

function withoutRequestId({ status, json: { request_id: _, ...rest } }) {
  return { status, ...rest };
}
