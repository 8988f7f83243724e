import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPageServers } from "../../support/browser/page-servers.mjs";
import { caseFile as file, openWithUploads, upload } from "../../support/browser/uploads.mjs";
import { picture } from "../../support/picture.mjs";
import { tone } from "../../support/sound.mjs";
import { startStage } from "../../support/faults/stage.mjs";

const limit = { timeout: 60_000 };

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

test("the bytes decide what a file is, whatever it is called and however it is typed", limit, async (t) => {
  const { page } = await openWithUploads(t, stage);
  const jpeg = await file("jpeg_named.png");
  for (const [bytes, type] of [
    [picture(), "image/png"],
    [jpeg, "image/jpeg"],
    [tone(1), "audio/wav"],
    [await file("opus.ogg"), "audio/ogg"],
    [await file("voice_aac.aac"), "audio/aac"],
    [await file("opus.webm"), "audio/webm"],
  ]) {
    for (const [name, given] of [
      ["file", ""],
      ["file.png", "image/png"],
      ["file.txt", "text/plain"],
      ["file.mp3", "audio/mp3"],
    ]) {
      assert.deepEqual(await upload(page, bytes, name, given), { sent: [type] }, `${type} as ${name}, ${given}`);
    }
  }
});

test("a JPEG that is called a PNG becomes a video", limit, async (t) => {
  const { openPage, proxy, control } = await startPageServers(t, stage);
  const page = await openPage();
  await control.runClock();
  const status = await page.evaluate(
    async (text) => {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      const image_url = new File([bytes], "photo.png", { type: "image/png" });
      const job = await sdk
        .createClient({})
        .imageToVideo({ image_url, prompt: "by its bytes" }, { pollIntervalMs: 50 });
      return job.status;
    },
    (await file("jpeg_named.png")).toString("base64"),
  );
  assert.equal(status, "completed");
  const { headers } = proxy.seen.find(({ route }) => route === "uploads");
  assert.equal(headers["content-type"], "image/jpeg");
});

const box = (name, ...content) => {
  const body = Buffer.concat(content.map((part) => Buffer.from(part, "latin1")));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(name, 4, "latin1");
  return Buffer.concat([head, body]);
};

/** A video as far as its boxes say. */
const mp4 = (brand) =>
  Buffer.concat([
    box("ftyp", brand, "\0\0\0\0", brand),
    box("moov", box("trak", box("mdia", box("hdlr", "\0\0\0\0\0\0\0\0vide", "\0".repeat(13))))),
    box("mdat", "frames"),
  ]);

