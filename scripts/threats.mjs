import { capture } from "./command.mjs";
import { Failure } from "./failure.mjs";

/** What somebody may try against the gateway, numbered as in the names of its tests (`threat_06_…`). */
const moves = [
  "read the vendor key from a page, a log, an error or a metric",
  "use the gateway as an open proxy",
  "use a token late or after it was revoked",
  "use one capability as another",
  "confuse the algorithm or leave out claims of a token",
  "burn credits in parallel",
  "flood",
  "read or change somebody else's job",
  "make the gateway fetch an internal address",
  "point a webhook at a victim",
  "have a result copied from an internal address",
  "pay twice by a double click, a retry or a lost answer",
  "forge or replay a webhook",
  "smuggle a request",
  "take headers away with hop-by-hop tricks",
  "carry the key away by a redirect",
  "send bombs and drips",
  "answer in the vendor's place with something huge or malformed",
  "use a victim's browser from an evil origin",
  "find tokens or results in a cache",
  "measure time",
  "mint tokens without the right",
  "upload something that is not what it says",
  "guess the address of an upload",
  "hold thousands of streams",
  "go on with a banned or empty vendor account",
];

/** Runs the gateway's tests and tells for each threat which of them prove that it is met. */
export async function reportThreats() {
  const { status, stdout, stderr } = await capture("cargo", ["test", "--release", "--locked", "-p", "akool-gateway"]);
  const tests = [...stdout.matchAll(/^test (\S*threat_(\d\d)_\w+) \.\.\. (\w+)$/gm)].map(([, path, number, result]) => ({
    name: path.split("::").at(-1),
    number: Number(number),
    passed: result === "ok",
  }));
  if (tests.length === 0) throw new Failure(`the gateway's tests cannot be run:\n${stderr.slice(-2000)}`);

  const rows = moves.map((move, index) => ({ number: index + 1, move, proofs: tests.filter(({ number }) => number === index + 1) }));
  console.log("| # | move | met | proof |\n|--:|---|---|---|");
  for (const { number, move, proofs } of rows) {
    const names = proofs.map(({ name, passed }) => `\`${name}\`${passed ? "" : " (fails)"}`).join("<br>");
    console.log(`| ${number} | ${move} | ${isMet(proofs) ? "yes" : "**no**"} | ${names || "none"} |`);
  }
  return status === 0 && rows.every(({ proofs }) => isMet(proofs));
}

function isMet(proofs) {
  return proofs.length > 0 && proofs.every(({ passed }) => passed);
}
