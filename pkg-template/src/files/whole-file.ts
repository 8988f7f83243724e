// Loaded when a file is to be uploaded. It finds faults that only the whole of a file shows and that are cheap to find; the gateway
// finds more.

import { otherPicture, type Unusable, video } from "./sniff.js";

type Check = (bytes: Uint8Array, view: DataView, cutOff: Unusable) => Unusable | undefined;

/** What is wrong with a file of the format of that name, for people; `undefined` if no fault is found. */
export const faultOf = (name: string, bytes: Uint8Array): string | undefined => {
  const cutOff = { message: `The ${name} file is cut off. Choose a complete copy of it.` };
  return checks[name]?.(bytes, new DataView(bytes.buffer), cutOff)?.message;
};

const text = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

const checks: Record<string, Check> = {
  JPEG: (bytes, view, cutOff) => {
    let at = 2;
    while (at + 4 < bytes.length) {
      const marker = bytes[at + 1] as number;
      // Padding.
      if (bytes[at] !== 0xff || marker === 0xff) {
        at += 1;
        continue;
      }
      const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
      if (isFrame && bytes[at + 4] !== 8) return otherPicture(`${bytes[at + 4]}-bit JPEG pictures`);
      at += 2 + view.getUint16(at + 2);
      if (marker === 0xda) return hasEnd(bytes, at) ? undefined : cutOff;
    }
    return cutOff;
  },

  PNG: (bytes, view, cutOff) => {
    for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
      if (text(bytes, at + 4, at + 8) === "IEND") return undefined;
    }
    return cutOff;
  },

  WebP: (bytes, view, cutOff) => (view.getUint32(4, true) + 8 > bytes.length ? cutOff : undefined),

  M4A: (bytes, view, cutOff) => {
    let movie: Uint8Array | undefined;
    for (let at = 0; at < bytes.length; ) {
      if (at + 8 > bytes.length) return cutOff;
      const short = view.getUint32(at);
      // 0 is up to the end; with 1 the length follows in 64 bits.
      const isLong = short === 1 && at + 16 <= bytes.length;
      const length = isLong ? Number(view.getBigUint64(at + 8)) : short || bytes.length - at;
      if (length < 8 || at + length > bytes.length) return cutOff;
      if (text(bytes, at + 4, at + 8) === "moov") movie = bytes.subarray(at, at + length);
      at += length;
    }
    if (!movie) return cutOff;
    // An audio book may have pictures of its chapters.
    const isVideo = !/^M4[AB]/.test(text(bytes, 8, 12)) && finds(movie, "hdlr", "vide");
    return isVideo ? video(text(bytes, 8, 12) === "qt  " ? "QuickTime videos" : "MP4 videos") : undefined;
  },

  WebM: (bytes) => (/V_(VP[89]|AV1|MPEG)/.test(headText(bytes)) ? video("WebM videos") : undefined),
};

/** The start of a file, where a WebM file lists its tracks. */
const headText = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes.subarray(0, 65_536));

/** Whether one word stands eight bytes behind the end of another: a handler box has a version and a reserved number in between. */
const finds = (bytes: Uint8Array, first: string, second: string) =>
  new RegExp(`${first}[^]{8}${second}`).test(new TextDecoder("latin1").decode(bytes));

/** Whether a JPEG's scans come to their end. */
const hasEnd = (bytes: Uint8Array, from: number) => {
  for (let at = from; (at = bytes.indexOf(0xff, at)) >= 0; at += 1) if (bytes[at + 1] === 0xd9) return true;
  return false;
};
