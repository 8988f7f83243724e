import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, request as nodeRequest } from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { picture } from "../support/picture.mjs";
import { startStack } from "../support/servers/stack.mjs";

// A program that was written for the vendor knows a base URL, a bearer token and the vendor's documentation. It works
// against the gateway unchanged; nothing below knows that there is one.

const limitMs = 60_000;
/** The body of the vendor's documented example, its picture aside. */
const example = {
  prompt: "Animate this image with smooth camera movement",
  negative_prompt: "blurry, distorted hands, missing fingers",
  extend_prompt: true,
  resolution: "720p",
  audio_type: 3,
  audio_url: "",
  video_length: 5,
};
let stack;
let token;
let pictures;

before(async () => {
  pictures = createServer((_, response) => response.setHeader("content-type", "image/png").end(picture()));
  await new Promise((resolve) => pictures.listen(0, "127.0.0.1", resolve));
  example.image_url = `http://127.0.0.1:${pictures.address().port}/portrait.png`;
  stack = await startStack();
  const answer = await fetch(`${stack.gateway.url}/token`, { method: "POST" });
  token = (await answer.json()).access_token;
});
after(async () => {
  pictures?.close();
  await stack?.stop();
});

/** The ways programs send: the platform's fetch, and Node's old client, which writes headers in its own manner. */
const senders = {
  fetch: async (baseUrl, method, path, body) => {
    const response = await fetch(baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body,
    });
    return response.json();
  },
  "http.request": (baseUrl, method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", Accept: "*/*" };
      if (body) headers["Content-Length"] = Buffer.byteLength(body);
      const sent = nodeRequest(baseUrl + path, { method, headers, agent: false }, async (response) => {
        const parts = [];
        for await (const part of response) parts.push(part);
        resolve(JSON.parse(Buffer.concat(parts)));
      });
      sent.once("error", reject);
      sent.end(body);
    }),
};

for (const [name, send] of Object.entries(senders)) {
  test(`a client of the vendor's that sends by ${name} creates, polls and downloads`, async () => {
    const client = vendorClient(stack.gateway.url, send);
    const before = await client.credits();
    const job = await client.create(example);
    assert.equal(job.status, 1);
    assert.ok(job.deduction_credit > 0);
    const done = await client.wait(job._id);
    assert.equal(done._id, job._id);
    const video = Buffer.from(await (await fetch(done.video_url)).arrayBuffer());
    assert.equal(video.toString("latin1", 4, 8), "ftyp");
    assert.equal(await client.credits(), before - job.deduction_credit);
    assert.deepEqual(await client.remove(job._id), { successIds: [job._id], noPermissionItems: [] });
  });
}

// What the vendor's public demo sends to the batch route, as it is: with a number as text, and with fields that the vendor
// documents no longer and passes over.
const demoBody = JSON.parse(await readFile(new URL("../cases/vendor-demo-batch.json", import.meta.url), "utf8"));
const demoBodies = {
  "with a silent video": {},
  "with a sound of the model's": { audio_type: "1" },
  "with an effect": { effect_code: "squish_89244231312" },
};
for (const [name, change] of Object.entries(demoBodies)) {
  test(`the vendor's public demo creates, polls and downloads ${name}`, async () => {
    // Its picture lies where it can be fetched without the internet.
    const body = { ...demoBody, ...change, image_url: example.image_url };
    const answer = await fetch(`${stack.gateway.url}/api/open/v4/image2Video/createBySourcePrompt/batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const { code, data } = await answer.json();
    assert.equal(code, 1000);
    assert.equal(data.successList.length, 1);
    const ignored = [
      "audio_type",
      "audio_url",
      "is_premium_model",
      ...("effect_code" in change ? ["effect_code"] : []),
    ];
    assert.deepEqual(answer.headers.get("x-ignored-fields").split(", ").sort(), ignored.sort());
    const done = await vendorClient(stack.gateway.url, senders.fetch).wait(data.successList[0]._id);
    const video = Buffer.from(await (await fetch(done.video_url)).arrayBuffer());
    assert.equal(video.toString("latin1", 4, 8), "ftyp");
  });
}

test("the same client works against the vendor's own protocol unchanged", async () => {
  const send = (baseUrl, method, path, body) =>
    fetch(baseUrl + path, {
      method,
      headers: { "x-api-key": stack.secrets.apiKey, "content-type": "application/json" },
      body,
    }).then((response) => response.json());
  const client = vendorClient(stack.simulator.url, send);
  const job = await client.create(example);
  assert.match((await client.wait(job._id)).video_url, /^http/);
});

/** What such a program does, by the vendor's documentation. */
function vendorClient(baseUrl, send) {
  const prefix = "/api/open/v4/image2Video";
  const data = async (method, path, body) => {
    const answer = await send(baseUrl, method, path, body && JSON.stringify(body));
    assert.equal(answer.code, 1000, JSON.stringify(answer));
    return answer.data;
  };
  return {
    create: (request) => data("POST", `${prefix}/createBySourcePrompt`, request),
    credits: async () => (await data("GET", "/api/open/v3/faceswap/quota/info")).credit,
    remove: (ids) => data("POST", `${prefix}/delbyids`, { _ids: ids }),
    wait: async (id) => {
      for (const end = performance.now() + limitMs; performance.now() < end; await pause(250)) {
        const { result } = await data("POST", `${prefix}/resultsByIds`, { _ids: id });
        if (result[0]?.status === 3) return result[0];
        assert.notEqual(result[0]?.status, 4, "the job failed");
      }
      throw new Error("the job does not end");
    },
  };
}
