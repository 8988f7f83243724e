import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import binaryen from "binaryen";
import { Failure } from "../../scripts/shared/failure.mjs";
import { eraseLocations } from "../../scripts/build/shrink/locations.mjs";
import { symbolise, takeNames } from "../../scripts/build/shrink/name-map.mjs";
import { shortenNames } from "../../scripts/build/shrink/names.mjs";
import { optimise } from "../../scripts/build/shrink/optimise.mjs";
import { optimiseAndOrder } from "../../scripts/build/shrink/order.mjs";
import { cutPanics, kindOf } from "../../scripts/build/shrink/panics.mjs";
import { checkNoPaths } from "../../scripts/build/shrink/paths-left.mjs";

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "akool-shrink-steps-"));
  // So that the modules below keep the names of their functions.
  binaryen.setDebugInfo(true);
});
after(() => rm(folder, { recursive: true, force: true }));

/** A module from its text form. */
function assemble(text) {
  const module = binaryen.parseText(`(module ${text})`);
  const bytes = Buffer.from(module.emitBinary());
  module.dispose();
  return bytes;
}

/** What a module exports, instantiated without imports. */
const run = (bytes) => new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;

const failure = (pattern) => (error) => error instanceof Failure && pattern.test(error.message);

const panicking = `
  (func $"core[0123456789abcdef]::panicking::panic_fmt" (param i32)
    (call $"core[0123456789abcdef]::fmt::write" (local.get 0))
    (unreachable))
  (func $"core[0123456789abcdef]::fmt::write" (param i32) (global.set $written (local.get 0)))
  (global $written (export "written") (mut i32) (i32.const 0))`;

test("a panic traps without writing anything; all else stays as it was", async () => {
  const bytes = assemble(`${panicking}
    (func $own::divide (export "divide") (param i32 i32) (result i32)
      (if (i32.eqz (local.get 1)) (then (call $"core[0123456789abcdef]::panicking::panic_fmt" (i32.const 7)) (unreachable)))
      (i32.div_s (local.get 0) (local.get 1)))`);
  const { divide, written } = run(await cutPanics(bytes));
  assert.equal(divide(12, 4), 3);
  assert.throws(() => divide(1, 0), WebAssembly.RuntimeError);
  assert.equal(written.value, 0);
});

test("a module that formats text for another purpose is refused, not broken", async () => {
  const bytes = assemble(`${panicking}
    (func $own::print (export "print") (call $"core[0123456789abcdef]::fmt::write" (i32.const 7)))
    (func $own::fail (export "fail") (call $"core[0123456789abcdef]::panicking::panic_fmt" (i32.const 7)))`);
  await assert.rejects(cutPanics(bytes), failure(/own::print calls core\[0123456789abcdef\]::fmt::write/));
});

test("a function that has a panic's name but returns is refused", async () => {
  const bytes = assemble(`
    (func $"core::panicking::panic" (nop))
    (func $own::fail (export "fail") (call $"core::panicking::panic"))`);
  await assert.rejects(cutPanics(bytes), failure(/own::fail calls core::panicking::panic/));
});

test("a panic that calls JavaScript is refused", async () => {
  const bytes = assemble(`
    (import "js" "log" (func $log))
    (func $"core::panicking::panic" (call $log) (unreachable))
    (func $own::fail (export "fail") (call $"core::panicking::panic"))`);
  await assert.rejects(cutPanics(bytes), failure(/core::panicking::panic calls JavaScript/));
});

test("a module in which no panic is found is refused", async () => {
  await assert.rejects(
    cutPanics(assemble(`(func $own::fail (export "fail") (unreachable))`)),
    failure(/no panic was found/),
  );
});

for (const [name, kind] of [
  ["core[c5930c85a12de822]::panicking::panic_fmt", "entry"],
  ["core::panicking::assert_failed::h9ad7b58ecdd672ed", "entry"],
  ["core[c5930c85a12de822]::option::expect_failed", "entry"],
  ["core[c5930c85a12de822]::slice::index::slice_index_fail", "entry"],
  ["core[c5930c85a12de822]::str::slice_error_fail_rt", "entry"],
  ["<core[c5930c85a12de822]::fmt::Formatter>::pad", "machinery"],
  ["<serde_wasm_bindgen::error::Error as core::fmt::Display>::fmt::h9ad7b58ecdd672ed", "machinery"],
  ["<akool_contract::issue::Issue as core::fmt::Display>::fmt::h9ad7b58ecdd672ed", undefined],
  ["akool_image_to_video::failure::panicking::panic_fmt::h9ad7b58ecdd672ed", undefined],
  ["<core::option::Option<T> as wasm_bindgen::UnwrapThrowExt<T>>::unwrap_throw::h9ad7b58ecdd672ed", undefined],
  ["core[c5930c85a12de822]::str::count::do_count_chars", undefined],
  ["core::ptr::drop_in_place<alloc::fmt::Error>::h9ad7b58ecdd672ed", undefined],
]) {
  test(`${name} is ${kind ? `a panic's ${kind}` : "no part of a panic"}`, () => assert.equal(kindOf(name), kind));
}

/** A module whose memory holds a file's name, a location that points to it, and something else. */
const located = ({ line, file }) => {
  const words = [1024, file.length, line, 9].map((word) => Buffer.from(Uint32Array.of(word).buffer));
  const data = Buffer.concat([Buffer.from(file.padEnd(32, "\0")), ...words, Buffer.from("kept")]);
  const escaped = [...data].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");
  return assemble(`(memory (export "memory") 1) (data (i32.const 1024) "${escaped}")`);
};
const memoryOf = (bytes) => Buffer.from(run(bytes).memory.buffer, 1024, 52).toString("latin1");

test("the place of a panic and the name of its file are zeroed, and nothing beside them", () => {
  const erased = eraseLocations(located({ line: 300, file: "/home/me/.cargo/some/lib.rs" }));
  assert.equal(memoryOf(erased), `${"\0".repeat(48)}kept`);
});

test("a text of a panic is erased from the data and nowhere else", () => {
  const text = "capacity overflow";
  const data = located({ line: 300, file: "src/lib.rs" });
  const custom = Buffer.concat([Buffer.of(0, text.length + 1, text.length), Buffer.from(text)]);
  const erased = eraseLocations(Buffer.concat([data, custom]));
  assert.ok(erased.includes(text));
});

test("a stack trace gets the names of functions back, which the module has no longer", () => {
  const named = assemble(`(import "_" "_0" (func $now)) (func $own::fail (export "fail") (unreachable))`);
  const { bytes, map } = takeNames(named);
  assert.deepEqual(map.functions, { 0: "now", 1: "own::fail" });
  assert.equal(WebAssembly.Module.customSections(new WebAssembly.Module(bytes), "name").length, 0);
  const { fail } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { _: { _0: () => {} } }).exports;
  assert.throws(fail, ({ stack }) => /own::fail/.test(symbolise(stack, map)) && !/own::fail/.test(stack));
  assert.throws(() => takeNames(bytes), failure(/have no names/));
});

