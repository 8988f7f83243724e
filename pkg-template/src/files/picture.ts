// Loaded when a file is to be uploaded. It checks what the gateway checks, too, and the shape that Akool's own page asks for. The
// limits are those of `crates/contract/src/media/limits.rs`, and a test compares the two files.

import { ImageToVideoError } from "../core/error.js";
import type { PictureOptions } from "../types/options.js";
import { converted } from "./convert.js";
import { resample } from "./resample.js";
import { HEAD_BYTES, type MediaKind, sniff, type UploadFormat } from "./sniff.js";
import { encode, refuse } from "./to-file.js";
import { faultOf } from "./whole-file.js";

export { toFile } from "./to-file.js";

const MAXIMUM_BYTES = 20 * 1024 * 1024;
const MAXIMUM_SIDE = 16_384;
/** Most pixels, in millions. */
const MAXIMUM_PIXELS = { WebP: 24, other: 50 };
const HEIGHT = { minimum: 301, maximum: 5999 };
const ASPECT = { minimum: 0.41, maximum: 2.49 };
const JPEG_QUALITY = 0.92;
/** What is drawn beyond that stays black on iPhones; no video has half as many. */
const MAXIMUM_CANVAS_PIXELS = 16_777_216;
/** Gives a Blob the method by which it is read; those of a test's DOM may lack it. */
const readable = (blob: Blob): Blob =>
  "arrayBuffer" in blob ? blob : Object.assign(blob as Blob, { arrayBuffer: () => readBlob(blob) });

const readBlob = (blob: Blob): Promise<ArrayBuffer> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob);
  });

/** The bytes of a Blob. */
const bytesOf = async (blob: Blob) => new Uint8Array(await readable(blob).arrayBuffer());

/**
 * Checks a file by its bytes before they move, whatever its name, and draws a picture anew if it is to be smaller or without its
 * metadata. Resolves to a Blob of the right type.
 *
 * @param wanted the kind that the field takes
 */
export const prepare = async (
  file: Blob,
  { maxSidePx = Number.POSITIVE_INFINITY, stripMetadata = false, convert = false }: PictureOptions = {},
  wanted?: MediaKind,
): Promise<Blob> => {
  const found = sniff(await bytesOf(file.slice(0, HEAD_BYTES)));
  if (convert && (found.message !== undefined || /WebM|Ogg/.test(found.name))) {
    const made = await converted(file, wanted);
    if (made) return prepare(made, { maxSidePx, stripMetadata }, wanted);
  }
  if (found.message !== undefined) return refuse(found.message);
  const { kind, name, type } = found;
  // A large picture may be made a small one; of a sound nothing is made.
  const limit = `Choose a file of at most 20 MiB${kind === "picture" ? ", or set maxSidePx to have it shrunk" : ""}.`;
  if (kind === "sound" && file.size > MAXIMUM_BYTES) refuse(limit);
  const fault = faultOf(name, await bytesOf(file));
  if (fault) refuse(fault);
  if (wanted && kind !== wanted) refuse(`Choose a ${wanted}: this file is a ${kind} (${name}).`);
  const typed = readable(file.type === type ? file : file.slice(0, file.size, type));
  if (kind === "sound") return typed;
  const prepared = await draw(typed, found, maxSidePx, stripMetadata);
  if (prepared.size > MAXIMUM_BYTES) refuse(limit);
  return prepared;
};

const lack = (what: string): never => {
  const message = `There is no ${what} here: leave out maxSidePx and stripMetadata, or prepare the picture elsewhere.`;
  throw new ImageToVideoError({ code: "configuration", message });
};

