import { Failure } from "../../shared/failure.mjs";
import { openSection } from "./sections.mjs";

/** `core::panic::Location`: address and length of the file's name, line, column. */
const locationBytes = 16;
const alignment = 4;
const longestFileName = 500;
const sourceFile = /^[\w./@+~ -]+\.rs$/;

/**
 * Zeroes the places in the source that panics would name, and the names of the files, some of which tell where on the
 * building machine the dependencies are kept. Only data is touched. rustc has no switch for this that is stable. No code reads them once
 * panics are cut out; the zeros are for wasm-opt to take out of the data.
 */
export function eraseLocations(bytes) {
  const erased = Buffer.from(bytes);
  const segments = segmentsOf(erased);
  const locations = segments.flatMap((segment) => locationsIn(erased, segment, segments));
  if (locations.length === 0)
    throw new Failure("no panic location was found in the module's data: they look otherwise than known");
  for (const { at, file } of locations) {
    erased.fill(0, at, at + locationBytes);
    erased.fill(0, file.at, file.at + file.length);
  }
  for (const { at, length } of segments) {
    const data = erased.subarray(at, at + length);
    for (const text of panicTexts)
      for (let found = data.indexOf(text); found >= 0; found = data.indexOf(text))
        data.fill(0, found, found + text.length);
  }
  return erased;
}

/** What the standard library's panics say; as unread as the locations. */
const panicTexts = [
  "cannot access a Thread Local Storage value during or after destruction: ",
  "finish: callbacks should be Some",
  "finish: result should be None",
  "FnOnce called more than once",
  "`Ready` polled after completion",
  "Tried to shrink to a larger capacity",
  "capacity overflow",
  "LazyCell instance has previously been poisoned",
  "attempt to divide by zero",
  "`async fn` resumed after completion",
  "RefCell already mutably borrowed",
  "RefCell already borrowed",
  "internal error: entered unreachable code",
  "AccessError",
  // Of wasm-bindgen's libraries, for calls of the browser's that cannot fail: setting a timer, making headers.
  "called `Option::unwrap_throw()` on a `None` value",
  "called `Result::unwrap_throw()` on an `Err` value",
];

/** Where each piece of data lies: in the file from `at`, in the running module's memory from `address`. */
function segmentsOf(bytes) {
  const cursor = openSection(bytes, "data");
  const segments = [];
  for (let count = cursor.unsigned(); count > 0; count -= 1) {
    const address = constantAddress(cursor);
    const length = cursor.unsigned();
    segments.push({ at: cursor.at, address, length });
    cursor.at += length;
  }
  return segments;
}

/** An active segment of the only memory, at a fixed address: `0 i32.const <address> end`. */
function constantAddress(cursor) {
  const isActive = cursor.byte() === 0x00;
  const isConstant = isActive && cursor.byte() === 0x41;
  const address = isConstant && cursor.signed() >>> 0;
  if (!isConstant || cursor.byte() !== 0x0b) throw new Failure("the module has data without a fixed address");
  return address;
}

function locationsIn(bytes, segment, segments) {
  const found = [];
  const end = segment.at + segment.length - locationBytes;
  const first = segment.at + ((alignment - (segment.address % alignment)) % alignment);
  for (let at = first; at <= end; at += alignment) {
    const file = fileNameAt(bytes, segments, bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
    if (!file) continue;
    found.push({ at, file });
    at += locationBytes - alignment;
  }
  return found;
}

function fileNameAt(bytes, segments, address, length) {
  if (length <= ".rs".length || length > longestFileName) return undefined;
  const segment = segments.find((one) => address >= one.address && address + length <= one.address + one.length);
  if (!segment) return undefined;
  const at = segment.at + address - segment.address;
  return sourceFile.test(bytes.toString("latin1", at, at + length)) ? { at, length } : undefined;
}
