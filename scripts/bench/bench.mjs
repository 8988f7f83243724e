import { benchClient } from "./client.mjs";
import { benchGateway } from "./gateway.mjs";
import { benchSetup } from "./setup.mjs";
import { run, show } from "../shared/command.mjs";
import { ensureCompiler } from "../setup/compiler.mjs";
import { Failure, runMain } from "../shared/failure.mjs";
import { builtExample } from "../shared/paths.mjs";
import { ensureRust } from "../setup/rust.mjs";

/** Each prints one JSON object with its rows, its peers measured beside it in the same run. */
const benches = {
  client: async () => console.log(JSON.stringify(await benchClient())),
  gateway: async () => console.log(JSON.stringify(await benchGateway())),
  setup: async () => console.log(JSON.stringify(await benchSetup())),
  render: benchRender,
};

await runMain(async () => {
  const [area, ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(benches, area ?? ""))
    throw new Failure(`say what to measure: npm run bench -- ${Object.keys(benches).join(" | ")}`);
  await benches[area](rest);
});

async function benchRender(rest) {
  await ensureRust();
  await ensureCompiler();
  // With the dependencies as the tests have them.
  await run("cargo", ["build", "--release", "--locked", "--workspace", "--example", "bench"]);
  const { status } = await show(builtExample("bench"), rest);
  if (status !== 0) throw new Failure("the bench failed (see above)");
}
