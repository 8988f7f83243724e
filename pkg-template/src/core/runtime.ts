// Loaded beside the module: nothing in it is needed before the module runs. The files that load later take it from the client
// and do not import it: what two of them import, bundlers lay in one more file, which the first call would wait for.

export { keysOf, LIFETIME_MS, PREFIX, remember, remembered, storageOf } from "../storage/storage.js";
export { nowMs, serverTimeMs } from "./clock.js";
export { host, open } from "./host.js";
export { readOptions } from "./options.js";

/** What the files that load later need of it. */
export type Runtime = typeof import("./runtime.js");