const draw = async (
  file: Blob,
  { name, type }: UploadFormat,
  maxSidePx: number,
  stripMetadata: boolean,
): Promise<Blob> => {
  const picture = await decode(file);
  if (!picture) {
    if (stripMetadata || maxSidePx !== Number.POSITIVE_INFINITY) lack("createImageBitmap");
    return file;
  }
  try {
    // Never lower than what is taken, which would only be refused below.
    const leastScale = HEIGHT.minimum / picture.height;
    const scale = Math.min(1, Math.max(leastScale, maxSidePx / Math.max(picture.width, picture.height)));
    const width = Math.round(picture.width * scale);
    const height = Math.round(picture.height * scale);
    if (height < HEIGHT.minimum || height > HEIGHT.maximum)
      refuse(`Choose a picture of ${HEIGHT.minimum} to ${HEIGHT.maximum} pixels in height; this one has ${height}.`);
    if (width / height < ASPECT.minimum || width / height > ASPECT.maximum)
      refuse(`Crop the picture: its width must be ${ASPECT.minimum} to ${ASPECT.maximum} times its height.`);
    const millions = name === "WebP" ? MAXIMUM_PIXELS.WebP : MAXIMUM_PIXELS.other;
    if (Math.max(width, height) > MAXIMUM_SIDE || width * height > millions * 1e6)
      refuse(
        `The picture has too many pixels. Make it smaller: at most ${MAXIMUM_SIDE} on a side and ${millions} million in all.`,
      );
    if (scale === 1 && !stripMetadata) return file;
    const fit = Math.min(1, Math.sqrt(MAXIMUM_CANVAS_PIXELS / (width * height)));
    const [drawnWidth, drawnHeight] = [Math.floor(width * fit), Math.floor(height * fit)];
    const isSmaller = drawnWidth < picture.width || drawnHeight < picture.height;
    const canvas = isSmaller
      ? await resample(picture, drawnWidth, drawnHeight, makeCanvas)
      : drawOn(picture, drawnWidth, drawnHeight).canvas;
    const drawn = await encode(canvas, { type, quality: JPEG_QUALITY });
    if (!drawn || (await isBlank(drawn, picture)))
      return refuse("This browser did not draw the picture: set a smaller maxSidePx, or leave out stripMetadata.");
    return drawn;
  } finally {
    picture.close();
  }
};

/** The picture in a file; `undefined` where nothing can decode one. */
const decode = async (file: Blob): Promise<ImageBitmap | undefined> => {
  try {
    return await globalThis.createImageBitmap?.(file);
  } catch (cause) {
    // A test's DOM may have the function but not take files.
    if ((cause as Error | undefined)?.name === "TypeError") return undefined;
    return refuse("Choose another picture: this one is damaged, or too large for this browser.", cause);
  }
};

type AnyCanvas = OffscreenCanvas | HTMLCanvasElement;
type AnyContext = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

const makeCanvas = (width: number, height: number): { canvas: AnyCanvas; context: AnyContext } => {
  const canvas: AnyCanvas | undefined = globalThis.OffscreenCanvas
    ? new OffscreenCanvas(width, height)
    : globalThis.document && Object.assign(document.createElement("canvas"), { width, height });
  const context = (canvas?.getContext("2d") as AnyContext | null | undefined) ?? lack("canvas");
  context.imageSmoothingQuality = "high";
  return { canvas: canvas as AnyCanvas, context };
};

const drawOn = (image: CanvasImageSource, width: number, height: number) => {
  const { canvas, context } = makeCanvas(width, height);
  context.drawImage(image, 0, 0, width, height);
  return { canvas, context };
};

/** How many samples a side tell a picture from an empty canvas, and how far they may differ. */
const SAMPLES = 16;
const TOLERANCE = 16;

const samplesOf = (image: ImageBitmap) =>
  drawOn(image, SAMPLES, SAMPLES).context.getImageData(0, 0, SAMPLES, SAMPLES).data;

/**
 * Whether nothing but black, white or nothing at all was drawn of a picture that has more in it. A canvas that is too large for a
 * browser, or that a browser keeps from being read, says nothing of it.
 */
const isBlank = async (drawn: Blob, picture: ImageBitmap): Promise<boolean> => {
  const copy = await createImageBitmap(drawn);
  const after = samplesOf(copy);
  copy.close();
  const before = samplesOf(picture);
  const isColour = (_: number, index: number) => index % 4 !== 3;
  const colours = after.filter(isColour);
  const [first] = colours;
  if ((first !== 0 && first !== 255) || colours.some((value) => value !== first)) return false;
  return before.filter(isColour).some((value) => Math.abs(value - first) > TOLERANCE);
};
