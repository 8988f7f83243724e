import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { capture } from "../../scripts/shared/command.mjs";
import { builtProgram, root } from "../../scripts/shared/paths.mjs";
import { startCommand, untilReady } from "../support/servers/processes.mjs";

test("the two programs of the crate, which cargo install puts in place, run by themselves", async () => {
  const manifest = await readFile(join(root, "crates/simulator/Cargo.toml"), "utf8");
  const names = [...manifest.matchAll(/^\[\[bin\]\]\nname = "([\w-]+)"/gm)].map(([, name]) => name);
  assert.deepEqual(names, ["akool-simulator", "akool-conformance"]);
  const simulator = startCommand(builtProgram("akool-simulator"), ["--quality", "preview"]);
  const url = await untilReady(simulator);
  assert.equal((await fetch(`${url}/no/such/route`)).status, 404);
  simulator.child.kill();
  assert.equal((await simulator.ended).status, 0);
  const help = await capture(builtProgram("akool-conformance"), ["--help"]);
  assert.match(help.stdout, /--url/);
});
