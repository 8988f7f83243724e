// Loaded when a file is to be uploaded.

import { ImageToVideoError } from "./error.js";
import { isBytes } from "./files.js";

export const refuse = (message, cause) => {
  throw new ImageToVideoError({ code: "file_rejected", message, cause });
};

/** Makes a Blob of whatever can be made one. */
export const toFile = async (value) => {
  if (typeof value === "string") return /^data:/i.test(value) ? fromData(value) : fromBlobAddress(value);
  if (isBytes(value)) return new Blob([value]);
  if (value.convertToBlob || value.toBlob) return fromCanvas(value);
  return value;
};

/** Without `fetch`, for which a content security policy may not allow such addresses. */
const fromData = (address) => {
  try {
    const [, head, body] = /^data:([^,]*),(.*)$/is.exec(address);
    const text = decodeURIComponent(body);
    return new Blob([/;\s*base64\s*$/i.test(head) ? bytesOf(atob(text)) : text]);
  } catch (cause) {
    return refuse("This data: address cannot be read. Pass the file itself, as a Blob.", cause);
  }
};

const bytesOf = (binary) => Uint8Array.from(binary, (character) => character.charCodeAt(0));

const fromBlobAddress = async (address) => {
  try {
    return await (await fetch(address)).blob();
  } catch (cause) {
    return refuse(
      "This blob: address cannot be read: it was revoked, is another page's, or the content security policy lacks blob: in connect-src. Pass the Blob itself.",
      cause,
    );
  }
};

const fromCanvas = async (canvas) => {
  let file;
  try {
    file = await encode(canvas, { type: "image/png" });
  } catch (cause) {
    const advice =
      cause?.name === "SecurityError"
        ? 'It shows a picture of another origin: load that with crossorigin="anonymous".'
        : "Draw on it first.";
    return refuse(`The canvas cannot be read. ${advice}`, cause);
  }
  return file ?? refuse("The canvas cannot be read. Draw on it first.");
};

/** The picture on a canvas of either kind. */
export const encode = (canvas, { type, quality }) =>
  canvas.convertToBlob
    ? canvas.convertToBlob({ type, quality })
    : new Promise((resolve) => canvas.toBlob(resolve, type, quality));
