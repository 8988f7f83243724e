import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "../../../pkg/inline.js";

const baseUrl = "http://gateway.example";
const request = { image_url: "https://pictures.example/cat.png", prompt: "zoom" };

/** A gateway in memory. `answer` is asked first; what it leaves open is answered as usual. */
function serve(answer = () => undefined) {
  const asked = [];
  const fetch = async (sent) => {
    const { pathname, search } = new URL(sent.url);
    asked.push({ path: pathname + search, method: sent.method, headers: Object.fromEntries(sent.headers) });
    const other = await answer(pathname, sent);
    if (other) return other;
    const headers = { "x-request-id": `r-${asked.length}` };
    if (pathname === "/token") return Response.json({ access_token: "secret-token", expires_in: 600 }, { headers });
    const job = { _id: "1", status: 1 };
    return Response.json({ code: 1000, data: { ...job, result: [job], credit: 1 } }, { headers });
  };
  const make = (options) => createClient({ baseUrl, fetch, storage: false, events: false, ...options });
  return { asked, make };
}

/** What a call ends with: its error, or nothing. */
const errorOf = (call) =>
  call.then(
    () => undefined,
    (error) => error,
  );
const isCreate = (path) => path.endsWith("/createBySourcePrompt");

test("hooks see every request to the gateway and its answer, and may change headers", async () => {
  const { asked, make } = serve();
  const seen = [];
  const client = make({
    tokenUrl: `${baseUrl}/token?for=video`,
    onRequest: async ({ url, method, headers }) => {
      seen.push([method, url]);
      await null;
      headers.set("x-trace", "7");
    },
    onResponse: ({ durationMs, ...answer }) => {
      assert.ok(durationMs >= 0);
      seen.push(answer);
    },
  });
  await client.getCredits();
  const url = `${baseUrl}/api/open/v3/faceswap/quota/info`;
  const tokenUrl = `${baseUrl}/token?for=video`;
  assert.deepEqual(seen, [
    ["POST", tokenUrl],
    { url: tokenUrl, method: "POST", status: 200, requestId: "r-1" },
    ["GET", url],
    { url, method: "GET", status: 200, requestId: "r-2" },
  ]);
  assert.deepEqual(
    asked.map(({ headers }) => headers["x-trace"]),
    ["7", "7"],
  );
});

test("what a hook throws goes to the logger and ends nothing", async () => {
  const errors = [];
  const fail = () => {
    throw new Error("hook");
  };
  const logger = { debug() {}, info() {}, warn() {}, error: (...input) => errors.push(input) };
  assert.equal(await serve().make({ onRequest: fail, onResponse: fail, logger }).getCredits(), 1);
  assert.deepEqual(
    errors.map(([text, { message }]) => [text, message]),
    ["onRequest", "onResponse", "onRequest", "onResponse"].map((name) => [
      `akool-image-to-video: ${name} failed`,
      "hook",
    ]),
  );
});

test("the logger hears of every request with its id and outcome, and of no secret", async () => {
  const lines = [];
  const log = (level) => (text, details) => lines.push({ level, text, details });
  const logger = Object.fromEntries(["debug", "info", "warn", "error"].map((level) => [level, log(level)]));
  let isLost = false;
  const { make } = serve((path) => {
    if (isLost && path.endsWith("/info")) throw new TypeError("no connection to http://user:secret@host?secret");
  });
  const client = make({ tokenUrl: `${baseUrl}/token?key=secret`, headers: { "x-key": "secret" }, logger });
  await client.getCredits();
  isLost = true;
  await errorOf(client.getCredits());
  const url = `${baseUrl}/api/open/v3/faceswap/quota/info`;
  assert.deepEqual(
    lines.map(({ level, text }) => [level, text.replace(/ after \d+ ms$/, "")]),
    [
      ["debug", `akool-image-to-video: POST ${baseUrl}/token: 200 (request r-1)`],
      ["debug", `akool-image-to-video: GET ${url}: 200 (request r-2)`],
      ["warn", `akool-image-to-video: GET ${url}: no answer (TypeError)`],
    ],
  );
  assert.doesNotMatch(JSON.stringify(lines), /secret/);
  assert.deepEqual([lines[0].details.status, lines[0].details.requestId], [200, "r-1"]);
});

test("retry says how often an order is sent whose answer is lost, and after which pauses", async () => {
  for (const [retry, expected] of [
    [{ attempts: 0 }, 1],
    [{ attempts: 1 }, 1],
    [{ attempts: 4, delaysMs: [0] }, 4],
    [{ attempts: 3, delaysMs: [1, 0] }, 3],
    [{ delaysMs: [0] }, 6],
  ]) {
    const { asked, make } = serve((path) => {
      if (isCreate(path)) throw new TypeError("lost");
    });
    const error = await errorOf(make({ retry }).createImageToVideo(request));
    const creates = asked.filter(({ path }) => isCreate(path));
    assert.deepEqual([error.code, creates.length], ["outcome_unknown", expected], JSON.stringify(retry));
    assert.equal(new Set(creates.map(({ headers }) => headers["idempotency-key"])).size, 1);
  }
});

