import { join } from "node:path";
import { run } from "../shared/command.mjs";
import { runMain } from "../shared/failure.mjs";
import { nodeTools } from "../shared/paths.mjs";
import { buildPackage } from "./products.mjs";
import { say } from "../shared/say.mjs";
import { setUpForPackage } from "../setup/setup.mjs";

/** The API reference, from the comments of the types; a warning is a fault. */
await runMain(async () => {
  await buildPackage(await setUpForPackage());
  await run(join(nodeTools, "typedoc"), []);
  say("The API reference is in docs/api");
});
