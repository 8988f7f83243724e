import { describe, expect, it } from "vitest";
import { type Drawable, resample } from "./resample.js";

interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

const blank = (width: number, height: number): Pixels => ({
  width,
  height,
  data: new Uint8ClampedArray(width * height * 4),
});

/** A canvas in memory, which draws pictures without scaling them. */
const makeCanvas = (width: number, height: number): Drawable<Pixels> => {
  const canvas = blank(width, height);
  const rowsOf = (from: Pixels, top: number, count: number) =>
    from.data.subarray(top * from.width * 4, (top + count) * from.width * 4);
  const context = {
    clearRect: () => canvas.data.fill(0),
    drawImage: (picture: Pixels, _x: number, top: number, _width: number, count: number) =>
      canvas.data.set(rowsOf(picture, top, count)),
    getImageData: (_x: number, top: number, _width: number, count: number) => ({ data: rowsOf(canvas, top, count) }),
    createImageData: blank,
    putImageData: (row: Pixels, _x: number, top: number) => canvas.data.set(row.data, top * width * 4),
  };
  return { canvas, context: context as unknown as Drawable<Pixels>["context"] };
};

const shrink = (picture: Pixels, width: number, height: number) =>
  resample(picture as unknown as ImageBitmap, width, height, makeCanvas);

/** Rings around the middle, in black and white, finer towards the edge. */
const zonePlate = (width: number, height: number): Pixels => {
  const plate = blank(width, height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const squares = (x - width / 2) ** 2 + (y - height / 2) ** 2;
      const level = Math.cos((Math.PI * squares) / width) > 0 ? 255 : 0;
      plate.data.set([level, level, level, 255], (y * width + x) * 4);
    }
  return plate;
};

describe("resample", () => {
  it("makes grey of rings that are too fine, and no false rings", async () => {
    const small = await shrink(zonePlate(930, 700), 310, 233);
    let squares = 0;
    let count = 0;
    for (let y = 0; y < 233; y += 1)
      for (let x = 0; x < 310; x += 1) {
        // Out there the rings are at least two times as fine as the smaller picture can show.
        if (Math.hypot(x - 155, y - 116.5) < 0.33 * 310) continue;
        squares += ((small.data[(y * 310 + x) * 4] as number) - 127.5) ** 2;
        count += 1;
      }
    // Black and white without smoothing give 127, an average of the nearest three by three pixels 43.
    expect(Math.sqrt(squares / count)).toBeLessThan(30);
  });

  it("keeps an even colour and the opacity", async () => {
    const even = blank(200, 130);
    for (let at = 0; at < even.data.length; at += 4)
      even.data.set([200, 100, 50, at < even.data.length / 2 ? 255 : 0], at);
    const small = await shrink(even, 50, 33);
    expect([...small.data.subarray(0, 4)]).toEqual([200, 100, 50, 255]);
    expect(small.data.at(-1)).toBe(0);
  });
});
