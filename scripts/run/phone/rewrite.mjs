import { Transform } from "node:stream";

/**
 * Replaces URL prefixes: `pairs` are `[from, to]`. Bodies are read as Latin-1, which keeps every byte, since the prefixes
 * are ASCII.
 */
export function createRewriter(pairs) {
  const byLength = [...pairs].sort(([one], [other]) => other.length - one.length);
  const pattern = new RegExp(byLength.map(([from]) => from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  const replacements = new Map(byLength);
  const prefixes = byLength.map(([from]) => from);
  const rewrite = (text) => text.replace(pattern, (found) => replacements.get(found));

  return {
    rewrite,
    rewriteBytes: (bytes) => Buffer.from(rewrite(bytes.toString("latin1")), "latin1"),
    /** The same for a body in pieces. Only what may be the beginning of a prefix waits for the next piece. */
    stream() {
      let rest = "";
      return new Transform({
        transform(chunk, _, done) {
          const text = rest + chunk.toString("latin1");
          const held = heldLength(text, prefixes);
          rest = text.slice(text.length - held);
          done(null, Buffer.from(rewrite(text.slice(0, text.length - held)), "latin1"));
        },
        flush(done) {
          done(null, Buffer.from(rest, "latin1"));
        },
      });
    },
  };
}

/** How many characters at the end of a text begin one of these prefixes without completing it. */
function heldLength(text, prefixes) {
  const longest = Math.max(...prefixes.map(({ length }) => length)) - 1;
  for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
    const end = text.slice(text.length - length);
    if (prefixes.some((prefix) => prefix.length > length && prefix.startsWith(end))) return length;
  }
  return 0;
}
