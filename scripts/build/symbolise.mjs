import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Failure, runMain } from "../shared/failure.mjs";
import { symbolise } from "./shrink/name-map.mjs";

await runMain(async () => {
  const [path] = process.argv.slice(2);
  if (!path) throw new Failure("npm run --silent symbolise -- names-<version>.json < stack.txt");
  process.stdout.write(symbolise(await text(process.stdin), JSON.parse(await readFile(path, "utf8"))));
});
