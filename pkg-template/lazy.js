import { loadError } from "./error.js";

/**
 * Makes what loads one of the package's files when it is needed for the first time, and again should that fail: Chromium, Firefox
 * and WebKit ask for a file again whose import failed, and so do the loaders of bundlers.
 *
 * @param {string} file for people
 * @param {() => Promise<object>} load an import that bundlers can follow
 */
export const lazy = (file, load) => {
  let loading;
  return () =>
    (loading ??= load().catch(async (cause) => {
      loading = undefined;
      // Only the answer to a request of our own tells a server that is out of reach from one that lacks the file.
      const [address] = /[\w-]+:\/\/[^\s)]+/.exec(cause?.message) ?? [];
      throw loadError(file, cause, address && (await fetch(address).catch(() => {})));
    }));
};

/** Files that not every page needs. */
export const parts = {
  more: /* @__PURE__ */ lazy("more.js", () => import("./more.js")),
  pending: /* @__PURE__ */ lazy("pending.js", () => import("./pending.js")),
  picture: /* @__PURE__ */ lazy("picture.js", () => import("./picture.js")),
  progress: /* @__PURE__ */ lazy("progress.js", () => import("./progress.js")),
  download: /* @__PURE__ */ lazy("download.js", () => import("./download.js")),
  follow: /* @__PURE__ */ lazy("follow.js", () => import("./follow.js")),
  watch: /* @__PURE__ */ lazy("watch.js", () => import("./watch.js")),
};
