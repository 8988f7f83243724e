import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import binaryen from "binaryen";
import { Failure } from "../scripts/failure.mjs";
import { sectionId, sectionsOf } from "../scripts/shrink/sections.mjs";
import { cutOut } from "../scripts/sizes/cut-out.mjs";
import { functionsOf, keepFunctionNames, withoutCustomSections } from "../scripts/sizes/named.mjs";
import { partOf } from "../scripts/sizes/parts.mjs";

before(() => binaryen.setDebugInfo(true));
after(() => binaryen.setDebugInfo(false));

/** A module from its text form; `optimised` rids it of what nothing reaches. */
function assemble(text) {
  const module = binaryen.parseText(`(module ${text})`);
  const bytes = Buffer.from(module.emitBinary());
  module.dispose();
  return bytes;
}
function swept(bytes) {
  const module = binaryen.readBinary(bytes);
  module.runPasses(["remove-unused-module-elements", "duplicate-import-elimination"]);
  const left = Buffer.from(module.emitBinary());
  module.dispose();
  return left;
}

const text = `
  (import "outside" "now" (func $now (result i32)))
  (type $to_number (func (param i32) (result i32)))
  (table $0 1 1 funcref) (elem (i32.const 0) $rest::callback)
  (memory $0 1) (export "memory" (memory $0)) (data $texts (i32.const 1024) "text")
  (func $part::first (param i32) (result i32) (call $part::helper (local.get 0)))
  (func $part::second (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
  (func $part::helper (param i32) (result i32) (i32.mul (call $now) (local.get 0)))
  (func $part::entry (export "entry") (result i32) (call $part::first (i32.const 1)))
  (func $part::caller (export "caller") (param i32) (result i32)
    (call_indirect (type $to_number) (local.get 0) (i32.const 0)))
  (func $rest::callback (param i32) (result i32) (i32.const 7))
  (func $rest::shared (export "shared") (param i32) (result i32)
    (i32.add (call $part::first (local.get 0)) (call $part::second (local.get 0))))`;
const namesIn = (bytes) => functionsOf(bytes).map(({ name }) => name);

test("what is cut out is gone, with what only it uses; its callers stay as they were", async () => {
  const left = swept(await cutOut(assemble(text), (name) => /::(?:first|second|entry|caller)$/.test(name)));
  // What the caller would have found in the table stays, whoever calls it.
  assert.deepEqual(namesIn(left), ["rest::callback", "rest::shared"]);
  const module = new WebAssembly.Module(left);
  assert.deepEqual(
    WebAssembly.Module.exports(module).map(({ name }) => name),
    ["shared", "memory", "table_0"],
  );
  // One import for both, since they take and give the same.
  const imports = WebAssembly.Module.imports(module);
  assert.equal(imports.length, 1);
  const [{ module: origin, name }] = imports;
  const { exports } = new WebAssembly.Instance(module, { [origin]: { [name]: (value) => value + 100 } });
  assert.equal(exports.shared(1), 202);
  assert.equal(exports.table_0.get(0)(1), 7);
});

test("what is asked of an export's name is told it", async () => {
  const asked = [];
  await cutOut(assemble(text), (name, exportedAs) => {
    asked.push([name, exportedAs]);
    return false;
  });
  assert.deepEqual(asked.at(-1), ["rest::shared", "shared"]);
  assert.deepEqual(asked[0], ["part::first", undefined]);
});

test("functions are told with names, exports and bytes, and nothing but their names is kept", () => {
  const whole = assemble(text);
  const kept = keepFunctionNames(whole);
  assert.deepEqual(functionsOf(kept), functionsOf(whole));
  assert.equal(functionsOf(kept).find(({ name }) => name === "part::entry").exportedAs, "entry");
  assert.ok(kept.length < whole.length);
  const bare = withoutCustomSections(kept);
  assert.equal(WebAssembly.Module.customSections(new WebAssembly.Module(bare), "name").length, 0);
  const { start, end } = sectionsOf(kept).find(({ id }) => id === sectionId.code);
  const bytes = functionsOf(kept).map((one) => one.bytes);
  assert.ok(
    bytes.every((length) => length > 3),
    bytes.join(),
  );
  // A byte tells how many there are.
  assert.equal(
    bytes.reduce((sum, length) => sum + length, 1),
    end - start,
  );
});

for (const [name, part] of [
  ["akool_contract::checker::check::h9ad7b58ecdd672ed", "Checking requests"],
  ["akool_image_to_video::order::check::h9ad7b58ecdd672ed", "Checking requests"],
  ["akool_image_to_video::order::order::{{closure}}::h9ad7b58ecdd672ed", "Orders"],
  ["core::ptr::drop_in_place<akool_image_to_video::order::order::{{closure}}>", "Orders"],
  ["create externref shim", "Orders"],
  ["js_sys::futures::future_to_promise<akool_image_to_video::start::promise::{{closure}}>", "Abort, timers, waking"],
  ["js_sys::futures::queue::Queue::new", "Promises and tasks"],
  ["js_sys::Array<T>::push", "Bindings"],
  ["__wbindgen_malloc", "Bindings"],
  ["talc::base::Talc<S,B>::allocate", "The allocator"],
  ["__rustc[b7974e8690430dd9]::__rust_realloc", "The allocator"],
  ["alloc[3ca501edff3f0c7c]::raw_vec::RawVecInner<A>::finish_grow", "Rust's standard library"],
  ["core[c5930c85a12de822]::panicking::panic_fmt", "What is left of panics"],
]) {
  test(`${name} is of the part "${part}"`, () => assert.equal(partOf(name).name, part));
}

test("a function of which nobody knows what it is for is refused", () => {
  const refused = (error) => error instanceof Failure && /parts\.mjs/.test(error.message);
  assert.throws(() => partOf("akool_image_to_video::unheard_of::act"), refused);
  assert.throws(() => partOf("some_library::act"), refused);
});
