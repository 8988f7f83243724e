import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startPageServers } from "../../support/browser/page-servers.mjs";
import { picture } from "../../support/picture.mjs";
import { tone } from "../../support/sound.mjs";
import { startStage } from "../../support/faults/stage.mjs";

const limit = { timeout: 60_000 };

const file = (name) => readFile(new URL(`../../cases/files/${name}`, import.meta.url));

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** A page with a client whose uploads are kept instead of sent. */
async function openWithUploads(t) {
  const { openPage, proxy, control } = await startPageServers(t, stage);
  const page = await openPage();
  await page.evaluate(() => {
    globalThis.uploads = [];
    const keep = async (sent) => {
      if (sent.url.endsWith("/token")) return Response.json({ access_token: "t", expires_in: 600 });
      uploads.push({ url: sent.url, type: sent.headers.get("content-type"), body: await sent.blob() });
      return Response.json({ url: "https://gateway.example/files/1" });
    };
    globalThis.client = sdk.createClient({ fetch: keep });
    globalThis.bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    globalThis.outcome = (call) =>
      call.then(
        () => ({ sent: uploads.splice(0).map(({ type }) => type) }),
        (error) => ({ code: error.code, message: error.message, issues: error.issues, sent: uploads.splice(0).length }),
      );
  });
  return { page, proxy, control };
}

const upload = (page, bytes, name, type, options) =>
  page.evaluate(
    ([text, called, given, how]) =>
      outcome(client.uploadFile(new File([bytesOf(text)], called, { type: given }), how ?? undefined)),
    [bytes.toString("base64"), name, type, options],
  );

