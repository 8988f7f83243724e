import { recipe } from "../shrink/shrink.mjs";

const asItIs = (bytes) => bytes;
const last = recipe.lastPasses;
const inlining = last.indexOf("--always-inline-max-function-size");

/** Ways to make the module smaller, each left out or done in another way, with all others as they are. */
export const variants = [
  { name: "as it is", change: {} },
  { name: "panics are not cut out, their texts and places stay", change: { prepare: asItIs, erase: asItIs } },
  { name: "panics are cut out, their texts and places stay", change: { erase: asItIs } },
  { name: "imports and internal exports keep the names that wasm-bindgen makes", change: { shorten: () => {} } },
  { name: "`wasm-opt -Oz` alone instead of the last step's passes", change: { lastPasses: [] } },
  {
    name: "without `--flatten --rereloop`",
    change: { lastPasses: last.filter((pass) => !["--flatten", "--rereloop"].includes(pass)) },
  },
  {
    name: "without `--low-memory-unused`",
    change: { lastPasses: last.filter((pass) => pass !== "--low-memory-unused") },
  },
  {
    name: "functions inlined by wasm-opt's own measure",
    change: { lastPasses: last.filter((_, index) => ![inlining, inlining + 1].includes(index)) },
  },
  { name: "`-Os` instead of `-Oz`", change: atLevel("-Os") },
  { name: "`-O3` instead of `-Oz`", change: atLevel("-O3") },
  { name: "also `--gufa`", change: { lastPasses: ["--gufa", ...last] } },
  { name: "also `--monomorphize`", change: { lastPasses: ["--monomorphize", ...last] } },
];

function atLevel(level) {
  return { level, lastPasses: last.map((pass) => (pass === "-Oz" ? level : pass)) };
}

/** What is decided before `scripts/shrink/`: other settings mean other builds, which the report does not make. */
export const settings = [
  ["`opt-level`, `lto`, `codegen-units`, `panic`", "`Cargo.toml`, `profile.web`"],
  ["stack of 64 KiB; where rustc's inliner stops", "`.cargo/config.toml`"],
  ["text without the formatting machinery", "`crates/contract/src/text.rs`"],
  ["answers read field by field instead of into serde's types", "`src/answer.rs`, `src/job.rs`"],
  ["futures behind pointers, so that each is compiled once", "`src/race.rs`"],
  ["what few pages use loaded on demand", "`pkg-template/api.js`, `more.js`"],
];
