// Loaded when a file is to be uploaded. What it checks is what the gateway checks, too, and what the vendor's own page
// asks of pictures; the vendor publishes no limits.

import { ImageToVideoError } from "./error.js";
import { HEAD_BYTES, sniff } from "./sniff.js";
import { encode, refuse } from "./to-file.js";
import { faultOf } from "./whole-file.js";

export { toFile } from "./to-file.js";

const MAXIMUM_BYTES = 20 * 1024 * 1024;
const HEIGHT = { minimum: 301, maximum: 5999 };
const ASPECT = { minimum: 0.41, maximum: 2.49 };
const JPEG_QUALITY = 0.92;
/** What is drawn beyond that stays black on iPhones; no video has half as many. */
const MAXIMUM_CANVAS_PIXELS = 16_777_216;
/** Bytes of a Blob; a test's DOM may lack the method. */
const bytesOf = async (blob) =>
  new Uint8Array(await (blob.arrayBuffer ? blob.arrayBuffer() : new Response(blob).arrayBuffer()));

/**
 * Checks a file by its bytes before they move, whatever it is called, and draws a picture anew if it is to be smaller or without
 * its metadata. Resolves to a Blob of the right type.
 *
 * @param {"picture" | "sound" | undefined} wanted what the field takes
 */
export const prepare = async (file, { maximumSide = Infinity, stripMetadata } = {}, wanted) => {
  const { message, kind, name, type } = sniff(await bytesOf(file.slice(0, HEAD_BYTES)));
  if (message) refuse(message);
  // A large picture may be made a small one; of a sound nothing is made.
  const limit = `Choose a file of at most 20 MiB${kind === "picture" ? ", or set maximumSide to have it shrunk" : ""}.`;
  if (kind === "sound" && file.size > MAXIMUM_BYTES) refuse(limit);
  const fault = faultOf(name, await bytesOf(file));
  if (fault) refuse(fault);
  if (wanted && kind !== wanted) refuse(`Choose a ${wanted}: this file is a ${kind} (${name}).`);
  const typed = file.type === type ? file : file.slice(0, file.size, type);
  if (kind === "sound") return typed;
  const prepared = await draw(typed, type, maximumSide, stripMetadata);
  if (prepared.size > MAXIMUM_BYTES) refuse(limit);
  return prepared;
};

const lack = (what) => {
  const message = `There is no ${what} here: leave out maximumSide and stripMetadata, or prepare the picture elsewhere.`;
  throw new ImageToVideoError({ code: "configuration", message });
};

const draw = async (file, type, maximumSide, stripMetadata) => {
  const picture = await decode(file);
  if (!picture) {
    if (stripMetadata || maximumSide !== Infinity) lack("createImageBitmap");
    return file;
  }
  try {
    const scale = Math.min(1, maximumSide / Math.max(picture.width, picture.height));
    const [width, height] = [picture.width, picture.height].map((side) => Math.round(side * scale));
    if (height < HEIGHT.minimum || height > HEIGHT.maximum)
      refuse(`Choose a picture of ${HEIGHT.minimum} to ${HEIGHT.maximum} pixels in height; this one has ${height}.`);
    if (width / height < ASPECT.minimum || width / height > ASPECT.maximum)
      refuse(`Crop the picture: its width must be ${ASPECT.minimum} to ${ASPECT.maximum} times its height.`);
    if (scale === 1 && !stripMetadata) return file;
    const fit = Math.min(1, Math.sqrt(MAXIMUM_CANVAS_PIXELS / (width * height)));
    const canvas = shrink(picture, Math.floor(width * fit), Math.floor(height * fit));
    const drawn = await encode(canvas, { type, quality: JPEG_QUALITY });
    if (!drawn || (await isBlank(drawn, picture)))
      refuse("This browser did not draw the picture: set a smaller maximumSide, or leave out stripMetadata.");
    return drawn;
  } finally {
    picture.close();
  }
};

/** The picture in a file; `undefined` where nothing can decode one. */
const decode = async (file) => {
  try {
    return await globalThis.createImageBitmap?.(file);
  } catch (cause) {
    // A test's DOM may have the function and not take files by it.
    if (cause?.name === "TypeError") return undefined;
    return refuse("Choose another picture: this one is damaged, or too large for this browser.", cause);
  }
};

const makeCanvas = (width, height) => {
  const canvas = globalThis.OffscreenCanvas
    ? new OffscreenCanvas(width, height)
    : globalThis.document && Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas?.getContext("2d") ?? lack("canvas");
  context.imageSmoothingQuality = "high";
  return { canvas, context };
};

const drawOn = (image, width, height) => {
  const { canvas, context } = makeCanvas(width, height);
  context.drawImage(image, 0, 0, width, height);
  return { canvas, context };
};

/** Step by step, each at least half the one before, so that no line is stepped over. */
const shrink = (picture, width, height) => {
  let image = picture;
  let [stepWidth, stepHeight] = [picture.width, picture.height];
  do {
    do {
      stepWidth = Math.max(width, Math.ceil(stepWidth / 2));
      stepHeight = Math.max(height, Math.ceil(stepHeight / 2));
    } while (stepWidth * stepHeight > MAXIMUM_CANVAS_PIXELS);
    image = drawOn(image, stepWidth, stepHeight).canvas;
  } while (stepWidth > width || stepHeight > height);
  return image;
};

/** How many samples a side tell a picture from an empty canvas, and how far they may differ. */
const SAMPLES = 16;
const TOLERANCE = 16;

const samplesOf = (image) => drawOn(image, SAMPLES, SAMPLES).context.getImageData(0, 0, SAMPLES, SAMPLES).data;

/**
 * Whether nothing but black, white or nothing at all was drawn of a picture that has more in it. A canvas that is too large for a
 * browser, or that a browser keeps from being read, says nothing of it.
 */
const isBlank = async (drawn, picture) => {
  const copy = await createImageBitmap(drawn);
  const after = samplesOf(copy);
  copy.close();
  const before = samplesOf(picture);
  const isColour = (_, index) => index % 4 !== 3;
  const colours = after.filter(isColour);
  const [first] = colours;
  if ((first !== 0 && first !== 255) || colours.some((value) => value !== first)) return false;
  return before.filter(isColour).some((value) => Math.abs(value - first) > TOLERANCE);
};
