import { buildPackage } from "./products.mjs";
import { noteNodeModules } from "../setup/node-modules.mjs";
import { setUpForPackage } from "../setup/setup.mjs";
import { runMain } from "../shared/failure.mjs";
import { root } from "../shared/paths.mjs";

/** What npm runs after `npm install` here, and in the copy of this repository from which it installs the package. */
await runMain(async () => {
  // By npm itself, just now.
  await noteNodeModules(root);
  await buildPackage(await setUpForPackage());
});
