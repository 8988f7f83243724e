/** Tells the person at the keyboard what is going on. Standard output is left to results. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
