import { describe, expect, it } from "vitest";
import { sniff } from "./sniff.js";
import { faultOf } from "./whole-file.js";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe("sniff", () => {
  it.each([
    ["\x89PNG\r\n\x1a\n", { name: "PNG", type: "image/png", kind: "picture" }],
    ["\xff\xd8\xff\xe0", { name: "JPEG", type: "image/jpeg", kind: "picture" }],
    ["RIFF\0\0\0\0WEBP", { name: "WebP", type: "image/webp", kind: "picture" }],
    ["ID3\x04", { name: "MP3", type: "audio/mpeg", kind: "sound" }],
    ["\0\0\0\x20ftypM4A ", { name: "M4A", type: "audio/mp4", kind: "sound" }],
  ])("knows %o", (head, format) => expect(sniff(bytes(head))).toEqual(format));

  it.each([
    ["", "The file is empty."],
    ["GIF89a", "GIF pictures cannot be used."],
    ["\0\0\0\x20ftypheic", "HEIC pictures cannot be used."],
    ["%PDF-1.7", "PDF documents cannot be used."],
    ["hello", "This file is of no known format."],
  ])("says why %o cannot be used", (head, message) => {
    expect(sniff(bytes(head)).message).toContain(message);
  });
});

describe("faultOf", () => {
  it("finds a PNG that is cut off", () => {
    const png = "\x89PNG\r\n\x1a\n";
    expect(faultOf("PNG", bytes(`${png}\0\0\0\0IEND\0\0\0\0`))).toBeUndefined();
    expect(faultOf("PNG", bytes(`${png}\0\0\0\0IDAT\0\0\0\0`))).toContain("cut off");
  });

  it("finds nothing in a format that it does not look into", () => {
    expect(faultOf("MP3", bytes("ID3"))).toBeUndefined();
  });
});