test("settings of retry that make no sense are refused by name", async () => {
  for (const retry of [
    { attempts: -1 },
    { attempts: 1.5 },
    { attempts: "3" },
    { delaysMs: [] },
    { delaysMs: 500 },
    { delaysMs: [-1] },
    { delaysMs: [Number.NaN] },
  ]) {
    const error = await errorOf(serve().make({ retry }).getCredits());
    assert.equal(error?.code, "configuration", JSON.stringify(retry));
    assert.match(error.message, /retry/);
  }
});

test("a closed client ends its waits and refuses later calls", async () => {
  const { asked, make } = serve();
  const client = make();
  const job = await client.createImageToVideo(request);
  let polled;
  const firstPoll = new Promise((resolve) => (polled = resolve));
  const waiting = errorOf(client.waitForVideo(job, { onUpdate: () => polled() }));
  await firstPoll;
  client.close();
  client.close();
  const ended = await waiting;
  assert.deepEqual([ended.code, ended.message, ended.job.id], ["configuration", "This client is closed.", "1"]);
  const before = asked.length;
  for (const call of [
    () => client.createImageToVideo(request),
    () => client.waitForVideo(job),
    () => client.pendingJobs(),
    () => client.listEffects(),
    () => client.uploadFile(new Blob()),
    () => client.downloadVideo(job),
  ]) {
    const error = await errorOf(call());
    assert.deepEqual([error?.code, error?.message], ["configuration", "This client is closed."], String(call));
  }
  assert.equal(asked.length, before);
  assert.equal(await make().getCredits(), 1, "other clients go on");
});

test("an order that was sent completes although its client is closed, and one that was never used can be closed", async () => {
  let answer;
  let isAsked;
  const asking = new Promise((resolve) => (isAsked = resolve));
  const { make } = serve((path) => {
    if (!isCreate(path)) return undefined;
    isAsked();
    return new Promise((resolve) => (answer = resolve));
  });
  const client = make();
  const creating = client.createImageToVideo(request);
  await asking;
  client.close();
  answer(Response.json({ code: 1000, data: { _id: "7", status: 1 } }));
  assert.equal((await creating).id, "7");
  const unused = make();
  unused.close();
  assert.equal((await errorOf(unused.getCredits())).code, "configuration");
});

test("onCommitted hears of the job once the create is accepted, also of an aborted one", async () => {
  const committed = [];
  const controller = new AbortController();
  const { make } = serve((path) => {
    if (!isCreate(path)) return undefined;
    controller.abort();
    return undefined;
  });
  const fetched = make();
  const heard = new Promise((resolve) => {
    const onCommitted = (job) => resolve(committed.push(job.id));
    fetched.createImageToVideo(request, { onCommitted }).catch(() => {});
  });
  await heard;
  assert.deepEqual(committed, ["1"]);
  const lost = [];
  const failing = serve((path) => (isCreate(path) ? Response.json({ code: 1101 }, { status: 401 }) : undefined)).make();
  await errorOf(failing.createImageToVideo(request, { onCommitted: () => lost.push("told") }));
  assert.deepEqual(lost, []);
});

test("listJobs asks for a page, and reads the records as polling does", async () => {
  const records = [
    { _id: "2", status: 3, video_url: "https://videos.example/2.mp4", update_time: 1 },
    { _id: "1", status: 4, error_reason: "too dark" },
  ];
  const { asked, make } = serve((path) =>
    path === "/jobs" ? Response.json({ code: 1000, data: { result: records, next: "cursor/2" } }) : undefined,
  );
  const client = make();
  const page = await client.listJobs({ limit: 2, before: "cursor/1", status: "completed", signal: undefined });
  assert.deepEqual(
    [asked.at(-1).method, asked.at(-1).path],
    ["GET", "/jobs?limit=2&before=cursor%2F1&status=completed"],
  );
  assert.deepEqual(
    page.jobs.map(({ id, status, reason }) => [id, status, reason]),
    [
      ["2", "completed", undefined],
      ["1", "failed", "too dark"],
    ],
  );
  assert.equal(page.next, "cursor/2");
});

test("the last page of listJobs has no next, and without options all jobs are asked for", async () => {
  const { asked, make } = serve((path) =>
    path === "/jobs" ? Response.json({ code: 1000, data: { result: [], next: null } }) : undefined,
  );
  assert.deepEqual(await make().listJobs(), { jobs: [] });
  assert.equal(asked.at(-1).path, "/jobs");
  const direct = await errorOf(make({ direct: true, token: "t" }).listJobs());
  assert.equal(direct.code, "configuration");
});

test("batches and new sounds are checked without being sent", async () => {
  const { asked, make } = serve();
  const client = make();
  const batch = { ...request, count: 2 };
  const valid = await client.validateBatchRequest(batch);
  assert.deepEqual([valid.length, valid.request], [0, batch]);
  const paths = (issues) => issues.map(({ path }) => path);
  assert.deepEqual(paths(await client.validateBatchRequest({ ...batch, count: 11 })), ["count"]);
  const sound = { pre_video_id: "1", audio_type: 2, audio_url: new Blob() };
  assert.deepEqual((await client.validateAudioUpdateRequest(sound)).request, sound);
  assert.deepEqual(paths(await client.validateAudioUpdateRequest({ audio_type: 1 })), ["pre_video_id"]);
  assert.deepEqual(asked, []);
});
