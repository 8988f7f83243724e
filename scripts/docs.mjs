import { join } from "node:path";
import { run } from "./command.mjs";
import { runMain } from "./failure.mjs";
import { ensureNodeModules } from "./node-modules.mjs";
import { nodeTools, root } from "./paths.mjs";
import { say } from "./say.mjs";

/** The API reference, from the comments of the types; a warning is a fault. */
await runMain(async () => {
  await ensureNodeModules(root, { name: "this repository", time: "seconds" });
  await run(join(nodeTools, "typedoc"), []);
  say("The API reference is in docs/api");
});
