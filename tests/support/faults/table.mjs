/** The tables as a page. */
export const document = (rows) => `${introduction}\n${table(rows)}\n${aborts(rows)}`;

/** A page without the times in it, which differ from run to run. */
export const withoutTimes = (text) => text.replaceAll(/[\d.]+ ms/g, "… ms");

const introduction = `# Fault table

\`npm run --silent report -- faults > docs/faults.md\` makes this page by running it: what every call does in every kind of
fault, with the packed package in a real browser, against the real gateway and simulator, each row on servers of its own. A test compares it with what it sees.

- **between**: where the fault is. In *page–Akool* the page calls Akool itself (\`direct\`); the *store* has the videos.
- **fault**: it hits one request, or two in a row of a call that polls; "for good" hits all of them.
  "Read" means that the request was carried out before its answer got lost.
- **posts**: creates that reached Akool. **accepted**: those that made a job, which is never more than one.
- **outcome**: the call resolved, or the \`code\` of its error. **charged** is what the error says about credits.
- **the job afterwards**: how the page gets to the video once the fault is over.
`;

/** The table in Markdown: what each kind of fault comes to, action by action. */
function table(rows) {
  const lines = [
    "| call | between | fault | posts | accepted | outcome | charged | the job afterwards |",
    "|---|---|---|--:|--:|---|---|---|",
    ...rows.map(line),
  ];
  return lines.join("\n");
}

/** One row of the table. */
export function line({ action, leg, name, reason, broken, ...seen }) {
  const start = `| ${action} | ${leg} | ${name} |`;
  if (reason) return `${start} | | *no such thing: ${reason}* | | |`;
  const faults = broken.map((rule) => ` **${rule}**`).join(";");
  if (seen.outcome === undefined) return `${start} | | ${faults} | | |`;
  return `${start} ${seen.posts} | ${seen.accepted} | ${seen.outcome}${faults} | ${seen.charged ?? ""} | ${afterwards(seen)} |`;
}

function afterwards({ accepted, found }) {
  if (found) return `${found.status === "completed" ? "video" : found.status}, by ${found.by}`;
  return accepted === 0 ? "none" : "at Akool";
}

/** How soon each call ended once its signal had aborted. */
const aborts = (rows) => `
## How soon an abort is heard

From \`abort()\` to the rejection with the signal's reason, in the run that made this page: many cells at a time in one browser.
The call was waiting for an answer that never comes.

| call | between | heard after |
|---|---|--:|
${aborted(rows)
  .map(({ action, leg, heardMs }) => `| ${action} | ${leg} | ${heardMs.toFixed(1)} ms |`)
  .join("\n")}

${figures(rows)}`;

const aborted = (rows) => rows.filter(({ heardMs }) => heardMs !== undefined);

/** The longest that an abort took. */
export function figures(rows) {
  const heard = aborted(rows).map(({ heardMs }) => heardMs);
  return `${heard.length} aborts were heard within ${Math.max(...heard).toFixed(1)} ms.`;
}
