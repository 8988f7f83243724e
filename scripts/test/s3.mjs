import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { runMain, Failure } from "../shared/failure.mjs";
import { picture } from "../../tests/support/picture.mjs";
import { quickSimulator, startStack } from "../../tests/support/servers/stack.mjs";

/**
 * Tries a real S3 server: uploads through the gateway and straight into the bucket, a job, its archived video, ranges, and
 * whether the server refuses what it must. The bucket has to exist. With the servers built:
 *
 *   AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… node scripts/test/s3.mjs http://127.0.0.1:9000 bucket
 */
await runMain(async () => {
  const [endpoint, bucket, style = "path"] = process.argv.slice(2);
  const { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret } = process.env;
  if (!endpoint || !bucket || !keyId || !secret)
    throw new Failure("name the endpoint and the bucket; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have the key");
  const s3 = {
    AKOOL_GATEWAY_S3_ENDPOINT: endpoint,
    AKOOL_GATEWAY_S3_BUCKET: bucket,
    AKOOL_GATEWAY_S3_STYLE: style,
    AKOOL_GATEWAY_S3_ACCESS_KEY_ID: keyId,
    AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY: secret,
    AKOOL_GATEWAY_KEEP_RESULTS_DAYS: "1",
  };
  const seen = (what, outcome = "works") => console.log(`${what}: ${outcome}`);

  const stack = await startStack({ simulatorFlags: quickSimulator, gatewayEnvironment: s3 });
  try {
    seen("start-up check (put, list, delete)");
    const base = stack.gateway.url;
    const { access_token: token } = await (await fetch(`${base}/token`, { method: "POST" })).json();
    const authorization = `Bearer ${token}`;
    const post = async (path, headers, body) => {
      const response = await fetch(new URL(path, base), {
        method: "POST",
        headers: { authorization, ...headers },
        body,
      });
      const text = await response.text();
      assert.ok(response.ok, `${path}: ${response.status} ${text}`);
      return JSON.parse(text);
    };
    const asJson = { "content-type": "application/json" };

    const image = picture(320, 240);
    const upload = await post("/uploads", { "content-type": "image/png" }, image);
    const uploaded = Buffer.from(await (await fetch(upload.url)).arrayBuffer());
    const part = await fetch(upload.url, { headers: { range: "bytes=4-7" } });
    assert.deepEqual([part.status, Buffer.from(await part.arrayBuffer())], [206, uploaded.subarray(4, 8)]);
    seen("upload, download, range");

    const announcement = JSON.stringify({ content_type: "image/png", content_length: image.length });
    const direct = await post("/uploads/direct", asJson, announcement);
    const put = (url, body) => fetch(url, { method: direct.method, headers: direct.headers, body });
    // Some servers for tests don't look at signatures, and some not at what was signed.
    const { status: longer } = await put(direct.url, Buffer.concat([image, Buffer.from("x")]));
    seen("a direct upload that is longer than signed", longer < 300 ? "ACCEPTED by the server" : "refused");
    const forged = direct.url.replace(/(X-Amz-Signature=)\w+/, `$1${createHmac("sha256", "x").digest("hex")}`);
    const { status: unsigned } = await put(forged, image);
    seen("a direct upload with another signature", unsigned < 300 ? "ACCEPTED by the server" : "refused");
    const { status } = await put(direct.url, image);
    assert.equal(status, 200, "the signed URL");
    const completed = await post(direct.complete_url, {});
    assert.equal((await fetch(completed.url)).status, 200);
    seen("direct upload with a signed URL");

    const order = JSON.stringify({ image_url: upload.url, prompt: "zoom in" });
    const { data: job } = await post("/api/open/v4/image2Video/createBySourcePrompt", asJson, order);
    const ids = JSON.stringify({ _ids: job._id });
    let url;
    for (const end = performance.now() + 60_000; !url?.startsWith(base); ) {
      assert.ok(performance.now() < end, "the video is archived within a minute");
      const { data } = await post("/api/open/v4/image2Video/resultsByIds", asJson, ids);
      url = data.result[0]?.video_url;
    }
    const video = Buffer.from(await (await fetch(url)).arrayBuffer());
    assert.equal(video.toString("latin1", 4, 8), "ftyp");
    seen("video archived, and served from the bucket");
    await post("/api/open/v4/image2Video/delbyids", asJson, ids);
    assert.equal((await fetch(url)).status, 404);
    seen("deletion");
  } finally {
    await stack.stop();
  }
  await assert
    .rejects(
      startStack({ gatewayEnvironment: { ...s3, AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY: `${secret}x` } }).then((wrong) =>
        wrong.stop(),
      ),
    )
    .then(
      () => seen("another secret", "refused"),
      () => seen("another secret", "ACCEPTED by the server"),
    );
});
