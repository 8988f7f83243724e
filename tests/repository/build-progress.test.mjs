import assert from "node:assert/strict";
import { test } from "node:test";
import { Progress } from "../../scripts/build/cargo-build.mjs";

const artifact = (name, { fresh = false, kind = "lib" } = {}) => ({
  reason: "compiler-artifact",
  package_id: `registry+https://example.com/index#${name}@1.0.0`,
  target: { kind: [kind] },
  fresh,
});
const crates = new Set(["built-before 1.0.0", "first 1.0.0", "second 1.0.0"]);

test("a build says how many crates it compiles and how many are done, without those that were built before", () => {
  const progress = new Progress("the servers");
  progress.take(artifact("built-before", { fresh: true }));
  progress.start(crates);
  try {
    progress.take(artifact("first", { kind: "custom-build" }));
    assert.match(progress.report(), /^ {2}0:00 {2}0 of 2 crates of the servers, .+ left$/);
    progress.take(artifact("first"));
    assert.match(progress.report(), / 1 of 2 crates /);
    progress.take({
      ...artifact("second"),
      package_id: "path+file:///repository/crates/second#1.0.0",
    });
    assert.match(progress.report(), / 2 of 2 crates of the servers, less than a minute left$/);
  } finally {
    progress.stop();
  }
});
