import { Failure } from "../failure.mjs";
import { kindOf } from "../shrink/panics.mjs";

const [own, contract] = ["akool_image_to_video", "akool_contract"];

/**
 * The parts of the module as a reader of the sources knows them. `modules` are the files of `src/` and `contract` those
 * of `crates/contract/src/` without `.rs`, `exports` the functions for JavaScript in `src/exports.rs`; `functions` are
 * patterns for what is not of this repository, or for single functions, which are looked for first.
 */
export const parts = [
  {
    name: "Checking requests",
    what: "the vendor's rules, every issue with its place and a suggestion",
    modules: ["raw"],
    contract: [
      ...["checker", "rule", "issue", "suggest", "text", "url", "raw", "create", "checked", "sent"],
      ...["resolution", "video_length", "audio_type"],
    ],
    exports: ["validate"],
    functions: [/^akool_image_to_video::order::check\b/],
  },
  {
    name: "Batches and new sound",
    what: "what their checks have of their own; the rest is shared with single videos",
    contract: ["batch", "checked_batch", "batch_result", "audio_update"],
  },
  {
    name: "Orders",
    what: "create, once: the key, the retries, what an unclear end means",
    modules: ["order"],
    exports: ["create"],
  },
  {
    name: "Pending jobs",
    what: "keeping orders, and finding them again after a reload",
    modules: ["pending"],
    exports: ["recallOrder"],
  },
  {
    name: "The scheduler",
    what: "one look at a time for all jobs, when the next is due, taking in what events and other tabs tell",
    modules: ["engine", "schedule"],
    exports: ["feed", "help", "wake"],
  },
  {
    name: "Looking and waiting",
    what: "`pollImageToVideo`, `waitForVideo`",
    modules: ["poll", "wait"],
    exports: ["pollImageToVideo", "waitForVideo"],
  },
  {
    name: "Jobs",
    what: "records, statuses, references by id or by job",
    modules: ["job"],
    contract: ["job", "results", "status"],
  },
  {
    name: "Answers and errors",
    what: "what an answer or a business code means; fields of the error",
    modules: ["answer", "failure"],
    contract: ["code", "envelope", "loose"],
  },
  { name: "HTTP", what: "sending, reading `Retry-After`", modules: ["http", "call"], contract: ["path"] },
  {
    name: "Tokens",
    what: "fetching, renewing in time, one renewal for all, refusing vendor credentials in a page",
    modules: ["token", "credential"],
    contract: ["token"],
  },
  {
    name: "Clients and options",
    what: "",
    modules: ["client", "options", "host", "exports"],
    exports: ["openClient", "closeClient", "setHost"],
  },
  { name: "Uploads", what: "", modules: ["upload"], exports: ["uploadImage"] },
  {
    name: "The account",
    what: "effects, models, credits, deleting, following events",
    modules: ["account"],
    contract: ["effect", "model", "delete"],
    exports: ["ask"],
  },
  { name: "The credit estimate", what: "", contract: ["price"], exports: ["estimateCredits"] },
  {
    name: "Abort, timers, waking",
    what: "the small pieces that asynchronous code is made of",
    modules: ["abort", "timer", "race", "notify", "start"],
  },
  { name: "Values of JavaScript", what: "fields, numbers, JSON", modules: ["js"] },
  {
    name: "Promises and tasks",
    what: "`js-sys`'s futures, `gloo-timers`",
    functions: [/\bjs_sys::futures\b/, /\bwasm_bindgen_futures\b/, /\bgloo_timers\b/],
  },
  {
    name: "Bindings",
    what: "`wasm-bindgen`, `js-sys`, `web-sys`, `gloo-net`, `serde-wasm-bindgen`",
    functions: [
      /\b(?:wasm_bindgen|js_sys|web_sys|gloo_net|serde_wasm_bindgen|serde_core)\b/,
      /^_*(?:wbindgen|externref)_/,
      / externref shim$/,
    ],
  },
  {
    name: "The allocator",
    what: "`talc`",
    modules: ["allocator"],
    functions: [/\btalc::/, /^__rustc::__r(?:ust|dl|g)_/, /^<?alloc::alloc::/],
  },
  {
    name: "Rust's standard library",
    what: "vectors, text, reference counts",
    functions: [/\b(?:core|alloc|std|compiler_builtins|__rustc)::/, /^(?:mem(?:cmp|cpy|move|set)|bcmp|fmin|fmax)$/],
  },
];

const panics = { name: "What is left of panics", what: "traps; their texts are cut out" };

/** Without a name: wasm-opt makes one function of several. */
const merged = { name: "What wasm-opt merged", what: "pieces that functions of several parts had in common" };

/** What a module has beside functions. Without functions there is nothing to take out alone. */
export const frame = [
  {
    name: "Texts and tables",
    what: "messages of errors and issues, names of fields, the price table",
    section: "data",
  },
  { name: "Names of imports", what: "", section: "import" },
  { name: "Names of exports", what: "", section: "export" },
  { name: "The rest of the frame", what: "types, tables, globals, where each function begins" },
];

export const functionParts = [...parts, panics, merged];

/** The part that a function belongs to, by its name and, where it is exported, by the export's. */
export function partOf(name, exportedAs) {
  if (name === undefined) return merged;
  if (kindOf(name)) return panics;
  const plain = name.replaceAll(/\[[0-9a-f]{10,16}\]/g, "").replaceAll(/::h[0-9a-f]{16}\b/g, "");
  const found =
    parts.find(({ functions = [] }) => ofThisRepository(plain) && functions.some((pattern) => pattern.test(plain))) ??
    byFile(plain) ??
    byExport(exportedAs ?? plain.split(" ")[0]) ??
    parts.find(({ functions = [] }) => functions.some((pattern) => pattern.test(plain)));
  if (!found) throw new Failure(`scripts/sizes/parts.mjs does not say what ${name} is a part of`);
  return found;
}

const ofThisRepository = (name) => name.startsWith(`${own}::`);

const byExport = (name) => parts.find(({ exports = [] }) => exports.includes(name));

/** A function that the compiler made for a type of this repository, such as the one that drops it, belongs to that type. */
function byFile(name) {
  const [, crate, file] = /\b(akool_\w+)::(\w+)/.exec(name) ?? [];
  if (!crate) return undefined;
  return parts.find(({ modules = [], contract: files = [] }) => (crate === contract ? files : modules).includes(file));
}
