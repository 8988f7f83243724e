import { Failure } from "../shared/failure.mjs";

/**
 * How long each crate took, from the report that `cargo build --timings` writes: seconds from the start to the end of all its
 * parts, its build script included, while others were compiled beside them. The longest first.
 *
 * @returns {{ crate: string, seconds: number }[]}
 */
export function compileUnits(report) {
  const units = report.match(/^const UNIT_DATA = (\[[\s\S]*?\n?\]);$/m)?.[1];
  if (!units)
    throw new Failure("the report of `cargo build --timings` has a form that compile-units.mjs does not know");
  const seconds = new Map();
  for (const { name, duration } of JSON.parse(units)) seconds.set(name, (seconds.get(name) ?? 0) + duration);
  return [...seconds].map(([crate, seconds]) => ({ crate, seconds })).sort((a, b) => b.seconds - a.seconds);
}
