// Loaded when a file is to be uploaded. What it checks is what the gateway checks, too, and what the vendor's own page
// asks of pictures; the vendor publishes no limits.

import { ImageToVideoError } from "./error.js";

const MAXIMUM_BYTES = 20 * 1024 * 1024;
const HEIGHT = { minimum: 301, maximum: 5999 };
const ASPECT = { minimum: 0.41, maximum: 2.49 };
const JPEG_QUALITY = 0.92;

const refuse = (message) => {
  throw new ImageToVideoError({ code: "file_rejected", message });
};

/** What a file is by its first bytes, whatever it is called; `undefined` for what is no picture that is known here. */
const pictureType = async (file) => {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("RIFF") && head.endsWith("WEBP")) return "image/webp";
};

/** Checks a picture before its bytes move, and draws it anew if it is to be smaller or without its metadata. */
export const prepare = async (file, { maximumSide = Infinity, stripMetadata } = {}) => {
  if (!file.size) refuse("Choose a file that is not empty.");
  const type = await pictureType(file);
  if (!type) {
    // A sound, perhaps, which only the server can judge.
    if (file.type.startsWith("image/")) refuse("Choose a PNG, JPEG or WebP picture; this is something else inside.");
    return file;
  }
  const prepared = globalThis.createImageBitmap ? await draw(file, type, maximumSide, stripMetadata) : file;
  if (prepared.size > MAXIMUM_BYTES) refuse("Choose a file of at most 20 MiB, or set maximumSide to have it shrunk.");
  return prepared;
};

const draw = async (file, type, maximumSide, stripMetadata) => {
  const picture = await createImageBitmap(file).catch(() => refuse("Choose another picture: this one is damaged."));
  try {
    const scale = Math.min(1, maximumSide / Math.max(picture.width, picture.height));
    const [width, height] = [picture.width, picture.height].map((side) => Math.round(side * scale));
    if (height < HEIGHT.minimum || height > HEIGHT.maximum)
      refuse(`Choose a picture of ${HEIGHT.minimum} to ${HEIGHT.maximum} pixels in height; this one has ${height}.`);
    if (width / height < ASPECT.minimum || width / height > ASPECT.maximum)
      refuse(`Crop the picture: its width must be ${ASPECT.minimum} to ${ASPECT.maximum} times its height.`);
    if (scale === 1 && !stripMetadata) return file;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
    return await canvas.convertToBlob({ type, quality: JPEG_QUALITY });
  } finally {
    picture.close();
  }
};
