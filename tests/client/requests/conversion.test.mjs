import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { caseFile as file, isNear, openWithUploads, upload } from "../../support/browser/uploads.mjs";
import { startStage } from "../../support/faults/stage.mjs";

const limit = { timeout: 60_000 };

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** A picture of one colour on the left and another on the right, as the two formats that need no encoder. */
const halves = { width: 480, height: 320, left: [200, 120, 40], right: [20, 160, 220] };

const bmp = () => {
  const { width, height, left, right } = halves;
  const head = Buffer.alloc(54);
  head.write("BM", "latin1");
  head.writeUInt32LE(head.length + width * height * 3, 2);
  head.writeUInt32LE(head.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  const row = Buffer.concat([left, right].map((color) => Buffer.alloc((width / 2) * 3, Buffer.from(color).reverse())));
  return Buffer.concat([head, ...Array.from({ length: height }, () => row)]);
};

const gif = () => {
  const { width, height, left, right } = halves;
  const head = Buffer.from("GIF89a\0\0\0\0\xf6\0\0", "latin1");
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  const palette = Buffer.alloc(128 * 3);
  palette.set([...left, ...right]);
  const image = Buffer.from("\x2c\0\0\0\0\0\0\0\0\0\x07", "latin1");
  image.writeUInt16LE(width, 5);
  image.writeUInt16LE(height, 7);
  // Codes stay at eight bits as long as the table is cleared before it has grown.
  const codes = [];
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (pixel % 100 === 0) codes.push(128);
    codes.push(pixel % width < width / 2 ? 0 : 1);
  }
  codes.push(129);
  const blocks = [];
  for (let at = 0; at < codes.length; at += 255) {
    const block = codes.slice(at, at + 255);
    blocks.push(Buffer.from([block.length, ...block]));
  }
  return Buffer.concat([head, palette, image, ...blocks, Buffer.from("\0;", "latin1")]);
};

/** Uploads a file to the gateway and tells under which type it was sent, or why it was not. */
const uploadToGateway = async (page, proxy, bytes) => {
  const result = await page.evaluate(
    ([text]) =>
      sdk
        .createClient({})
        .uploadFile(new File([bytesOf(text)], "file"), { convert: true })
        .then(
          () => "taken",
          (error) => error.message,
        ),
    [bytes.toString("base64")],
  );
  return [result, proxy.seen.findLast(({ route }) => route === "uploads")?.headers["content-type"]];
};

test("pictures that Akool may not take are made JPEG files, and the gateway takes them", limit, async (t) => {
  const { page, proxy } = await openWithUploads(t, stage);
  for (const [name, bytes, left, right] of [
    ["GIF", gif(), halves.left, halves.right],
    ["BMP", bmp(), halves.left, halves.right],
    // The board of colours: yellow on the left, cyan on the right, in sRGB.
    ["AVIF", await file("a_p3icc.avif"), [235, 209, 0], [0, 204, 213]],
  ]) {
    const refused = await upload(page, bytes, "file", "");
    assert.deepEqual([refused.code, refused.sent], ["file_rejected", 0], name);
    const seen = await page.evaluate(
      async ([text]) => {
        const url = await client.uploadFile(new File([bytesOf(text)], "file"), { convert: true });
        const [{ type, body }] = uploads.splice(0);
        const sent = await createImageBitmap(body);
        const context = new OffscreenCanvas(sent.width, sent.height).getContext("2d");
        context.drawImage(sent, 0, 0);
        const at = (x) => [...context.getImageData(Math.floor(sent.width * x), sent.height / 2, 1, 1).data];
        const [first, second] = new Uint8Array(await body.arrayBuffer());
        return { url, type, start: [first, second], left: at(0.15), right: at(0.85) };
      },
      [bytes.toString("base64")],
    );
    assert.deepEqual([seen.type, seen.start], ["image/jpeg", [0xff, 0xd8]], name);
    assert.ok(isNear(seen.left, left) && isNear(seen.right, right), `${name}: ${JSON.stringify(seen)}`);
    assert.deepEqual(await uploadToGateway(page, proxy, bytes), ["taken", "image/jpeg"], name);
  }
});

test("a recorder's WebM and Ogg are made WAV files of the same sound, and the gateway takes them", limit, async (t) => {
  const { page, proxy } = await openWithUploads(t, stage);
  for (const name of ["opus.webm", "opus.ogg"]) {
    const bytes = await file(name);
    const seen = await page.evaluate(
      async ([text]) => {
        const decode = async (data) => {
          const sound = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(data);
          const samples = sound.getChannelData(0);
          return {
            seconds: sound.duration,
            level: Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length),
          };
        };
        const original = bytesOf(text);
        await client.uploadFile(new File([original], "file"), { convert: true });
        const [{ type, body }] = uploads.splice(0);
        const sent = await body.arrayBuffer();
        const start = String.fromCharCode(...new Uint8Array(sent, 0, 12));
        return { type, start, sent: await decode(sent), original: await decode(original.buffer) };
      },
      [bytes.toString("base64")],
    );
    assert.equal(seen.type, "audio/wav", name);
    assert.match(seen.start, /^RIFF....WAVE$/s, name);
    assert.ok(
      Math.abs(seen.sent.seconds - seen.original.seconds) < 0.01 && seen.sent.seconds > 1,
      JSON.stringify(seen),
    );
    assert.ok(
      seen.original.level > 0.03 && Math.abs(seen.sent.level / seen.original.level - 1) < 0.02,
      JSON.stringify(seen),
    );
    assert.deepEqual(await uploadToGateway(page, proxy, bytes), ["taken", "audio/wav"], name);
  }
});
