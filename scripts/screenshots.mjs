import { run } from "./command.mjs";
import { runMain } from "./failure.mjs";
import { pageDirectory } from "./paths.mjs";
import { buildPackage, buildPage, buildServers } from "./products.mjs";
import { setUpForTests } from "./setup.mjs";

/** The pictures of the demo page for the README, with the real servers. */
await runMain(async () => {
  const setUp = await setUpForTests();
  await buildServers();
  await buildPackage(setUp);
  await buildPage();
  await run("npm", ["run", "--silent", "screenshots"], { cwd: pageDirectory });
});
