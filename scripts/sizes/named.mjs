import { Cursor, openSection, sectionId, sectionsOf, withSections } from "../shrink/sections.mjs";

const functionNames = 1;

/** Keeps the names of functions alone: wasm-opt fails on the names of data that it splits. */
export function keepFunctionNames(bytes) {
  const { cursor, end } = openNames(bytes);
  const start = cursor.at;
  cursor.name();
  const kept = [cursor.since(start)];
  for (const { kind, whole } of subsections(cursor, end)) if (kind === functionNames) kept.push(whole);
  return withSections(bytes, { custom: Buffer.concat(kept) });
}

/** The module without any section that a browser does not need. */
export function withoutCustomSections(bytes) {
  const kept = sectionsOf(bytes).filter(({ id }) => id !== sectionId.custom);
  return Buffer.concat([bytes.subarray(0, 8), ...kept.map(({ head, end }) => bytes.subarray(head, end))]);
}

/** The functions of a module with their names and the bytes of their bodies. */
export function functionsOf(bytes) {
  const names = namesOf(bytes);
  const exported = exportsOf(bytes);
  const imported = importCount(bytes);
  const code = openSection(bytes, "code");
  const functions = [];
  for (let count = code.unsigned(), index = imported; count > 0; count -= 1, index += 1) {
    const start = code.at;
    const length = code.unsigned();
    code.at += length;
    functions.push({ name: names.get(index), exportedAs: exported.get(index), bytes: code.at - start });
  }
  return functions;
}

function namesOf(bytes) {
  const { cursor, end } = openNames(bytes);
  cursor.name();
  const names = new Map();
  for (const { kind, content } of subsections(cursor, end)) {
    if (kind !== functionNames) continue;
    for (let count = content.unsigned(); count > 0; count -= 1) names.set(content.unsigned(), content.name());
  }
  return names;
}

/** The section of names: the only custom one that is left. */
function openNames(bytes) {
  const { start, end } = sectionsOf(bytes).find(({ id }) => id === sectionId.custom);
  return { cursor: new Cursor(bytes, start), end };
}

function* subsections(cursor, end) {
  while (cursor.at < end) {
    const start = cursor.at;
    const kind = cursor.byte();
    const length = cursor.unsigned();
    const content = new Cursor(cursor.bytes, cursor.at);
    cursor.at += length;
    yield { kind, content, whole: cursor.since(start) };
  }
}

/** Only functions are imported: shortening the names has seen to it. */
const importCount = (bytes) => openSection(bytes, "import").unsigned();

function exportsOf(bytes) {
  const cursor = openSection(bytes, "export");
  const exported = new Map();
  for (let count = cursor.unsigned(); count > 0; count -= 1) {
    const name = cursor.name();
    const isFunction = cursor.byte() === 0;
    const index = cursor.unsigned();
    if (isFunction) exported.set(index, name);
  }
  return exported;
}
