import { lazy } from "./lazy.js";

/** The files that load beside the module or after it, each by the function that loads it. */
export interface Parts {
  runtime: () => Promise<typeof import("./runtime.js")>;
  loadFailure: () => Promise<typeof import("./load-failure.js")>;
  onDemand: () => Promise<typeof import("./on-demand.js")>;
  extras: () => Promise<typeof import("./extras.js")>;
  pending: () => Promise<typeof import("../storage/pending.js")>;
  picture: () => Promise<typeof import("../files/picture.js")>;
  progress: () => Promise<typeof import("../files/progress.js")>;
  download: () => Promise<typeof import("../files/download.js")>;
  liveUpdates: () => Promise<typeof import("../live/live-updates.js")>;
  watch: () => Promise<typeof import("../live/watch.js")>;
}

/** Loads each file on first use. */
export const parts: Parts = {
  runtime: /* @__PURE__ */ lazy("runtime.js", () => import("./runtime.js")),
  loadFailure: /* @__PURE__ */ lazy("load-failure.js", () => import("./load-failure.js")),
  onDemand: /* @__PURE__ */ lazy("on-demand.js", () => import("./on-demand.js")),
  extras: /* @__PURE__ */ lazy("extras.js", () => import("./extras.js")),
  pending: /* @__PURE__ */ lazy("pending.js", () => import("../storage/pending.js")),
  picture: /* @__PURE__ */ lazy("picture.js", () => import("../files/picture.js")),
  progress: /* @__PURE__ */ lazy("progress.js", () => import("../files/progress.js")),
  download: /* @__PURE__ */ lazy("download.js", () => import("../files/download.js")),
  liveUpdates: /* @__PURE__ */ lazy("live-updates.js", () => import("../live/live-updates.js")),
  watch: /* @__PURE__ */ lazy("watch.js", () => import("../live/watch.js")),
};
