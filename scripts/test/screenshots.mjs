import { run } from "../shared/command.mjs";
import { runMain } from "../shared/failure.mjs";
import { pageDirectory } from "../shared/paths.mjs";
import { buildPackage, buildPage, buildServers } from "../build/products.mjs";
import { setUpForTests } from "../setup/setup.mjs";

/** The pictures of the demo page for the README, with the real servers. */
await runMain(async () => {
  const setUp = await setUpForTests();
  await buildServers();
  await buildPackage(setUp);
  await buildPage();
  await run("npm", ["run", "--silent", "screenshots"], { cwd: pageDirectory });
});
