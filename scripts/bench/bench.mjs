import { benchClient } from "./client.mjs";
import { benchGateway } from "./gateway.mjs";
import { show } from "../shared/command.mjs";
import { ensureCompiler } from "../setup/compiler.mjs";
import { Failure, runMain } from "../shared/failure.mjs";
import { ensureRust } from "../setup/rust.mjs";

/** Each prints one JSON object with its rows, its peers measured beside it in the same run. */
const benches = {
  client: async () => console.log(JSON.stringify(await benchClient())),
  gateway: async () => console.log(JSON.stringify(await benchGateway())),
  render: (rest) =>
    cargo(["run", "--release", "--locked", "--quiet", "-p", "akool-renderer", "--example", "bench", "--", ...rest]),
};

await runMain(async () => {
  const [area, ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(benches, area ?? ""))
    throw new Failure(`say what to measure: npm run bench -- ${Object.keys(benches).join(" | ")}`);
  await benches[area](rest);
});

async function cargo(cargoArguments) {
  await ensureRust();
  await ensureCompiler();
  const { status } = await show("cargo", cargoArguments);
  if (status !== 0) throw new Failure("the bench failed (see above)");
}
