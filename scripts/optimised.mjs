import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.mjs";
import { Failure } from "./failure.mjs";
import { nodeTools } from "./paths.mjs";

/** An optimised module hardly gets smaller when it is optimised again; a raw one loses a third. */
const expectedGain = 0.05;

/** wasm-pack goes on in silence when it does not find wasm-opt, so this looks at the result. */
export async function checkOptimised(wasm) {
  const scratch = await mkdtemp(join(tmpdir(), "akool-wasm-"));
  try {
    const again = join(scratch, "again.wasm");
    await run(join(nodeTools, "wasm-opt"), ["-Oz", "--all-features", wasm, "-o", again]);
    const [before, after] = await Promise.all([stat(wasm), stat(again)]);
    if (after.size < before.size * (1 - expectedGain)) {
      throw new Failure(`the WebAssembly module was not optimised: ${before.size} bytes that could be ${after.size}`);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
