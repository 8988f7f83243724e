// Makes pictures smaller. Browsers smooth in different ways, some of them by the nearest few pixels only, which
// makes rings and steps of fine patterns.

/** A canvas on which `context` draws. */
export interface Drawable<Canvas> {
  canvas: Canvas;
  context: Pick<CanvasDrawImage & CanvasImageData, "drawImage" | "getImageData" | "putImageData" | "createImageData"> &
    Pick<CanvasRect, "clearRect">;
}

const CHANNELS = 4;
/** Rows that are read at a time; the page can react in between. */
const BAND_ROWS = 64;

/** Catmull-Rom. */
const kernel = (distance: number): number => {
  const x = Math.abs(distance);
  if (x < 1) return 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
  return x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
};

interface Taps {
  first: number;
  weights: Float32Array;
}

/** For each of `to` samples, the ones of `from` that it is made of. */
const tapsOf = (from: number, to: number): Taps[] => {
  const ratio = from / to;
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * ratio - 0.5;
    const first = Math.max(0, Math.ceil(centre - 2 * ratio));
    const last = Math.min(from - 1, Math.floor(centre + 2 * ratio));
    const weights = Float32Array.from({ length: last - first + 1 }, (_, tap) => kernel((first + tap - centre) / ratio));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
};

/** A row in fewer samples, its colours multiplied by their opacity. */
const shrinkRow = (data: Uint8ClampedArray, start: number, taps: Taps[]): Float32Array => {
  const row = new Float32Array(taps.length * CHANNELS);
  taps.forEach(({ first, weights }, index) => {
    let red = 0;
    let green = 0;
    let blue = 0;
    let opacity = 0;
    let at = start + first * CHANNELS;
    for (const weight of weights) {
      const share = (weight * (data[at + 3] as number)) / 255;
      red += share * (data[at] as number);
      green += share * (data[at + 1] as number);
      blue += share * (data[at + 2] as number);
      opacity += share;
      at += CHANNELS;
    }
    // Without a list for each pixel, of which there are millions.
    row[index * CHANNELS] = red;
    row[index * CHANNELS + 1] = green;
    row[index * CHANNELS + 2] = blue;
    row[index * CHANNELS + 3] = opacity * 255;
  });
  return row;
};

/** The row of the smaller picture that these rows make. */
const join = (rows: Map<number, Float32Array>, { first, weights }: Taps, target: Uint8ClampedArray): void => {
  const sums = new Float32Array(target.length);
  weights.forEach((weight, tap) => {
    const row = rows.get(first + tap) as Float32Array;
    for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] as number) + weight * (row[at] as number);
  });
  for (let at = 0; at < sums.length; at += CHANNELS) {
    const opacity = sums[at + 3] as number;
    const share = opacity > 0 ? 255 / opacity : 0;
    for (let channel = 0; channel < 3; channel += 1) target[at + channel] = (sums[at + channel] as number) * share;
    target[at + 3] = opacity;
  }
};

/** The picture with fewer pixels, each an average of those that it stands for. */
export const resample = async <Canvas>(
  picture: ImageBitmap,
  width: number,
  height: number,
  makeCanvas: (width: number, height: number) => Drawable<Canvas>,
): Promise<Canvas> => {
  const across = tapsOf(picture.width, width);
  const down = tapsOf(picture.height, height);
  const { context: source } = makeCanvas(picture.width, BAND_ROWS);
  const { canvas, context } = makeCanvas(width, height);
  const target = context.createImageData(width, 1);
  const rows = new Map<number, Float32Array>();
  let next = 0;
  for (let top = 0; top < picture.height; top += BAND_ROWS) {
    const count = Math.min(BAND_ROWS, picture.height - top);
    // Smaller pictures may be transparent, and the canvas holds the band before.
    source.clearRect(0, 0, picture.width, BAND_ROWS);
    source.drawImage(picture, 0, top, picture.width, count, 0, 0, picture.width, count);
    const { data } = source.getImageData(0, 0, picture.width, count);
    for (let row = 0; row < count; row += 1) {
      rows.set(top + row, shrinkRow(data, row * picture.width * CHANNELS, across));
      while (next < height) {
        const taps = down[next] as Taps;
        if (taps.first + taps.weights.length - 1 > top + row) break;
        join(rows, taps, target.data);
        context.putImageData(target, 0, next);
        next += 1;
      }
      const oldest = down[next]?.first ?? picture.height;
      for (const kept of rows.keys()) if (kept < oldest) rows.delete(kept);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  return canvas;
};
