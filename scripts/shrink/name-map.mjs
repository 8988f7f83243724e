import { createHash } from "node:crypto";
import { Failure } from "../failure.mjs";
import { Cursor, sectionId, sectionsOf, withoutCustomSections } from "./sections.mjs";

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

/** A stack trace with the names of functions in place of their indices. */
export function symbolise(stack, { functions }) {
  return stack.replaceAll(/wasm-function\[(\d+)\]/g, (index, number) => functions[number] ?? index);
}

/** What tells a module from others. */
export function digestOf(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

function readFunctionNames(bytes) {
  for (const { id, start, end } of sectionsOf(bytes)) {
    const cursor = new Cursor(bytes, start);
    if (id !== sectionId.custom || cursor.name() !== "name") continue;
    while (cursor.at < end) {
      const kind = cursor.byte();
      const length = cursor.unsigned();
      if (kind === functionNames) return readNames(cursor);
      cursor.at += length;
    }
  }
  throw new Failure("the module's functions have no names: a tool before this step took them out");
}

function readNames(cursor) {
  const names = {};
  for (let count = cursor.unsigned(); count > 0; count -= 1) {
    const index = cursor.unsigned();
    names[index] = cursor.name();
  }
  return names;
}