test(
  "a file that cannot be used is refused before a byte is sent, and the message says what to do",
  limit,
  async (t) => {
    const { page, proxy } = await openWithUploads(t, stage);
    const jpeg = await file("icc_p3.jpg");
    const cut = (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.7));
    for (const [name, bytes, message] of [
      ["an empty file", Buffer.alloc(0), /empty/],
      ["HEIC", await file("photo.heic"), /HEIC.*JPEG.*Most Compatible/],
      ["AVIF", await file("a_p3icc.avif"), /AVIF.*Only the simulator.*Convert/],
      ["GIF", Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1"), /GIF.*Convert/],
      ["SVG", Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG.*Convert/],
      ["BMP", Buffer.from("BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "latin1"), /BMP.*Convert/],
      ["TIFF", Buffer.from("II*\0\x08\0\0\0\0\0", "latin1"), /TIFF.*Convert/],
      ["an MP4 video", mp4("isom"), /MP4 videos.*frames as JPEG/],
      ["a QuickTime video", mp4("qt  "), /videos.*frames as JPEG/],
      ["a WebM video", Buffer.from("\x1a\x45\xdf\xa3\x9f\x86\x85V_VP9", "latin1"), /WebM videos.*frames as JPEG/],
      ["a 12-bit JPEG", await file("12bit.jpg"), /12-bit JPEG.*Convert/],
      ["a JPEG that was cut off", cut(jpeg), /JPEG file is cut off/],
      ["a PNG that was cut off", cut(picture()), /PNG file is cut off/],
      ["an M4A that was cut off", await file("cut_off.m4a"), /M4A file is cut off/],
      ["MP2", await file("mp2.mp2"), /MP2.*Convert the sound/],
      ["a PDF", Buffer.from("%PDF-1.7\n"), /PDF.*Choose/],
      ["a page", Buffer.from("<!doctype html><title>x</title>"), /HTML.*Choose/],
      ["text", Buffer.from("just some words"), /Choose a PNG, JPEG or WebP/],
      ["a tiny file", Buffer.from([0xff]), /Choose a PNG, JPEG or WebP/],
    ]) {
      for (const type of ["image/png", "", "audio/mpeg"]) {
        const seen = await upload(page, bytes, "file", type);
        assert.deepEqual([seen.code, seen.sent], ["file_rejected", 0], `${name}: ${JSON.stringify(seen)}`);
        assert.match(seen.message, message, name);
      }
    }
    assert.ok(proxy.seen.every(({ route }) => route === "unknown"));
  },
);

test(
  "a sound in place of a picture is refused before a byte is sent, and so is the other way round",
  limit,
  async (t) => {
    const { page } = await openWithUploads(t, stage);
    const create = (fields) =>
      page.evaluate(
        ([texts]) => {
          const files = Object.entries(texts).map(([name, text]) => [name, new Blob([bytesOf(text)])]);
          return outcome(
            client.createImageToVideo({
              prompt: "p",
              audio_type: 2,
              image_url: "https://a.example/a.png",
              ...Object.fromEntries(files),
            }),
          );
        },
        [fields],
      );
    const sound = tone(1).toString("base64");
    const image = picture().toString("base64");
    for (const [fields, message] of [
      [{ image_url: sound, audio_url: sound }, /Choose a picture.*sound/],
      [{ audio_url: image }, /Choose a sound.*picture/],
    ]) {
      const seen = await create(fields);
      assert.deepEqual([seen.code, seen.sent], ["file_rejected", 0], JSON.stringify(seen));
      assert.match(seen.message, message);
    }
  },
);

test("whatever holds a picture is taken as one", limit, async (t) => {
  const { page } = await openWithUploads(t, stage);
  const seen = await page.evaluate(
    async ([text, origin]) => {
      const bytes = bytesOf(text);
      const blob = new Blob([bytes]);
      const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 320 });
      canvas.getContext("2d").fillRect(0, 0, 240, 320);
      const offscreen = new OffscreenCanvas(480, 320);
      offscreen.getContext("2d").fillRect(0, 0, 240, 320);
      const transfer = new DataTransfer();
      transfer.items.add(new File([blob], "slope.png"));
      const input = Object.assign(document.createElement("input"), { type: "file" });
      input.files = transfer.files;
      const values = {
        "a Blob": blob,
        "a canvas": canvas,
        "an OffscreenCanvas": offscreen,
        "a FileList": transfer.files,
        "an array with one file": [new File([blob], "slope.png")],
        "an input": input,
        "an ArrayBuffer": bytes.buffer,
        "a Uint8Array": bytes,
        "a DataView": new DataView(bytes.buffer),
        "a blob: address": URL.createObjectURL(blob),
        "a blob: address as a URL": new URL(URL.createObjectURL(blob)),
        "a data: address": `data:image/png;base64,${text}`,
        "a data: address of another type": `data:;base64,${text}`,
      };
      const found = {};
      for (const [name, image_url] of Object.entries(values)) {
        const request = { image_url, prompt: "p" };
        const { sent, code, message } = await outcome(client.uploadFile(image_url));
        // It fails later, since what keeps the uploads makes no job.
        await client.createImageToVideo(request, { signal: AbortSignal.timeout(2000) }).catch(() => {});
        const created = uploads.splice(0).filter(({ url }) => url.endsWith("/uploads"));
        found[name] = [
          sent ?? `${code}: ${message}`,
          created.map(({ type }) => type),
          await sdk.validateCreateRequest(request),
        ];
      }
      found["a URL"] = await sdk.validateCreateRequest({ image_url: new URL("/cat.png", origin), prompt: "p" });
      return found;
    },
    [picture().toString("base64"), "https://pictures.example"],
  );
  const { "a URL": ofUrl, ...files } = seen;
  assert.deepEqual(ofUrl, []);
  for (const [name, outcome] of Object.entries(files)) {
    assert.deepEqual(outcome, [["image/png"], ["image/png"], []], name);
  }
});

