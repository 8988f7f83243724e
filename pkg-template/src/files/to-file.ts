// Loaded when a file is to be uploaded.

import { ImageToVideoError } from "../core/error.js";
import { type Canvas, isBytes } from "./file-fields.js";

/** Throws the error for a file that cannot be used. */
export const refuse = (message: string, cause?: unknown): never => {
  throw new ImageToVideoError({ code: "file_rejected", message, cause });
};

/** Makes a Blob of any value that can be made one. */
export const toFile = async (value: unknown): Promise<Blob> => {
  if (typeof value === "string") return /^data:/i.test(value) ? fromData(value) : fromBlobAddress(value);
  if (isBytes(value)) return new Blob([value]);
  const canvas = value as Canvas;
  return canvas.convertToBlob || canvas.toBlob ? fromCanvas(canvas) : (value as Blob);
};

/** Without `fetch`, for which a content security policy may not allow such addresses. */
const fromData = (address: string): Blob => {
  try {
    const [, head = "", body = ""] = /^data:([^,]*),(.*)$/is.exec(address) as RegExpExecArray;
    const text = decodeURIComponent(body);
    return new Blob([/;\s*base64\s*$/i.test(head) ? bytesOf(atob(text)) : text]);
  } catch (cause) {
    return refuse("This data: address cannot be read. Pass the file itself, as a Blob.", cause);
  }
};

const bytesOf = (binary: string) => Uint8Array.from(binary, (character) => character.charCodeAt(0));

const fromBlobAddress = async (address: string): Promise<Blob> => {
  try {
    return await (await fetch(address)).blob();
  } catch (cause) {
    return refuse(
      "This blob: address cannot be read: it was revoked, is another page's, or the content security policy lacks blob: in connect-src. Pass the Blob itself.",
      cause,
    );
  }
};

const fromCanvas = async (canvas: Canvas): Promise<Blob> => {
  let file: Blob | null = null;
  try {
    file = await encode(canvas, { type: "image/png" });
  } catch (cause) {
    const advice =
      (cause as Error | undefined)?.name === "SecurityError"
        ? 'It shows a picture of another origin: load that with crossorigin="anonymous".'
        : "Draw on it first.";
    return refuse(`The canvas cannot be read. ${advice}`, cause);
  }
  return file ?? refuse("The canvas cannot be read. Draw on it first.");
};

/** The picture on a canvas of either kind. */
export const encode = async (
  canvas: Canvas,
  { type, quality }: { type: string; quality?: number },
): Promise<Blob | null> =>
  canvas.convertToBlob
    ? canvas.convertToBlob({ type, ...(quality !== undefined && { quality }) })
    : new Promise((resolve) => canvas.toBlob?.(resolve, type, quality));
