// For bindings: the page's one default client, whichever entry point the page imports.

import * as api from "../core/api.js";
import { lazy } from "../core/lazy.js";
import { setDefaultEntryPoint } from "../core/module.js";

// By the package's own name: that is the entry point that fits the place. A browser without an import map knows no names.
const loadEntryPoint = /* @__PURE__ */ lazy("index.js", () =>
  import("akool-image-to-video").catch(() => import("../index.js")),
);

/** The functions of the default client. Where the page imports no entry point itself, the first call loads the main one. */
export const defaultClient = (): typeof api => {
  setDefaultEntryPoint(loadEntryPoint);
  return api;
};
