import { ImageToVideoError } from "./error.js";
import { abortable } from "./abortable.js";
import { keep, kept } from "./storage.js";
import { learnServerTime, serverTimeMs } from "./clock.js";

export const open = (options, url, { signal, ...init }) => {
  const run = options.fetch ?? fetch;
  let request;
  try {
    request = new Request(url, { ...init, signal });
  } catch {
    // A test's DOM brings signals of its own, which are nothing to the `fetch` that is there. Then nobody waits for the end.
    request = new Request(url, init);
  }
  return abortable(() => run(request), signal);
};

const openAndLearn = async (...input) => {
  const response = await open(...input);
  learnServerTime(response.headers);
  return response;
};

/** Whatever was thrown as text that is not empty. */
const textOf = (thrown) => {
  try {
    return String(thrown) || "nothing";
  } catch {
    return "a value that has no text";
  }
};

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * What the module asks of JavaScript: it decides nothing, it moves bytes, reads dates and makes the error.
 */
export const host = {
  error: (fields) => new ImageToVideoError(fields),

  isBrowser: !!(globalThis.document ?? globalThis.WorkerGlobalScope),

  get origin() {
    return globalThis.location?.origin;
  },

  // Of a JWT; its signature is the server's business.
  claimsOf: (token) => {
    try {
      const [, claims] = token.split(".");
      return JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/")));
    } catch {
      return undefined;
    }
  },

  serverTimeMs,

  hasHeader: (headers, name) => new Headers(headers).has(name),

  keep,
  kept,

  get isAsleep() {
    // Not `hidden`, which a document that nobody ever shows is, too: a test's.
    return globalThis.document?.visibilityState === "hidden" || globalThis.navigator?.onLine === false;
  },

  send: async (options, base, path, token, body, call, key, limitMs) => {
    const { signal, onProgress, send, onRecord, read, onSend } = call ?? {};
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
    const timer = limitMs && !onRecord && setTimeout(() => abort((isLate = true)), Math.min(limitMs, 2 ** 31 - 1));
    // The last moment to abort before a file leaves, or an order, which has a key: see run.js.
    if (!signal?.aborted) onSend?.(key);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    // The token's own address: a function in its place answers as a server would.
    const isAsked = !path && typeof options.token === "function";
    try {
      if (isAsked) {
        const grant = await abortable(async () => options.token(), controller.signal);
        return { status: 200, headers: new Headers(), body: grant?.access_token ? grant : { access_token: grant } };
      }
      const url = base + path;
      const method = path && body === undefined ? "GET" : "POST";
      const init = { method, headers, body, signal: controller.signal };
      // A gateway heeds no cookie and lets no page send one. A backend that hands out tokens, or stands in for the
      // gateway, may know its visitor by one. (workerd does not even know the name.)
      if (options.credentials && (!path || options.direct)) init.credentials = options.credentials;
      // Only XMLHttpRequest tells how much of a file has been sent; without it, or with a replaced fetch, there is no
      // progress, and no telling a slow upload from a dead one.
      const response =
        send && body?.size && !options.fetch && globalThis.XMLHttpRequest
          ? await send(url, init, options.timeoutMs, onProgress)
          : await openAndLearn(options, url, { ...init, body: body?.size ? await body.arrayBuffer() : body });
      const answer =
        onRecord && response.ok
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
      // Of a stream nothing more may come, whatever ended it.
      if (onRecord) abort();
    }
  },
};
