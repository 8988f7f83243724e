import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, ImageToVideoError } from "../../../pkg/inline.js";

const request = { image_url: "https://pictures.example/cat.png", prompt: "zoom in" };

/** A server in memory: `answers` maps the end of a path to a function that answers. It keeps what was asked. */
function serverWith(answers) {
  const asked = [];
  const json = (body) => new Response(JSON.stringify(body));
  const fetch = async (sent) => {
    const end = new URL(sent.url).pathname.split("/").pop();
    asked.push(end);
    if (sent.signal.aborted) throw sent.signal.reason;
    if (end === "token") return json({ access_token: "t", expires_in: 600 });
    return json(await answers[end](sent));
  };
  const client = createClient({ baseUrl: "http://gateway.example", fetch });
  return { client, asked, count: (end) => asked.filter((other) => other === end).length };
}

const job = (status, rest) => ({ _id: "1", status, ...rest });
const created = () => ({ code: 1000, data: job(1) });
const found = (status, rest) => ({ code: 1000, data: { result: [job(status, rest)] } });
const never = (sent) =>
  new Promise((_, reject) => sent.signal.addEventListener("abort", () => reject(sent.signal.reason)));
const video = { video_url: "https://videos.example/1.mp4", update_time: 1_795_000_000_000 };

test("an abort rejects with the caller's own reason, whatever the call is doing", async () => {
  const { client } = serverWith({ createBySourcePrompt: never, resultsByIds: () => found(2), effects: never });
  for (const call of [
    (options) => client.createImageToVideo(request, options),
    (options) => client.waitForVideo("1", options),
    (options) =>
      client
        .watchImageToVideo(["1"], options)
        .next()
        .then(() => client.waitForVideo("1", options)),
    (options) => client.listEffects(options),
  ]) {
    const controller = new AbortController();
    const reason = { mine: true };
    const ended = call({ signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await assert.rejects(ended, (thrown) => thrown === reason);
  }
});

test("a signal that is aborted already sends nothing", async () => {
  const { client, asked } = serverWith({});
  const signal = AbortSignal.abort("no");
  await assert.rejects(client.imageToVideo(request, { signal }), (thrown) => thrown === "no");
  assert.deepEqual(asked, []);
});

test("a watch that is left stops looking", async () => {
  const { client } = serverWith({ resultsByIds: () => found(2) });
  await client.getCredits().catch(() => {}); // loads the module and gets the token
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  for await (const seen of client.watchImageToVideo("1", { pollIntervalMs: 60_000 })) {
    assert.equal(seen.job.status, "processing");
    break;
  }
  // The next look was a minute away, on a timer; two turns of the event loop are enough to take it back.
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(timers(), before);
});

test("a watch yields every change of every job, a failed one among them", async () => {
  const states = [1, 2, 2, 4];
  const { client } = serverWith({ resultsByIds: () => found(states.shift() ?? 4) });
  const seen = [];
  for await (const { job } of client.watchImageToVideo(["1"], { pollIntervalMs: 1 })) seen.push(job.status);
  assert.deepEqual(seen, ["queueing", "processing", "failed"]);
});

test("an unknown id ends its own watch and no other, and was not charged", async () => {
  const states = { good: [1, 2, 3], late: [2, 2, 2, 4] };
  const { client } = serverWith({
    resultsByIds: async (sent) => {
      const ids = (await sent.json())._ids.split(",");
      if (ids.includes("bad")) return { code: 1008, msg: "no such job" };
      const record = (id) => ({ ...job(states[id].length > 1 ? states[id].shift() : states[id][0], video), _id: id });
      return { code: 1000, data: { result: ids.map(record) } };
    },
  });
  const refs = ["good", "bad", "late", "a,b"];
  const seen = { good: [], bad: [], late: [], "a,b": [] };
  for await (const { job, ref, error } of client.watchImageToVideo(refs, { pollIntervalMs: 1 })) {
    seen[job?.id ?? ref].push(job?.status ?? [error.code, error.charged === "yes"].join());
  }
  assert.deepEqual(seen, {
    good: ["queueing", "processing", "completed"],
    bad: ["not_found,false"],
    late: ["processing", "failed"],
    "a,b": ["invalid_request,false"],
  });
});

test("a wait for an id that was never seen does not say that it was paid for, whatever ends it", async () => {
  const absent = { code: 1000, data: { result: [] } };
  for (const answer of [() => ({ code: 1008 }), () => ({ code: 1003 }), () => absent]) {
    const { client } = serverWith({ resultsByIds: answer });
    for (const ref of ["1", { id: "1", status: "processing" }]) {
      const error = await client.waitForVideo(ref, { pollIntervalMs: 1, timeoutMs: 300 }).catch((thrown) => thrown);
      assert.notEqual(error.charged, "yes", error.code);
    }
  }
  const { client } = serverWith({ createBySourcePrompt: created, resultsByIds: () => ({ code: 1008 }) });
  const made = await client.createImageToVideo(request);
  const error = await client.waitForVideo(made, { pollIntervalMs: 1 }).catch((thrown) => thrown);
  assert.deepEqual([error.code, error.charged], ["not_found", "yes"]);
});

test("a watch that is aborted throws the reason, and one that is set up wrongly says so", async () => {
  const { client } = serverWith({ resultsByIds: () => found(2) });
  const controller = new AbortController();
  const watching = async (refs, options) => {
    for await (const _ of client.watchImageToVideo(refs, options)) controller.abort("mine");
  };
  await assert.rejects(watching(["1", "2"], { pollIntervalMs: 1, signal: controller.signal }), (it) => it === "mine");
  await assert.rejects(watching(["1"], { signal: AbortSignal.abort("at once") }), (it) => it === "at once");
  await assert.rejects(watching(["1", "2"], { pollIntervalMs: -1 }), ({ code }) => code === "configuration");
});

test("two waits for jobs of one client share their requests", async () => {
  const bodies = [];
  const { client, count } = serverWith({
    resultsByIds: async (sent) => {
      const { _ids } = await sent.json();
      bodies.push(_ids);
      const status = bodies.length < 3 ? 2 : 3;
      return { code: 1000, data: { result: _ids.split(",").map((_id) => ({ _id, status, ...video })) } };
    },
  });
  await Promise.all(["1", "2", "3"].map((id) => client.waitForVideo(id, { pollIntervalMs: 1 })));
  assert.ok(bodies.includes("1,2,3"), bodies.join(" | "));
  assert.ok(count("resultsByIds") < 9);
});

test("a callback that throws ends nothing", async (t) => {
  t.mock.method(console, "error", () => {});
  const states = [1, 3];
  const { client } = serverWith({ resultsByIds: () => found(states.shift() ?? 3, video) });
  const onUpdate = () => {
    throw new Error("a fault of the page's");
  };
  assert.equal((await client.waitForVideo("1", { pollIntervalMs: 1, onUpdate })).status, "completed");
  assert.ok(console.error.mock.callCount() > 0);
});

test("an unknown status counts as processing, and so does one that is missing", async () => {
  const answers = [found(7), { code: 1000, data: { result: [{ _id: "1" }] } }, found(3, video)];
  const { client } = serverWith({ resultsByIds: () => answers.shift() });
  const seen = [];
  await client.waitForVideo("1", { pollIntervalMs: 1, onUpdate: ({ status }) => seen.push(status) });
  assert.deepEqual(seen, ["processing", "completed"]);
});

test("a token is renewed before it ends", async (t) => {
  const { client, count } = serverWith({ info: () => ({ code: 1000, data: { credit: 1 } }) });
  await client.getCredits();
  const later = performance.now() + 580_000;
  t.mock.method(performance, "now", () => later);
  await client.getCredits();
  assert.equal(count("token"), 2);
});

test("create and wait go through JSON: a stored job can be waited for", async () => {
  const { client, asked } = serverWith({ createBySourcePrompt: created, resultsByIds: () => found(3, video) });
  const stored = JSON.parse(JSON.stringify(await client.createImageToVideo(request)));
  const done = await client.waitForVideo(stored);
  assert.equal(done.video_url, video.video_url);
  assert.equal(done.expiresAt, video.update_time + 7 * 24 * 60 * 60 * 1000);
  assert.deepEqual(asked, ["token", "createBySourcePrompt", "resultsByIds"]);
});

/** A video of which only the head comes, without its length and deaf to the signal, as a replaced `fetch` may make it. */
const stalled = () =>
  new Response(new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode("....ftypisom")) }));

test("a download that falls silent is a timeout, before the first byte and in the middle, and no part of a video", async () => {
  for (const fetch of [never, stalled]) {
    const client = createClient({
      baseUrl: "http://gateway.example",
      fetch: async (sent) => fetch(sent),
      timeoutMs: 20,
    });
    const done = { id: "1", status: "completed", ...video, expiresAt: Date.now() + 60_000 };
    const error = await client.downloadVideo(done).then(
      ({ size }) => assert.fail(`${size} bytes of a video`),
      (thrown) => thrown,
    );
    assert.deepEqual([error.code, error.charged, error.retryable, error.job.id], ["timeout", "yes", true, "1"]);
  }
});

test("an error of another copy of the package is known as one", async () => {
  const error = await serverWith({})
    .client.createImageToVideo({})
    .catch((thrown) => thrown);
  assert.ok(ImageToVideoError.isInstance(error));
  assert.ok(ImageToVideoError.isInstance({ __proto__: null, [Symbol.for("akool-image-to-video.error")]: true }));
  assert.ok(!ImageToVideoError.isInstance(new Error("other")));
  assert.equal(error.name, "ImageToVideoError");
});
