import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { caseFile as file, isNear, openWithUploads } from "../../support/browser/uploads.mjs";
import { startStage } from "../../support/faults/stage.mjs";

const limit = { timeout: 60_000 };

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

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

const IPHONE_PIXELS = 16_777_216;

for (const isThere of [true, false]) {
  const kind = isThere ? "OffscreenCanvas" : "<canvas>";

  test(
    `a photo of 24 megapixels is drawn where ${kind} holds 16, without its metadata and smaller`,
    limit,
    async (t) => {
      const { page } = await openWithUploads(t, stage);
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
    const { page } = await openWithUploads(t, stage);
    await limitCanvases(page, 100_000, isThere);
    const seen = await sendPhoto(page, [1200, 800], { stripMetadata: true });
    assert.deepEqual([seen.code, seen.sent], ["file_rejected", 0], JSON.stringify(seen));
    assert.match(seen.message, /did not draw/);
    const black = await sendPhoto(page, [1200, 800], { stripMetadata: true }, true);
    assert.deepEqual(black.sent, ["image/jpeg"], "a picture that is black is no fault");
  });
}

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
  const { page } = await openWithUploads(t, stage);
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
