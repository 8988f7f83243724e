import assert from "node:assert/strict";
import { test } from "node:test";
import * as module from "../../../pkg/wasm/akool_image_to_video.js";
import { createClient } from "../../../pkg/inline.js";

const request = { image_url: "https://pictures.example/cat.png", prompt: "zoom in" };
const options = { idempotencyKey: "border" };
/** What no side of the border gives a name to. */
const unknown = [undefined, null, Number.NaN, -1, 0, 1, 2, 3, 7, 0.5, "", "x", "0", "Create", true, {}, []];

/** The functions that the module gives its JavaScript, but those that set it up. */
const functions = Object.entries(module).filter(
  ([name, value]) => typeof value === "function" && !["default", "setHost", "openClient"].includes(name),
);

/** To the servers of all clients together. */
let creates = 0;

/** A client of a server in memory that would make any video, and how many creates were sent since. */
async function openGenerousClient() {
  const before = creates;
  const fetch = async ({ url, method }) => {
    if (url.endsWith("/token")) return Response.json({ access_token: "t", expires_in: 600 });
    // Reaching the gateway here means asking how an order ended, which creates nothing.
    if (method === "POST" && /createBySourcePrompt|updateVideoAudio/.test(url)) creates += 1;
    return Response.json({ code: 1000, data: { _id: "1", status: 1, credit: 1, result: [] } });
  };
  const client = createClient({ baseUrl: "http://gateway.example", fetch, storage: false });
  await client.createImageToVideo(request);
  assert.equal(creates, before + 1, "a create is seen");
  return { creates: () => creates - before - 1 };
}

/** Calls something as JavaScript of another version might, and waits for its end whatever it is. */
async function attempt(run) {
  try {
    return await run();
  } catch (error) {
    return error;
  }
}

test("a value of another type costs nothing, whichever function it is given to", async () => {
  const server = await openGenerousClient();
  assert.ok(functions.length > 5);
  for (const [name, run] of functions) {
    // Waiting for a job that is never done ends with its signal only.
    if (/wait/i.test(name)) continue;
    for (const value of unknown) {
      if (name === "closeClient") continue;
      for (const number of [0, 1, 2]) await attempt(() => run(number, value, options));
    }
  }
  assert.equal(server.creates(), 0);
});

test("a client that the module does not know costs nothing, and none stands in for it", async () => {
  const server = await openGenerousClient();
  for (const [name, run] of functions) {
    if (/wait|closeClient/i.test(name)) continue;
    for (const number of [undefined, null, Number.NaN, "x", {}, 0, -1, 999]) {
      await attempt(() => run(number, request, options));
    }
  }
  assert.equal(server.creates(), 0);
});

test("a name that the module does not know is an error of the package's, and says what to do", async () => {
  await openGenerousClient();
  for (const name of unknown) {
    const error = await attempt(async () => module.setPollOwner(1, name));
    assert.equal(error?.code, "configuration", String(name));
    assert.equal(error.charged, "no");
    assert.match(error.message, /another version/);
  }
});

test("an unknown word for whether it was charged does not count as no", async () => {
  const answer = (charged) => Response.json({ code: 1104, msg: "refused", charged }, { status: 402 });
  const seen = {};
  for (const charged of [undefined, "no", "yes", "unknown", "partly"]) {
    const fetch = async ({ url }) => (url.endsWith("/token") ? Response.json({ access_token: "t" }) : answer(charged));
    const client = createClient({ baseUrl: "http://gateway.example", fetch, storage: false });
    seen[charged] = (await attempt(() => client.createImageToVideo(request))).charged;
  }
  assert.deepEqual(seen, { undefined: "no", no: "no", yes: "unknown", unknown: "unknown", partly: "unknown" });
});
