import { show } from "./command.mjs";
import { ensureCompiler } from "./compiler.mjs";
import { Failure, runMain } from "./failure.mjs";
import { ensureRust } from "./rust.mjs";

/** Each prints one JSON object with its rows, its peers measured beside it in the same run. */
const benches = {
  render: ["cargo", "run", "--release", "--locked", "--quiet", "-p", "akool-renderer", "--example", "bench", "--"],
};

await runMain(async () => {
  const [area, ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(benches, area ?? ""))
    throw new Failure(`say what to measure: npm run bench -- ${Object.keys(benches).join(" | ")}`);
  await ensureRust();
  await ensureCompiler();
  const [program, ...programArguments] = benches[area];
  const { status } = await show(program, [...programArguments, ...rest]);
  if (status !== 0) throw new Failure(`the ${area} bench failed (see above)`);
});
