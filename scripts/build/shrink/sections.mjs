import { Failure } from "../../shared/failure.mjs";

/** The ids of the sections that this folder looks into. */
export const sectionId = { custom: 0, import: 2, export: 7, code: 10, data: 11 };

const headerBytes = 8;

/** Reads numbers, names and sections of a WebAssembly file one after the other. */
export class Cursor {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    if (this.at >= this.bytes.length) throw new Failure("the WebAssembly module ends too early");
    return this.bytes[this.at++];
  }

  unsigned() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** An i32; of an address, the bits are what counts. */
  signed() {
    let value = 0;
    for (let shift = 0; ; ) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      shift += 7;
      if (byte < 0x80) return shift < 32 && byte & 0x40 ? value | (-1 << shift) : value;
    }
  }

  name() {
    const length = this.unsigned();
    this.at += length;
    return this.bytes.toString("utf8", this.at - length, this.at);
  }

  /** The bytes from somewhere up to here. */
  since(start) {
    return this.bytes.subarray(start, this.at);
  }
}

/** The sections of a module, in order. `start` and `end` bound the content; what says its kind and length begins at `head`. */
export function sectionsOf(bytes) {
  const cursor = new Cursor(bytes, headerBytes);
  const sections = [];
  while (cursor.at < bytes.length) {
    const head = cursor.at;
    const id = cursor.byte();
    const length = cursor.unsigned();
    sections.push({ id, head, start: cursor.at, end: cursor.at + length });
    cursor.at += length;
  }
  return sections;
}

/** A cursor at the content of the one section of a kind. */
export function openSection(bytes, name) {
  const section = sectionsOf(bytes).find(({ id }) => id === sectionId[name]);
  if (!section) throw new Failure(`the WebAssembly module has no ${name} section`);
  return new Cursor(bytes, section.start);
}

/** A copy of a module with new content in some sections: `{ import: Buffer }`. */
export function withSections(bytes, contents) {
  const byId = new Map(Object.entries(contents).map(([name, content]) => [sectionId[name], content]));
  const parts = sectionsOf(bytes).flatMap(({ id, start, end }) => {
    const content = byId.get(id) ?? bytes.subarray(start, end);
    return [Buffer.of(id), encodeUnsigned(content.length), content];
  });
  return Buffer.concat([bytes.subarray(0, headerBytes), ...parts]);
}

/** A copy of a module without what is not for running. */
export function withoutCustomSections(bytes) {
  const kept = sectionsOf(bytes).filter(({ id }) => id !== sectionId.custom);
  return Buffer.concat([bytes.subarray(0, headerBytes), ...kept.map(({ head, end }) => bytes.subarray(head, end))]);
}

/** A number as WebAssembly writes it. */
export function encodeUnsigned(value) {
  const out = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...out, rest]);
    out.push((rest & 0x7f) | 0x80);
  }
}

/** A name as WebAssembly writes it. */
export function encodeName(name) {
  const text = Buffer.from(name);
  return Buffer.concat([encodeUnsigned(text.length), text]);
}
