import { describe, expect, it } from "vitest";
import { fileFieldsOf, isFile, unwrap, withPlaceholders } from "./file-fields.js";

const blob = new Blob(["bytes"]);

describe("isFile", () => {
  it.each([blob, new Uint8Array(1), new ArrayBuffer(1), { toBlob() {} }, "blob:https://page.example/1", "DATA:,x"])(
    "takes %o",
    (value) => expect(isFile(value)).toBe(true),
  );

  it.each([undefined, null, 7, "https://pictures.example/cat.png", {}, [], new URL("blob:null/1")])(
    "does not take %o",
    (value) => expect(isFile(value)).toBe(false),
  );
});

describe("unwrap", () => {
  it("takes the one file of a list or of an input", () => {
    expect(unwrap([blob])).toBe(blob);
    expect(unwrap({ files: [blob] })).toBe(blob);
  });

  it("leaves anything else alone", () => {
    const two = [blob, blob];
    expect(unwrap(two)).toBe(two);
    expect(unwrap({ files: null })).toEqual({ files: null });
    expect(unwrap(blob)).toBe(blob);
  });

  it("takes the text of a URL", () => {
    expect(unwrap(new URL("https://pictures.example/cat.png"))).toBe("https://pictures.example/cat.png");
  });
});

describe("withPlaceholders", () => {
  it("puts an address in place of each file and changes nothing else", () => {
    const request = { image_url: blob, audio_url: "https://sounds.example/a.mp3", prompt: "zoom" };
    expect(withPlaceholders(request)).toEqual({ ...request, image_url: "https://picture.invalid/" });
    expect(request.image_url).toBe(blob);
    expect(fileFieldsOf(request)).toEqual(["image_url"]);
  });
});
