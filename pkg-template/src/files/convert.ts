// Makes files that Akool takes of files that the browser can decode.

import type { MediaKind } from "./sniff.js";
import { encode } from "./to-file.js";

const JPEG_QUALITY = 0.92;
/** What a canvas holds on an iPhone. */
const MAXIMUM_CANVAS_PIXELS = 16_777_216;
const RATE = 48_000;
const WAV_HEAD_BYTES = 44;
/** Longer than any video; the rest would not be heard. */
const MAXIMUM_SECONDS = 60;

/** A JPEG or WAV of what this browser can decode; `undefined` if it can't. */
export const converted = async (file: Blob, wanted?: MediaKind): Promise<Blob | undefined> =>
  (wanted !== "sound" && (await toJpeg(file))) || (wanted !== "picture" && (await toWav(file))) || undefined;

const toJpeg = async (file: Blob): Promise<Blob | undefined> => {
  const picture = await globalThis.createImageBitmap?.(file).catch(() => undefined);
  if (!picture) return undefined;
  const fit = Math.min(1, Math.sqrt(MAXIMUM_CANVAS_PIXELS / (picture.width * picture.height)));
  const size = { width: Math.floor(picture.width * fit), height: Math.floor(picture.height * fit) };
  const canvas = globalThis.OffscreenCanvas
    ? new OffscreenCanvas(size.width, size.height)
    : Object.assign(document.createElement("canvas"), size);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null;
  if (!context) return undefined;
  context.imageSmoothingQuality = "high";
  // JPEG has no transparency; without paper it would become black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, size.width, size.height);
  context.drawImage(picture, 0, 0, size.width, size.height);
  picture.close();
  return (await encode(canvas, { type: "image/jpeg", quality: JPEG_QUALITY })) ?? undefined;
};

const toWav = async (file: Blob): Promise<Blob | undefined> => {
  // Recordings of video cards have pictures, too; only their sound is decoded.
  const decoder = globalThis.OfflineAudioContext && new OfflineAudioContext(2, 1, RATE);
  const sound = await decoder?.decodeAudioData(await file.arrayBuffer()).catch(() => undefined);
  if (!sound?.length) return undefined;
  const channels = Array.from({ length: Math.min(2, sound.numberOfChannels) }, (_, index) =>
    sound.getChannelData(index),
  );
  const frames = Math.min(sound.length, MAXIMUM_SECONDS * sound.sampleRate);
  return new Blob([wav(channels, frames, sound.sampleRate)], { type: "audio/wav" });
};

/** A WAV file of 16-bit samples. */
const wav = (channels: Float32Array[], frames: number, rate: number): ArrayBuffer => {
  const block = channels.length * 2;
  const file = new ArrayBuffer(WAV_HEAD_BYTES + frames * block);
  const view = new DataView(file);
  const text = (at: number, word: string) => {
    for (let index = 0; index < word.length; index += 1) view.setUint8(at + index, word.charCodeAt(index));
  };
  text(0, "RIFF");
  view.setUint32(4, file.byteLength - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * block, true);
  view.setUint16(32, block, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, frames * block, true);
  let at = WAV_HEAD_BYTES;
  for (let frame = 0; frame < frames; frame += 1) {
    for (const channel of channels) {
      const sample = Math.max(-1, Math.min(1, channel[frame] ?? 0));
      view.setInt16(at, Math.round(sample * 32_767), true);
      at += 2;
    }
  }
  return file;
};
