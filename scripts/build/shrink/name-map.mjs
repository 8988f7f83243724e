import { createHash } from "node:crypto";
import { Failure } from "../../shared/failure.mjs";
import { Cursor, encodeName, encodeUnsigned, sectionId, sectionsOf, withoutCustomSections } from "./sections.mjs";

const functionNames = 1;

/**
 * Takes the names of functions, and everything else that is not for running, out of a module. Returns the module and its name
 * map: the module's digest, and the name of each function by its index, as a trap's stack trace has it.
 *
 * @param {Buffer} bytes
 */
export function takeNames(bytes) {
  const names = readFunctionNames(bytes);
  const stripped = withoutCustomSections(bytes);
  return { bytes: stripped, map: { sha256: digestOf(stripped), functions: names } };
}

/**
 * A module whose names are those of its functions only. wasm-opt fails on names of data segments once it has split a segment:
 * two then have the same name.
 */
export function keepFunctionNames(bytes) {
  return renameFunctions(bytes, (name) => name);
}

/** A module whose functions have other names, and nothing else any. */
export function renameFunctions(bytes, rename) {
  const start = findFunctionNames(bytes);
  const section = sectionsOf(bytes).find(({ start: from, end }) => from <= start && start < end);
  const rest = Buffer.concat([bytes.subarray(0, section.head), bytes.subarray(section.end)]);
  const names = Object.entries(readFunctionNames(bytes));
  const content = Buffer.concat([
    encodeUnsigned(names.length),
    ...names.flatMap(([index, name]) => [encodeUnsigned(Number(index)), encodeName(rename(name))]),
  ]);
  const nameSection = Buffer.concat([
    encodeName("name"),
    Buffer.of(functionNames),
    encodeUnsigned(content.length),
    content,
  ]);
  return Buffer.concat([rest, Buffer.of(sectionId.custom), encodeUnsigned(nameSection.length), nameSection]);
}

/** A stack trace with the names of functions in place of their indices. */
export function symbolise(stack, { functions }) {
  return stack.replaceAll(/wasm-function\[(\d+)\]/g, (index, number) => functions[number] ?? index);
}

/** What tells a module from others. */
export function digestOf(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

function findFunctionNames(bytes) {
  for (const { id, start, end } of sectionsOf(bytes)) {
    const cursor = new Cursor(bytes, start);
    if (id !== sectionId.custom || cursor.name() !== "name") continue;
    while (cursor.at < end) {
      const kind = cursor.byte();
      const length = cursor.unsigned();
      if (kind === functionNames) return cursor.at;
      cursor.at += length;
    }
  }
  throw new Failure("the module's functions have no names: a tool before this step took them out");
}

function readFunctionNames(bytes) {
  return readNames(new Cursor(bytes, findFunctionNames(bytes)));
}

function readNames(cursor) {
  const names = {};
  for (let count = cursor.unsigned(); count > 0; count -= 1) {
    const index = cursor.unsigned();
    names[index] = cursor.name();
  }
  return names;
}
