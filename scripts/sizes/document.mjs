import { budget } from "./measure.mjs";
import { functionParts } from "./parts.mjs";
import { settings, variants } from "./variants.mjs";

/** The report as a page. */
export const document = (seen) =>
  [introduction, totals(seen), moduleParts(seen), files(seen), tried(seen)].join("\n\n");

const introduction = `# What the package weighs, part by part

\`npm run --silent report -- sizes > docs/sizes.md\` makes this page by measuring: JavaScript as esbuild minifies it for
production, everything after brotli at quality 11 unless it says "raw". brotli's figures differ by some bytes from machine to
machine; a test holds the totals here against the package.`;

function totals({ sizes, peers }) {
  const { js, wasm, total, onDemand, react, element } = sizes;
  const compared = peers.map(
    ({ name, brotli }) => `${Math.abs(total - brotli)} bytes ${total > brotli ? "more" : "less"} than \`${name}\``,
  );
  return section("What a page loads", [
    table(
      ["", "bytes", "budget"],
      [
        ["JavaScript before the module", js, budget.js],
        ["the module", wasm, ""],
        ["**both: any call**", `**${total}**`, budget.total],
        ["JavaScript on demand, all of it", onDemand, ""],
        ["`/react`, on top", react, budget.react],
        ["`/element`, on top", element, budget.element],
      ],
    ),
    `Others, bundled in the same way in the same run, with what a page imports of them to create a job and wait for it:`,
    table(
      ["", "bytes", "raw"],
      peers.map(({ name, version, raw, brotli }) => [`\`${name}\` ${version}`, brotli, raw]),
    ),
    `So any call of this package loads ${compared.join(" and ")}.`,
  ]);
}

function moduleParts({ whole, own, frame, gone }) {
  const rows = functionParts.map((part) => {
    const { raw, brotli } = gone.get(part) ?? { raw: "", brotli: "" };
    return { cells: [`**${part.name}**`, contents(part), own.get(part), raw, brotli], own: own.get(part), brotli };
  });
  for (const { name, what, raw, brotli } of frame)
    rows.push({ cells: [`**${name}**`, what, raw, "", brotli], own: raw, brotli });
  const sum = (which) => rows.reduce((total, row) => total + (row[which] || 0), 0);
  return section("The module", [
    `**Own** adds up to the module: the bytes of the functions that are named after a part when all is optimised. A function that
was inlined counts where it ended up. **Gone** is what the module loses, raw and after brotli, when these functions are taken out
before it is optimised: with them goes what only they call, though not what is called through a table. Their callers remain, and
call something unknown in their place, so a part that is called from many places frees less than it has: a call takes room,
too. Texts cannot be told apart by part, and are a row of their own.`,
    table(
      ["part", "what is in it", "own, raw", "gone, raw", "gone"],
      [
        ...rows.map(({ cells }) => cells),
        difference(whole.brotli - sum("brotli")),
        ["**the module**", "", `**${sum("own")}**`, "", `**${whole.brotli}**`],
      ],
    ),
    `Functions keep their names and so another order while this is measured: the same ${whole.raw} bytes as in the package, in
which brotli finds ${whole.brotli}, not ${whole.shipped}. Differences below a hundred bytes are of that kind.`,
  ]);
}

/** The row between the sum of what is gone and the whole. */
function difference(bytes) {
  return bytes < 0
    ? ["counted more than once", "what goes with a part and with the only one that calls it", "", "", bytes]
    : ["in common", "what goes with the last of several parts alone", "", "", bytes];
}

function contents({ what, modules = [], contract = [] }) {
  const files = [...modules.map((file) => `src/${file}`), ...contract.map((file) => `contract/${file}`)];
  return [what, files.map((file) => `\`${file}\``).join(" ")].filter(Boolean).join(": ");
}

function files({ files }) {
  return section("The JavaScript", [
    `Raw: the bytes of a file in the minified bundle. The last column is the file minified and compressed alone; together they
compress better.`,
    table(
      ["file", "loaded", "raw, minified", "alone"],
      files.map(({ file, loaded, bytes, alone }) => [`\`${file}\``, loaded, bytes, alone]),
    ),
  ]);
}

function tried({ measured }) {
  const [asItIs] = measured;
  const signed = (value) => (value > 0 ? `+${value}` : `${value}`);
  return section("What was tried", [
    "Measured in the same run, one change at a time to what `scripts/shrink/` does:",
    table(
      ["", "module, raw", "module", "JavaScript", "both", "difference"],
      measured.map(({ raw, wasm, js, total }, index) => [
        variants[index].name,
        raw,
        wasm,
        js,
        total,
        index === 0 ? "" : signed(total - asItIs.total),
      ]),
    ),
    "Decided before that, where another choice is another build; the reasons stand beside the settings:",
    table(
      ["", "where"],
      settings.map(([what, where]) => [what, where]),
    ),
  ]);
}

const section = (title, paragraphs) => [`## ${title}`, ...paragraphs].join("\n\n");

/** Columns of numbers are set to the right. */
function table(heads, rows) {
  const isNumber = (cell) => /^(?:\**[+-]?\d+\**|)$/.test(String(cell));
  const rule = heads.map((_, column) => (rows.every((row) => isNumber(row[column])) ? "--:" : "---"));
  const line = (cells) => `| ${cells.join(" | ")} |`.replaceAll(/ {2,}\|/g, " |");
  return [line(heads), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}
