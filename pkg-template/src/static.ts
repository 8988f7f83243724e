// For service workers and the background scripts of extensions, which must not import anything once they run.

import { decode } from "./core/base64.js";
import { registerEntryPoint } from "./core/module.js";
import * as extras from "./core/extras.js";
import * as loadFailure from "./core/load-failure.js";
import * as onDemand from "./core/on-demand.js";
import * as runtime from "./core/runtime.js";
import * as download from "./files/download.js";
import * as picture from "./files/picture.js";
import * as progress from "./files/progress.js";
import * as liveUpdates from "./live/live-updates.js";
import * as watch from "./live/watch.js";
import * as pending from "./storage/pending.js";
import base64 from "./wasm/wasm_base64.js";

export * from "./core/api.js";

registerEntryPoint({
  findWasm: () => decode(base64),
  parts: {
    extras: async () => extras,
    runtime: async () => runtime,
    loadFailure: async () => loadFailure,
    onDemand: async () => onDemand,
    download: async () => download,
    picture: async () => picture,
    progress: async () => progress,
    liveUpdates: async () => liveUpdates,
    watch: async () => watch,
    pending: async () => pending,
  },
});
