import { renameFunctions, takeNames } from "./name-map.mjs";
import { openSection } from "./sections.mjs";

/** Functions are compared by the sequences of this many bytes that they share; with more or fewer the file was larger. */
const sequenceBytes = 4;

/**
 * Has an optimiser put functions next to those that they are most like. Compression finds more in what it has seen a moment ago:
 * this saves a percent of what is sent.
 *
 * @param {Buffer} bytes a module with the names of its functions
 * @param {(bytes: Buffer, passes: string[]) => Promise<Buffer>} optimise runs wasm-opt, with more passes at the end
 */
export async function optimiseAndOrder(bytes, optimise) {
  // Once to see what the functions will be, and again with that order in their names.
  const ranks = new Map(likeNextToLike(functionsOf(await optimise(bytes, []))).map((name, rank) => [name, rank]));
  const ranked = renameFunctions(bytes, (name) => `${prefixOf(ranks.get(name))}${name}`);
  const ordered = await optimise(ranked, ["--reorder-functions-by-name"]);
  return renameFunctions(ordered, (name) => name.slice(prefixOf().length));
}

/** Functions that will be gone have no rank. */
const prefixOf = (rank = 0) => `${String(rank).padStart(6, "0")} `;

/** The code of each function that has a name, by that name. */
function functionsOf(bytes) {
  const names = takeNames(bytes).map.functions;
  // They come first, and all are functions: see names.mjs.
  const importCount = openSection(bytes, "import").unsigned();
  const cursor = openSection(bytes, "code");
  const functions = new Map();
  for (let index = importCount, end = index + cursor.unsigned(); index < end; index += 1) {
    const length = cursor.unsigned();
    cursor.at += length;
    if (names[index] !== undefined) functions.set(names[index], cursor.since(cursor.at - length));
  }
  return functions;
}

/** The names of functions, each followed by the one among the rest that it shares most with, from the shortest on. */
function likeNextToLike(functions) {
  const counts = new Map([...functions].map(([name, body]) => [name, countSequences(body)]));
  const rest = new Map([...functions].sort(([, one], [, other]) => one.length - other.length));
  const ordered = [];
  let [current] = rest.keys();
  while (rest.delete(current)) {
    ordered.push(current);
    const from = current;
    let most = -1;
    for (const [name, { length }] of rest) {
      // A large function shares something with every other one.
      const likeness = shared(counts.get(from), counts.get(name)) / Math.sqrt(length);
      if (likeness > most) [most, current] = [likeness, name];
    }
  }
  return ordered;
}

function countSequences(body) {
  const counts = new Map();
  for (let at = 0; at + sequenceBytes <= body.length; at += 1) {
    const sequence = body.toString("latin1", at, at + sequenceBytes);
    counts.set(sequence, (counts.get(sequence) ?? 0) + 1);
  }
  return counts;
}

/** How many sequences two have in common. */
function shared(one, other) {
  const [fewer, more] = one.size < other.size ? [one, other] : [other, one];
  let count = 0;
  for (const [sequence, times] of fewer) count += Math.min(times, more.get(sequence) ?? 0);
  return count;
}
