import { runMain } from "./failure.mjs";
import { packageDirectory } from "./paths.mjs";
import { buildPackage } from "./products.mjs";
import { say } from "./say.mjs";
import { setUpForPackage } from "./setup.mjs";

await runMain(async () => {
  await buildPackage(await setUpForPackage());
  say(`The npm package is in ${packageDirectory}`);
});
