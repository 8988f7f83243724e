import assert from "node:assert/strict";
import { test } from "node:test";
import { compileUnits } from "../../scripts/bench/compile-units.mjs";

test("a crate's parts are added up, and the longest comes first", () => {
  const units = [
    { name: "small", version: "1.0.0", target: "", duration: 1.5 },
    { name: "native-sys", version: "0.1.0", target: " build-script", duration: 0.5 },
    { name: "native-sys", version: "0.1.0", target: " build-script (run)", duration: 40.25 },
  ];
  const report = `<script>\nconst DURATION = 42;\nconst UNIT_DATA = ${JSON.stringify(units, null, 2)};\nconst X = [];\n</script>`;
  assert.deepEqual(compileUnits(report), [
    { crate: "native-sys", seconds: 40.75 },
    { crate: "small", seconds: 1.5 },
  ]);
});
