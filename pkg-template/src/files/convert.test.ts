import { afterEach, describe, expect, it, vi } from "vitest";
import { converted } from "./convert.js";

afterEach(() => vi.unstubAllGlobals());

/** A browser that decodes every sound as one of two channels. */
const stubSound = (length: number) => {
  class Context {
    async decodeAudioData() {
      const channel = (level: number) => new Float32Array(length).fill(level);
      return {
        length,
        numberOfChannels: 2,
        sampleRate: 48_000,
        getChannelData: (at: number) => channel(at ? -2 : 0.5),
      };
    }
  }
  vi.stubGlobal("OfflineAudioContext", Context);
};

describe("converted", () => {
  it("makes a WAV of a sound that the browser can decode", async () => {
    stubSound(4);
    const file = await converted(new Blob(["a recording"]), "sound");
    expect(file?.type).toBe("audio/wav");
    const bytes = new Uint8Array(await (file as Blob).arrayBuffer());
    const view = new DataView(bytes.buffer);
    expect(String.fromCharCode(...bytes.subarray(0, 4), ...bytes.subarray(8, 16))).toBe("RIFFWAVEfmt ");
    expect([view.getUint16(22, true), view.getUint32(24, true), view.getUint32(40, true)]).toEqual([2, 48_000, 16]);
    // Full levels are cut, not wrapped.
    expect([view.getInt16(44, true), view.getInt16(46, true)]).toEqual([16_384, -32_767]);
  });

  it("leaves what the browser cannot decode alone", async () => {
    vi.stubGlobal("createImageBitmap", () => Promise.reject(new DOMException("no picture", "InvalidStateError")));
    expect(await converted(new Blob(["no picture"]), "picture")).toBeUndefined();
    expect(await converted(new Blob(["no sound"]), "sound")).toBeUndefined();
  });
});
