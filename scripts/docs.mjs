import { join } from "node:path";
import { run } from "./command.mjs";
import { runMain } from "./failure.mjs";
import { nodeTools } from "./paths.mjs";
import { buildPackage } from "./products.mjs";
import { say } from "./say.mjs";
import { setUpForPackage } from "./setup.mjs";

/** The API reference, from the comments of the types; a warning is a fault. */
await runMain(async () => {
  await buildPackage(await setUpForPackage());
  await run(join(nodeTools, "typedoc"), []);
  say("The API reference is in docs/api");
});
