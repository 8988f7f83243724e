/** The table in Markdown: what each kind of trouble comes to, action by action. */
export function table(rows) {
  const lines = [
    "| call | between | trouble | posts | accepted | outcome | charged | the job afterwards |",
    "|---|---|---|--:|--:|---|---|---|",
    ...rows.map(line),
  ];
  return lines.join("\n");
}

function line({ action, leg, name, reason, broken, ...seen }) {
  const start = `| ${action} | ${leg} | ${name} |`;
  if (reason) return `${start} | | *no such thing: ${reason}* | | |`;
  const faults = broken.map((rule) => ` **${rule}**`).join(";");
  if (seen.outcome === undefined) return `${start} | | ${faults} | | |`;
  return `${start} ${seen.posts} | ${seen.accepted} | ${seen.outcome}${faults} | ${seen.charged ?? ""} | ${afterwards(seen)} |`;
}

function afterwards({ accepted, found }) {
  if (found) return `${found.status === "completed" ? "video" : found.status}, by ${found.by}`;
  return accepted === 0 ? "none" : "at the vendor";
}

/** What was measured on the way; it differs from run to run. */
export function figures(rows) {
  const heard = rows.map(({ heardMs }) => heardMs).filter((time) => time !== undefined);
  return `Figures: ${heard.length} aborts were heard within ${Math.max(...heard).toFixed(1)} ms.`;
}
