import { join } from "node:path";
import { buildPackage, buildServers } from "../build/products.mjs";
import { setUpForTests } from "../setup/setup.mjs";
import { show } from "../shared/command.mjs";
import { Failure, runMain } from "../shared/failure.mjs";
import { root } from "../shared/paths.mjs";

/** The tests of which `npm test` runs a part. */
const files = ["consumers", "types", "types-frameworks"].map((name) => join(root, `tests/packaging/${name}.test.mjs`));

/** Runs every row of the compatibility table, the rare ones included, and prints the table. */
await runMain(async () => {
  const setUp = await setUpForTests();
  await buildServers();
  await buildPackage(setUp);
  const { chromium, driver } = setUp.browser;
  const { status } = await show(
    process.execPath,
    ["--test", "--test-concurrency=1", "--test-reporter=spec", ...files],
    { env: { ...process.env, CHROME: chromium, CHROMEDRIVER: driver, AKOOL_CONSUMERS: "all" } },
  );
  if (status !== 0) throw new Failure("not every consumer does the main job");
});
