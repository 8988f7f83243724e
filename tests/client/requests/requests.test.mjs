import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createClient } from "../../../pkg/inline.js";
import { root } from "../../../scripts/shared/paths.mjs";

const baseUrl = "http://gateway.example";
const image_url = "https://pictures.example/cat.png";
const media = (name) => readFile(join(root, "tests/media", name));

/** A client of a gateway in memory, which keeps the requests for jobs. */
function serve(answer = { _id: "1", status: 1 }) {
  const orders = [];
  let uploads = 0;
  const fetch = async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/token") return Response.json({ access_token: "t", expires_in: 600 });
    if (pathname === "/uploads") return Response.json({ url: `${baseUrl}/files/${(uploads += 1)}` });
    if (request.headers.has("idempotency-key")) orders.push(JSON.parse(await request.text()));
    const batch = { successList: [answer], errorList: [] };
    return Response.json({ code: 1000, data: pathname.endsWith("/batch") ? batch : { ...answer, result: [answer] } });
  };
  return { orders, client: createClient({ baseUrl, fetch, storage: false, events: false }) };
}

test("every file field of every request takes a Blob, which is uploaded first", async () => {
  const { orders, client } = serve();
  const picture = new Blob([await media("orient6.png")]);
  const sound = new Blob([await media("tone.mp3")]);
  await client.createImageToVideo({ image_url: picture, prompt: "zoom", audio_type: 2, audio_url: sound });
  await client.createImageToVideoBatch({ image_url: picture, prompt: "zoom", last_image_url: picture });
  await client.updateVideoAudio({ pre_video_id: "1", audio_type: 2, audio_url: sound });
  const files = (order) => Object.entries(order).filter(([name]) => /image_url|audio_url/.test(name));
  assert.deepEqual(
    orders.map((order) => Object.fromEntries(files(order))),
    [
      { image_url: `${baseUrl}/files/1`, audio_url: `${baseUrl}/files/2` },
      { image_url: `${baseUrl}/files/3`, last_image_url: `${baseUrl}/files/4` },
      { audio_url: `${baseUrl}/files/5` },
    ],
  );
});

test("a valid request has no issues, and comes back to be passed on; an invalid one does not", async () => {
  const { client, orders } = serve();
  const request = { image_url, prompt: "zoom", resolution: "720p", effect_code: undefined };
  const issues = await client.validateCreateRequest(request);
  assert.deepEqual(issues, []);
  assert.equal(issues.request, request);
  const wrong = await client.validateCreateRequest({ ...request, resolution: "8k" });
  assert.deepEqual([wrong.map(({ path }) => path), wrong.request], [["resolution"], undefined]);
  assert.deepEqual(orders, []);
});

test("what is no request at all is an issue, too", async () => {
  const { client } = serve();
  for (const value of [undefined, null, "text", [{ image_url, prompt: "zoom" }]])
    assert.equal((await client.validateCreateRequest(value))[0].code, "wrong_type");
});

test("a failed job says why, and so does the error of waiting for it", async () => {
  const { client } = serve({ _id: "1", status: 4, error_reason: "too dark" });
  const job = await client.pollImageToVideo("1");
  assert.deepEqual([job.status, job.reason], ["failed", "too dark"]);
  const error = await client.waitForVideo("1").catch((thrown) => thrown);
  assert.deepEqual([error.code, error.job.reason], ["job_failed", "too dark"]);
});
