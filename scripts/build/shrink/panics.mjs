import { Failure } from "../../shared/failure.mjs";
import { features } from "./optimise.mjs";

/** Functions of the standard library that the rest of the module calls when something is wrong; they do not return. */
const entries = anyOf([
  "core::panicking::.+",
  "core::(?:option|result)::(?:expect|unwrap)_failed",
  "core::cell::(?:lazy::)?panic_\\w+",
  "core::(?:slice|str)::.*_fail(?:_rt|ed)?",
  "alloc::raw_vec::(?:handle_error|capacity_overflow)",
  "alloc::alloc::handle_alloc_error",
  "std::thread::local::panic_access_error",
  "__rustc::(?:__rust_alloc_error_handler|__rust_start_panic|rust_begin_unwind|rust_panic)",
]);

/** Functions of libraries that put the text of a panic together and report it. */
const machinery = anyOf([
  "<?core::fmt::.+",
  "<?std::panicking::.+",
  "std::alloc::(?:default_alloc_error_hook|rust_oom.*)",
  "std::sys::backtrace::__rust_end_short_backtrace.*",
  "<.+ as core::fmt::\\w+>::\\w+",
]);

/** Whatever has to do with a crate of this repository is never cut out. */
const own = /\bakool_\w+::/;

/**
 * Empties the functions whose only purpose is to format and report a panic. The module is built to abort on a panic
 * and has nowhere to write the text to, so what remains of one is a trap either way, with the browser's stack trace.
 *
 * Names only select the functions. That emptying them is safe follows from the code, and the build fails where it does not:
 *
 * - What the rest of the module calls never returns: its body cannot be left but by a trap.
 * - The rest of the module calls nothing else of it.
 * - Nothing of it calls JavaScript, so nothing but the trap is noticed outside.
 *
 * @param {Uint8Array} bytes a module with its name section
 */
export async function cutPanics(bytes) {
  // Not at the top: a build that finds nothing to do gets by without it, and it is installed in its course.
  const { default: binaryen } = await import("binaryen");
  // The name map is made of the names at the end.
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(bytes);
  try {
    module.setFeatures(Object.values(features).reduce((all, name) => all | binaryen.Features[name], 0));
    const functions = functionsOf(binaryen, module);
    checkOnlyTraps(functions, callsOf(module.emitText()));
    for (const { kind, isImport, name, params, results } of functions) {
      if (!kind || isImport) continue;
      module.removeFunction(name);
      module.addFunction(name, params, results, [], module.unreachable());
    }
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** What a function is to a panic, by its name: `"entry"`, `"machinery"` or, as nearly all, `undefined`. */
export function kindOf(name) {
  const plainName = withoutHashes(name);
  if (own.test(plainName)) return undefined;
  if (entries.test(plainName)) return "entry";
  return machinery.test(plainName) ? "machinery" : undefined;
}

/** rustc writes hashes in two ways: `core[1f0c…]::fmt::write` and `core::fmt::write::h9ad7…`. */
function withoutHashes(name) {
  return name.replaceAll(/\[[0-9a-f]{10,16}\]/g, "").replace(/::h[0-9a-f]{16}$/, "");
}

function functionsOf(binaryen, module) {
  return Array.from({ length: module.getNumFunctions() }, (_, index) => {
    const { name, module: origin, params, results, body } = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
    const isImport = origin !== "";
    const neverReturns = !isImport && binaryen.getExpressionType(body) === binaryen.unreachable;
    return { kind: isImport ? undefined : kindOf(name), isImport, name, params, results, neverReturns };
  });
}

/** Fails unless the functions to empty do nothing but trap, as far as the rest of the module and JavaScript can tell. */
function checkOnlyTraps(functions, calls) {
  const byName = new Map(functions.map((one) => [one.name, one]));
  const reached = new Set();
  for (const { kind, name } of functions) {
    for (const callee of calls.get(name) ?? []) {
      const called = byName.get(callee);
      if (kind && called?.isImport) {
        throw new Failure(`${name} calls JavaScript (${callee}): it does more than report a panic`);
      }
      if (kind || !called?.kind) continue;
      if (called.kind === "machinery" || !called.neverReturns) {
        throw new Failure(
          `${name} calls ${callee}, which is cut out as a part of panicking: format in another way, or mend scripts/build/shrink/panics.mjs`,
        );
      }
      reached.add(callee);
    }
  }
  if (reached.size === 0 || !functions.some(({ kind }) => kind === "machinery")) {
    throw new Failure(
      "no panic was found in the module: scripts/build/shrink/panics.mjs does not know the compiler's names for them",
    );
  }
}

/** The functions that each function calls by name, from the text form: Binaryen's JavaScript cannot walk code. */
function callsOf(text) {
  const calls = new Map();
  let current;
  for (const [, what, quoted, bare] of text.matchAll(/^ *\((func|call|return_call) \$(?:"([^"]*)"|([^\s)]+))/gm)) {
    const name = quoted ?? bare;
    if (what === "func") calls.set(name, (current = new Set()));
    else current?.add(name);
  }
  return calls;
}

function anyOf(patterns) {
  return new RegExp(`^(?:${patterns.join("|")})$`);
}