test("data without a single place of a panic is refused", () => {
  assert.throws(
    () => eraseLocations(located({ line: 300, file: "/home/me/.cargo/some/lib.js" })),
    failure(/no panic location/),
  );
});

test("functions come to stand next to those they are like, under their names, and do what they did", async () => {
  const sum = (name, count) =>
    `(func $own::${name} (export "${name}") (param i32) (result i32) ${"(i32.add ".repeat(count)}(local.get 0)${" (i32.const 5))".repeat(count)})`;
  const mask = (name, count) =>
    `(func $own::${name} (export "${name}") (param i64) (result i64) ${"(i64.xor ".repeat(count)}(local.get 0)${" (i64.const 77))".repeat(count)})`;
  const named = assemble(
    `(import "_" "_0" (func $now)) ${sum("a", 9)} ${mask("b", 9)} ${sum("c", 10)} ${mask("d", 10)} ${sum("e", 11)}`,
  );
  const file = join(folder, "ordered.wasm");
  const ordered = await optimiseAndOrder(named, async (bytes, passes) => {
    await writeFile(file, bytes);
    await optimise(file, ["--debuginfo", ...passes]);
    return readFile(file);
  });
  const { bytes, map } = takeNames(ordered);
  assert.match(Object.values(map.functions).join(" "), /^now (own::[ace] ){3}(own::[bd] ?){2}$|^now (own::[bd] ){2}/);
  const exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), { _: { _0: () => {} } }).exports;
  assert.deepEqual([exports.a(1), exports.c(1), exports.e(1), exports.b(1n), exports.d(1n)], [46, 51, 56, 76n, 1n]);
});

test("a module that tells where it was built is refused", () => {
  assert.throws(() => checkNoPaths(located({ line: 1, file: "/home/me/.cargo/some/lib.rs" })), failure(/\/\.cargo\//));
  checkNoPaths(located({ line: 1, file: "src/lib.rs" }));
});

const bindgenModule = `
  (import "./akool_image_to_video_bg.js" "__wbg_now_b39d3227a0ef8aa4" (func $now (result i32)))
  (func (export "later") (result i32) (i32.add (call $now) (i32.const 1)))
  (func (export "__wbindgen_start"))
  (func (export "__unused"))`;
const bindgenGlue = `
  export const imports = { "./akool_image_to_video_bg.js": { __wbg_now_b39d3227a0ef8aa4: function() { return _0; } } };
  const _0 = 41;
  export const start = (wasm) => wasm.__wbindgen_start();`;

async function shortened(text, javascript) {
  const [wasm, glue, declaration] = ["module.wasm", "glue.mjs", "glue.d.ts"].map((name) => join(folder, name));
  await writeFile(wasm, assemble(text));
  await writeFile(glue, javascript);
  await writeFile(declaration, "    readonly later: () => number;\n    readonly __wbindgen_start: () => void;\n");
  await shortenNames({ wasm, glue, declarations: [declaration] });
  return { bytes: await readFile(wasm), glue, declared: await readFile(declaration, "utf8") };
}

test("module and JavaScript fit together under short names, of which none was taken", async () => {
  const { bytes, glue, declared } = await shortened(bindgenModule, bindgenGlue);
  const { imports, start } = await import(glue);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  start(exports);
  assert.equal(exports.later(), 42);
  assert.deepEqual(Object.keys(exports), ["later", "_2"]);
  assert.deepEqual(Object.keys(imports._), ["_1"]);
  assert.equal(declared, "    readonly later: () => number;\n");
});

test("a module whose JavaScript lacks one of its imports is refused", async () => {
  const other = bindgenGlue.replace("__wbg_now_b39d3227a0ef8aa4", "__wbg_now_0000000000000000");
  await assert.rejects(shortened(bindgenModule, other), failure(/lacks __wbg_now_b39d3227a0ef8aa4/));
});
