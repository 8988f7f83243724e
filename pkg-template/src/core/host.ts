import { remember, remembered } from "../storage/storage.js";
import type { ClientOptions, TransferOptions } from "../types/options.js";
import type { EventOptions, Host, OrderOptions } from "../wasm/akool_image_to_video.js";
import { abortable } from "./abortable.js";
import { learnServerTime, serverTimeMs } from "./clock.js";
import { ImageToVideoError } from "./error.js";
import type { ObservedOptions } from "./extras.js";

/** A request's settings. */
export interface RequestSettings extends RequestInit {
  signal: AbortSignal;
}

/** Sends a file with progress; see `files/progress.ts`. */
export type SendFile = typeof import("../files/progress.js").send;

/** Whether this page's `fetch` takes this page's signals. Those of a test's DOM are of a class of its own. */
let takesSignals: boolean | undefined;

/** A request that ends when the signal aborts. Where `fetch` does not take the signal, it is left to end by itself. */
const requestOf = (url: string, { signal, ...settings }: RequestSettings): Request => {
  try {
    const request = new Request(url, { ...settings, signal });
    takesSignals = true;
    return request;
  } catch {
    return new Request(url, settings);
  }
};

/** Sends one request with the caller's `fetch`, or with the global one. */
export const open = (options: ClientOptions, url: string, settings: RequestSettings): Promise<Response> =>
  abortable(() => {
    // The global `fetch` copies a `Request` that it is given, which costs a tenth of a call's time.
    if (takesSignals && !options.fetch) return fetch(url, settings);
    return (options.fetch ?? fetch)(requestOf(url, settings));
  }, settings.signal);

const openAndLearn = async (options: ClientOptions, url: string, settings: RequestSettings) => {
  const response = await open(options, url, settings);
  learnServerTime(response.headers);
  return response;
};

/** What was thrown, as text that is not empty. */
const textOf = (thrown: unknown): string => {
  try {
    return String(thrown) || "nothing";
  } catch {
    return "a value that has no text";
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What the module needs of JavaScript. It makes no decisions: it sends bytes, reads dates and makes the error. */
export const host: Host = {
  error: (fields) => new ImageToVideoError(fields),

  isBrowser: !!globalThis.document || "WorkerGlobalScope" in globalThis,

  get origin() {
    return globalThis.location?.origin;
  },

  // The claims of a JWT. The server checks its signature.
  claimsOf: (token) => {
    try {
      const [, claims = ""] = token.split(".");
      return JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/")));
    } catch {
      return undefined;
    }
  },

  serverTimeMs: () => serverTimeMs() ?? Number.NaN,

  hasHeader: (headers, name) => new Headers(headers).has(name),

  remember,
  remembered,

  get isAsleep() {
    // Not `hidden`: that is also true for a document that is never shown, as in a test's DOM.
    return globalThis.document?.visibilityState === "hidden" || globalThis.navigator?.onLine === false;
  },

  send: async (options, base, path, token, body, call, key, limitMs) => {
    const { signal, onProgress, send, onRecord, read, onSend } = (call ?? {}) as TransferOptions &
      Partial<EventOptions> &
      Pick<OrderOptions, "onSend"> & { send?: SendFile };
    const headers = new Headers(options.headers);
    headers.set("accept", onRecord ? "text/event-stream" : "application/json");
    if (token) headers.set("authorization", `Bearer ${token}`);
    if (key) headers.set("idempotency-key", key);
    const type = typeof body === "string" ? "application/json" : body?.type;
    if (type) headers.set("content-type", type);
    // The caller's reason is not passed on: it may be any value, and ours is always a DOMException.
    const controller = new AbortController();
    const abort = () => controller.abort();
    let isLate = false;
    const onTimeout = () => {
      isLate = true;
      abort();
    };
    const timer = limitMs && !onRecord ? setTimeout(onTimeout, Math.min(limitMs, 2 ** 31 - 1)) : undefined;
    // The last moment to abort before a file leaves, or an order, which has a key: see video-store.ts.
    if (!signal?.aborted) onSend?.(key);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    // The token's own address: a function in its place answers as a server would.
    const { token: getToken } = options;
    const isAsked = !path && typeof getToken === "function";
    try {
      if (isAsked) {
        const grant = await abortable(async () => getToken(), controller.signal);
        const isGrant = (grant as { access_token?: unknown } | undefined)?.access_token;
        return { status: 200, headers: new Headers(), body: isGrant ? grant : { access_token: grant } };
      }
      const url = base + path;
      const method = path && body === undefined ? "GET" : "POST";
      const settings = { method, headers, signal: controller.signal, ...credentialsFor(options, path) };
      const file = typeof body === "object" && body.size ? body : undefined;
      // Only XMLHttpRequest reports how much of a file has been sent. Without it, or with a replaced fetch, there is no
      // progress, and a slow upload cannot be told from a dead one.
      const sendIt = async () =>
        send && file && !options.fetch && globalThis.XMLHttpRequest
          ? send(url, { ...settings, body: file }, options.timeoutMs as number, onProgress)
          : openAndLearn(options, url, {
              ...settings,
              body: file ? await file.arrayBuffer() : (body ?? null),
            });
      const { observe } = options as ObservedOptions;
      const response = await (observe ? observe({ url, method, headers }, sendIt) : sendIt());
      const answer =
        onRecord && read && "ok" in response && response.ok
          ? await read(response, onRecord, controller.signal)
          : parse(await abortable(() => response.text(), controller.signal));
      return { status: response.status, headers: response.headers, body: answer };
    } catch (error) {
      if (isLate) return {};
      if (isAsked) return { message: textOf(error), cause: error };
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      // Nothing more of a stream may come, however it ended.
      if (onRecord) abort();
    }
  },
};

/**
 * A gateway takes no cookie and lets no page send one. A backend that hands out tokens, or that stands in for the gateway, may
 * identify its visitor by one. (workerd does not even know the name.)
 */
const credentialsFor = (options: ClientOptions, path: string): Pick<RequestInit, "credentials"> =>
  options.credentials && (!path || options.direct) ? { credentials: options.credentials } : {};
