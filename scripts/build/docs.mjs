import { join } from "node:path";
import { ensureDocsModules, setUpForPackage } from "../setup/setup.mjs";
import { run } from "../shared/command.mjs";
import { runMain } from "../shared/failure.mjs";
import { docsDirectory } from "../shared/paths.mjs";
import { say } from "../shared/say.mjs";
import { buildPackage } from "./products.mjs";

/** The documentation site: guides, and the API reference from the comments of the types. A warning or a dead link is a fault. */
await runMain(async () => {
  await buildPackage(await setUpForPackage());
  await ensureDocsModules();
  const tools = join(docsDirectory, "node_modules", ".bin");
  await run(join(tools, "typedoc"), [], { cwd: docsDirectory });
  await run(join(tools, "vitepress"), ["build"], { cwd: docsDirectory });
  say("The site is in target/docs: npx serve target/docs, or any web server, shows it");
});