test("the bytes decide what a file is, whatever it is called and however it is typed", limit, async (t) => {
  const { page } = await openWithUploads(t);
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
    const { page, proxy } = await openWithUploads(t);
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
    const { page } = await openWithUploads(t);
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

/** Replaces the page's canvases by some that paint nothing above so many pixels, as iPhones' do. */
const limitCanvases = (page, pixels, isOffscreenThere = true) =>
  page.evaluate(
    ([most, isThere]) => {
      globalThis.RealOffscreenCanvas = OffscreenCanvas;
      const limited = (context, canvas) => {
        if (canvas.width * canvas.height > most) context.drawImage = () => {};
        return context;
      };
      const Limited = class extends RealOffscreenCanvas {
        getContext(...input) {
          return limited(super.getContext(...input), this);
        }
      };
      if (isThere) globalThis.OffscreenCanvas = Limited;
      else delete globalThis.OffscreenCanvas;
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function (...input) {
        return limited(getContext.apply(this, input), this);
      };
    },
    [pixels, isOffscreenThere],
  );

/** Uploads a photo of so many pixels, coloured unless it is `black`, and tells what was sent. */
const sendPhoto = (page, [width, height], options, black = false) =>
  page.evaluate(
    async ([w, h, how, isBlack]) => {
      const canvas = new RealOffscreenCanvas(w, h);
      const context = canvas.getContext("2d");
      context.fillStyle = isBlack ? "black" : "rgb(200, 120, 40)";
      context.fillRect(0, 0, w, h);
      if (!isBlack) context.clearRect(0, 0, 0, 0);
      context.fillStyle = isBlack ? "black" : "rgb(20, 160, 220)";
      context.fillRect(w / 2, 0, w / 2, h);
      const photo = await canvas.convertToBlob({ type: "image/jpeg" });
      const seen = await outcome(
        client.uploadFile(photo, how).finally(() => (globalThis.lastUpload = uploads[0]?.body)),
      );
      if (!globalThis.lastUpload) return seen;
      const sent = await createImageBitmap(lastUpload);
      const look = new RealOffscreenCanvas(sent.width, sent.height).getContext("2d");
      look.drawImage(sent, 0, 0);
      return {
        ...seen,
        pixels: sent.width * sent.height,
        width: sent.width,
        height: sent.height,
        left: [...look.getImageData(sent.width / 4, sent.height / 2, 1, 1).data],
        right: [...look.getImageData((sent.width * 3) / 4, sent.height / 2, 1, 1).data],
      };
    },
    [width, height, options, black],
  );

const isNear = (pixel, expected) => pixel.slice(0, 3).every((value, index) => Math.abs(value - expected[index]) < 12);
const IPHONE_PIXELS = 16_777_216;

for (const isThere of [true, false]) {
  const kind = isThere ? "OffscreenCanvas" : "<canvas>";

  test(
    `a photo of 24 megapixels is drawn where ${kind} holds 16, without its metadata and smaller`,
    limit,
    async (t) => {
      const { page } = await openWithUploads(t);
      await limitCanvases(page, IPHONE_PIXELS, isThere);
      for (const [options, size] of [
        [{ stripMetadata: true }, undefined],
        [{ stripMetadata: true, maxSidePx: 2048 }, [2048, 1365]],
        [{ maxSidePx: 5900 }, undefined],
      ]) {
        const seen = await sendPhoto(page, [6000, 4000], options);
        assert.deepEqual(seen.sent, ["image/jpeg"], JSON.stringify(seen));
        assert.ok(seen.pixels <= IPHONE_PIXELS, `${seen.pixels}`);
        assert.ok(Math.abs(seen.width / seen.height - 1.5) < 0.01, `${seen.width} × ${seen.height}`);
        if (size) assert.deepEqual([seen.width, seen.height], size);
        assert.ok(isNear(seen.left, [200, 120, 40]) && isNear(seen.right, [20, 160, 220]), JSON.stringify(seen));
      }
    },
  );

  test(`a picture that stayed black on ${kind} is refused before a byte is sent`, limit, async (t) => {
    const { page } = await openWithUploads(t);
    await limitCanvases(page, 100_000, isThere);
    const seen = await sendPhoto(page, [1200, 800], { stripMetadata: true });
    assert.deepEqual([seen.code, seen.sent], ["file_rejected", 0], JSON.stringify(seen));
    assert.match(seen.message, /did not draw/);
    const black = await sendPhoto(page, [1200, 800], { stripMetadata: true }, true);
    assert.deepEqual(black.sent, ["image/jpeg"], "a picture that is black is no fault");
  });
}

test("whatever holds a picture is taken as one", limit, async (t) => {
  const { page } = await openWithUploads(t);
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
  const { page, proxy } = await openWithUploads(t);
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
  const { page } = await openWithUploads(t);
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
  const { page } = await openWithUploads(t);
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
  const { page, proxy } = await openWithUploads(t);
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
  const { page, proxy } = await openWithUploads(t);
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

/** A picture turned on its side, so that it stays high enough, and shrunk as an upload: its rows of gray levels. */
const shrunk = (page, bytes, maxSidePx) =>
  page.evaluate(
    async ([text, side]) => {
      const picture = await createImageBitmap(new Blob([bytesOf(text)]));
      const turned = new OffscreenCanvas(picture.height, picture.width);
      const context = turned.getContext("2d");
      context.rotate(Math.PI / 2);
      context.drawImage(picture, 0, -picture.height);
      await client.uploadFile(turned, { maxSidePx: side });
      const sent = await createImageBitmap(uploads.splice(0)[0].body);
      const target = new OffscreenCanvas(sent.width, sent.height).getContext("2d");
      target.drawImage(sent, 0, 0);
      const { data } = target.getImageData(0, 0, sent.width, sent.height);
      return Array.from({ length: sent.height }, (_, y) =>
        Array.from({ length: sent.width }, (_, x) => data[(y * sent.width + x) * 4]),
      );
    },
    [bytes.toString("base64"), maxSidePx],
  );

test("rings too fine for a smaller picture become grey, without false ones", limit, async (t) => {
  const { page } = await openWithUploads(t);
  const rows = await shrunk(page, await file("zone_plate.png"), 310);
  const [height, width] = [rows.length, rows[0].length];
  assert.deepEqual([width, height], [233, 310]);
  /** Mean and deviation of the levels between two distances from the middle. */
  const between = (nearest, farthest) => {
    const levels = rows.flatMap((row, y) =>
      row.filter((_, x) => {
        const distance = Math.hypot(x - (width - 1) / 2, y - (height - 1) / 2);
        return distance >= nearest && distance < farthest;
      }),
    );
    const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    return { mean, deviation: Math.sqrt(levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length) };
  };
  const middle = between(0, 36);
  assert.ok(middle.deviation > 80, `the rings that fit are there: ${JSON.stringify(middle)}`);
  // Black and white pixels without smoothing have a deviation of 127, Lanczos leaves 22 of the steps of such a plate.
  for (let from = 72; from < 190; from += 6) {
    const { mean, deviation } = between(from, from + 6);
    assert.ok(Math.abs(mean - 127.5) < 6 && deviation < 25, `${from} pixels from the middle: ${mean} ± ${deviation}`);
  }
});
