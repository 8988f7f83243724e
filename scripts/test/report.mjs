import { Failure, runMain } from "../shared/failure.mjs";
import { show } from "../shared/command.mjs";
import { buildServers } from "../build/products.mjs";
import { builtProgram } from "../shared/paths.mjs";
import { setUpForPackage } from "../setup/setup.mjs";
import { reportThreats } from "./threats.mjs";

/** Each prints its table in Markdown and tells whether every row holds. */
const reports = {
  // It needs packages of npm's, which are there once the set-up is done.
  faults: async (setUp) => (await import("./report-faults.mjs")).reportFaults(setUp),
  threats: reportThreats,
  conformance: reportConformance,
  looks: async () => (await import("./report-looks.mjs")).reportLooks(),
};
/** They need nothing of the package's. */
const withoutPackage = new Set(["looks"]);

await runMain(async () => {
  const area = process.argv[2];
  const report = Object.hasOwn(reports, area ?? "") ? reports[area] : undefined;
  if (!report) throw new Failure(`say which report: npm run report -- ${Object.keys(reports).join(" | ")}`);
  const setUp = withoutPackage.has(area) ? undefined : await setUpForPackage();
  if (!(await report(setUp))) throw new Failure("not every row holds");
});

/** The simulator, held against what is known of the vendor. */
async function reportConformance() {
  await buildServers();
  const { status } = await show(builtProgram("akool-conformance"), []);
  return status === 0;
}
