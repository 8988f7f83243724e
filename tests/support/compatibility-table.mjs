/** One line of docs/compatibility.md for each consumer, with its result in each mode. */
export function compatibilityTable(rows) {
  const lines = new Map();
  for (const row of rows) {
    const key = [row.title, row.version, row.entry].join("|");
    lines.set(key, { ...row, ...lines.get(key), [row.mode]: row.result });
  }
  const heading = "| consumer | version | import from | development | production |\n|---|---|---|---|---|";
  return [heading, ...[...lines.values()].map(line)].join("\n");
}

const line = ({ title, version, entry, development = "", production = "" }) =>
  `| ${title} | ${version} | \`${entry}\` | ${development} | ${production} |`;
