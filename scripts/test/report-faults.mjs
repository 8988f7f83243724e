import { runMatrix } from "../../tests/support/faults/run.mjs";
import { document } from "../../tests/support/faults/table.mjs";
import { ensureBrowser } from "../setup/browsers/browser.mjs";
import { buildPackage, buildServers } from "../build/products.mjs";

/**
 * Gets every call of the package into every kind of fault, in a real browser against the real servers, and prints what
 * came of it.
 */
export async function reportFaults(setUp) {
  const browser = await ensureBrowser();
  process.env.CHROME = browser.chromium;
  await buildServers();
  await buildPackage(setUp);
  const rows = await runMatrix();
  console.log(document(rows));
  return rows.every(({ broken }) => broken.length === 0);
}