test("an address of the class URL is sent as its text", limit, async (t) => {
  const { openPage, control } = await startPageServers(t, stage);
  const page = await openPage();
  await control.runClock();
  const status = await page.evaluate(async (url) => {
    const client = sdk.createClient({});
    return (await client.imageToVideo({ image_url: new URL(url), prompt: "p" }, { pollIntervalMs: 50 })).status;
  }, stage.pictureUrl);
  assert.equal(status, "completed");
});

test("what is no picture is an issue that mentions Blob and File, and nothing is sent", limit, async (t) => {
  const { page, proxy } = await openWithUploads(t, stage);
  const seen = await page.evaluate(async () => {
    const file = new File(["x"], "x.png");
    const values = {
      "an <img>": Object.assign(new Image(), { src: "/picture.png" }),
      "no file": new DataTransfer().files,
      "two files": [file, file],
      "a number": 7,
      "null": null,
      "an object": { file },
      "a path": "C:\\photo.png",
      "a relative address": "/photo.png",
      "a function": () => file,
      "a map": new Map(),
      "an object without a prototype": Object.create(null),
      "nothing": undefined,
    };
    const found = {};
    for (const [name, image_url] of Object.entries(values)) {
      const { code, issues, sent } = await outcome(client.createImageToVideo({ image_url, prompt: "p" }));
      const messages = issues.filter(({ path }) => path === "image_url").map(({ message }) => message);
      found[name] = [code, messages.join(), sent];
    }
    return found;
  });
  for (const [name, [code, message, sent]] of Object.entries(seen)) {
    assert.deepEqual([code, sent], ["invalid_request", 0], name);
    assert.match(message, /Blob.*File/, name);
  }
  assert.ok(proxy.seen.every(({ route }) => route === "unknown"));
});

test("a file in a field that takes none is an issue of that field, and nothing is uploaded", limit, async (t) => {
  const { page } = await openWithUploads(t, stage);
  const seen = await page.evaluate(async () => {
    const file = new File(["x"], "x.png");
    return outcome(client.createImageToVideo({ image_url: "https://a.example/a.png", prompt: file, webhookurl: file }));
  });
  assert.deepEqual(
    [seen.code, seen.issues.map(({ path, code }) => `${path} ${code}`).sort(), seen.sent],
    ["invalid_request", ["prompt wrong_type", "webhookurl wrong_type"], 0],
  );
});

test("what cannot be read says why, and nothing is sent", limit, async (t) => {
  const { page } = await openWithUploads(t, stage);
  const seen = await page.evaluate(async (otherOrigin) => {
    const revoked = URL.createObjectURL(new Blob(["x"]));
    URL.revokeObjectURL(revoked);
    const picture = Object.assign(new Image(), { src: otherOrigin });
    await picture.decode();
    const tainted = Object.assign(document.createElement("canvas"), { width: 480, height: 320 });
    tainted.getContext("2d").drawImage(picture, 0, 0);
    const values = {
      "blob:": revoked,
      "data:": "data:image/png;base64,%%%",
      "crossorigin": tainted,
      "Draw": document.createElement("canvas", {}),
    };
    values.Draw.width = 0;
    const found = {};
    for (const [word, image_url] of Object.entries(values)) {
      const { code, message, sent } = await outcome(client.createImageToVideo({ image_url, prompt: "p" }));
      found[word] = [code, message, sent];
    }
    return found;
  }, stage.pictureUrl);
  for (const [word, [code, message, sent]] of Object.entries(seen)) {
    assert.deepEqual([code, sent], ["file_rejected", 0], word);
    assert.match(message, new RegExp(word));
  }
});
