import { runMain } from "../shared/failure.mjs";
import { packageDirectory } from "../shared/paths.mjs";
import { buildPackage } from "./products.mjs";
import { say } from "../shared/say.mjs";
import { setUpForPackage } from "../setup/setup.mjs";

await runMain(async () => {
  await buildPackage(await setUpForPackage());
  say(`The npm package is in ${packageDirectory}`);
});
