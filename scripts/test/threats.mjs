import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { capture } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { root } from "../shared/paths.mjs";
import { postgresPackages } from "../setup/postgres.mjs";
import { say } from "../shared/say.mjs";
import { ensureSystemPackages } from "../setup/system-packages.mjs";

/**
 * Runs the gateway's tests and prints the threat table of its README with what was seen. A row holds if each test it
 * names has passed, and each test that carries its number.
 */
export async function reportThreats() {
  await ensureSystemPackages(postgresPackages);
  const rows = await threatRows();
  // Of the whole workspace, so that the build is the one that all tests share.
  const tests = ["--workspace", "--lib", "--bins", "--test", "gateway"];
  const { status, stdout, stderr } = await capture("cargo", ["test", "--release", "--locked", ...tests]);
  const results = new Map(
    [...stdout.matchAll(/^test (?:\S*::)?(\w+) \.\.\. (\w+)$/gm)].map(([, name, result]) => [name, result]),
  );
  if (results.size === 0)
    throw new Failure(`the gateway's tests cannot be run: ${stderr.trim().split("\n").slice(-3).join(" ")}`);

  console.log("| # | move | control | holds | tests |\n|--:|---|---|---|---|");
  const outcomes = rows.map((row) => {
    const proofs = proofsOf(row, results);
    const holds = proofs.length > 0 && proofs.every(({ result }) => result === "ok");
    const names = proofs.map(({ name, result }) => `\`${name}\`${result === "ok" ? "" : ` (${result})`}`).join(", ");
    console.log(`| ${row.number} | ${row.move} | ${row.control} | ${holds ? "yes" : "**no**"} | ${names || "none"} |`);
    return holds;
  });
  const strays = [...results.keys()].filter((name) => /^threat_\d/.test(name) && !rows.some((row) => isOf(row, name)));
  for (const name of strays) say(`${name} is of a row that the table does not have`);
  return status === 0 && strays.length === 0 && outcomes.every(Boolean);
}

async function threatRows() {
  const readme = await readFile(join(root, "crates/gateway/README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)];
  if (rows.length === 0) throw new Failure("crates/gateway/README.md has no threat table");
  // Not every number: some rows are of the package, or of routes that do not exist yet.
  const numbers = rows.map(([, number]) => Number(number));
  const misplaced = numbers.find((number, index) => index > 0 && number <= numbers[index - 1]);
  if (misplaced) throw new Failure(`crates/gateway/README.md: row ${misplaced} of the threat table is out of order`);
  return rows.map(([, number, move, control, tests]) => ({ number: Number(number), move, control, tests }));
}

/** An abbreviated name (`…_with_a_budget_…`, `threat_27_…`) is found by its number alone. */
function proofsOf(row, results) {
  const named = [...row.tests.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  const numbered = [...results.keys()].filter((name) => isOf(row, name));
  return [...new Set([...named, ...numbered])].map((name) => ({ name, result: results.get(name) ?? "no such test" }));
}

function isOf({ number }, test) {
  return test.startsWith(`threat_${String(number).padStart(2, "0")}_`);
}
